"""gold.downtime_stretches: what all downtime views add up."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.gold.support import DAY, add_reasoned, add_shift, refresh, table, work
from tests.sql.support import minute

OF_PRESS_1 = "where machine = 'Press_1' order by starts_at"


async def test_stops_are_cut_by_the_hour_and_the_shift(connection: Connection) -> None:
    await work(connection)
    columns = "shift_name, slice_starts_at, stop_started_at, starts_at, ends_at, bucket, is_first"
    assert await table(connection, columns, "gold.downtime_stretches", OF_PRESS_1) == [
        ("E", 60, 60, 60, 90, "breakdown", True),
        ("E", 120, 120, 120, 121, "minor_stop", True),
        ("E", 180, 180, 180, 200, "setup", True),
        ("E", 300, 300, 300, 330, "planned_down", True),
        ("E", 420, 450, 450, 480, "breakdown", True),
        ("L", 480, 450, 480, 540, "breakdown", False),
    ]


async def test_a_stretch_has_its_names(connection: Connection) -> None:
    floor = await work(connection)
    columns = (
        "plant, line, line_id, machine, machine_id, business_date, down_s, loss_category,"
        " reason_id = floor.reason_id('Jam'), product_id = floor.product_id('Gear')"
    )
    rows = await table(connection, columns, "gold.downtime_stretches", OF_PRESS_1)
    assert rows[0] == (
        "Plant", "Engine", floor.line_id, "Press_1", floor.machines["Press_1"], DAY,
        1800, "breakdown", True, True,
    )  # fmt: skip
    assert rows[3][7] is None, "what was planned is no loss"


async def test_a_stop_begun_in_a_break_begins_where_it_counts(connection: Connection) -> None:
    floor = await work(connection)
    await add_reasoned(connection, floor.machines["Press_1"], 250, "down", "Jam")
    await add_reasoned(connection, floor.machines["Press_1"], 280, "operational")
    await refresh(connection, 600)
    columns = "stop_started_at, starts_at, ends_at, is_first"
    rows = await table(connection, columns, "gold.downtime_stretches", OF_PRESS_1)
    assert rows[3] == (250, 270, 280, True)


async def test_a_stop_cut_by_a_break_an_hour_and_a_reason_begins_once(
    connection: Connection,
) -> None:
    floor = await work(connection)
    for at, status, reason in (
        (235, "down", "Jam"), (275, "down", "Changeover"), (310, "operational", None),
    ):  # fmt: skip
        await add_reasoned(connection, floor.machines["Press_2"], at, status, reason)
    await refresh(connection, 600)
    rows = await table(
        connection,
        "starts_at, ends_at, bucket, is_first",
        "gold.downtime_stretches",
        "where machine = 'Press_2' and stop_started_at = $1 order by starts_at",
        minute(235),
    )
    assert rows == [
        (235, 240, "breakdown", True),
        (270, 275, "breakdown", False),
        (275, 300, "setup", False),
        (300, 310, "setup", False),
    ]


async def test_what_stood_before_the_shift_counts_from_its_beginning(
    connection: Connection,
) -> None:
    floor = await work(connection, until=960)
    await add_shift(connection, floor, "N", 1440, 1920)  # nobody works in between
    await refresh(connection, 1500)
    rows = await table(
        connection,
        "starts_at, ends_at, is_first",
        "gold.downtime_stretches",
        "where machine = 'Press_2' and starts_at >= $1 order by starts_at",
        minute(900),
    )
    assert rows == [(900, 960, False), (1440, 1500, False)]
