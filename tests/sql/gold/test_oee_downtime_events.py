"""gold.oee_downtime_events: stops, one by one."""

from __future__ import annotations

from typing import Any

from database.connect import Connection
from tests.sql.gold.support import DAY, add_reasoned, refresh, table, work
from tests.sql.support import minute

COLUMNS = "shift_name, stop_started_at, starts_at, ends_at, down_s, bucket, loss_category, reason"


async def of(connection: Connection, machine: str, columns: str = COLUMNS) -> list[tuple[Any, ...]]:
    """Stops of a machine, in order."""
    return await table(
        connection,
        columns,
        "gold.oee_downtime_events",
        "where machine = $1 order by starts_at",
        machine,
    )


async def test_a_stop_is_a_row_in_each_shift(connection: Connection) -> None:
    await work(connection)
    assert await of(connection, "Press_1") == [
        ("E", 60, 60, 90, 1800, "breakdown", "breakdown", "Jam"),
        ("E", 120, 120, 121, 60, "minor_stop", "minor_stop", None),
        ("E", 180, 180, 200, 1200, "setup", "setup", "Changeover"),
        ("E", 300, 300, 330, 1800, "planned_down", None, "Maintenance"),
        ("E", 450, 450, 480, 1800, "breakdown", "breakdown", None),
        ("L", 450, 480, 540, 3600, "breakdown", "breakdown", None),
    ]


async def test_a_stop_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    rows = await of(
        connection,
        "Press_1",
        "plant, line, line_id, machine_id, business_date, shift_id is not null, reason_path,"
        " root_reason, reason_id = floor.reason_id('Jam'), product,"
        " product_id = floor.product_id('Gear')",
    )
    assert rows[0] == (
        "Plant", "Engine", floor.line_id, floor.machines["Press_1"], DAY, True,
        "Mechanical › Jam", "Mechanical", True, "Gear", True,
    )  # fmt: skip


async def test_stretches_of_hours_and_around_a_break_are_one_stop(connection: Connection) -> None:
    floor = await work(connection)
    await add_reasoned(connection, floor.machines["Press_2"], 170, "down", "Jam")
    await add_reasoned(connection, floor.machines["Press_2"], 310, "operational")
    await refresh(connection, 600)
    assert (await of(connection, "Press_2"))[1] == (
        "E", 170, 170, 310, 110 * 60, "breakdown", "breakdown", "Jam",
    )  # fmt: skip


async def test_another_reason_is_another_row(connection: Connection) -> None:
    floor = await work(connection)
    for at, reason in ((190, "Jam"), (195, "Changeover")):
        await add_reasoned(connection, floor.machines["Press_2"], at, "down", reason)
    await add_reasoned(connection, floor.machines["Press_2"], 200, "operational")
    await refresh(connection, 600)
    assert (await of(connection, "Press_2"))[1:3] == [
        ("E", 190, 190, 195, 300, "breakdown", "breakdown", "Jam"),
        ("E", 190, 195, 200, 300, "setup", "setup", "Changeover"),
    ]


async def test_only_the_latest_row_of_a_machine_that_is_down_is_open(
    connection: Connection,
) -> None:
    floor = await work(connection)
    open_rows = "starts_at, ends_at", "gold.oee_downtime_events", "where is_open"
    assert await table(connection, *open_rows) == [(590, 600)]

    await add_reasoned(connection, floor.machines["Press_2"], 595, "down", "Changeover")
    await refresh(connection, 600)
    assert await table(connection, *open_rows) == [(595, 600)]

    await add_reasoned(connection, floor.machines["Press_2"], 600, "operational")
    await refresh(connection, 610)
    assert await table(connection, *open_rows) == []


async def test_the_product_is_that_of_its_beginning(connection: Connection) -> None:
    floor = await work(connection)
    cover = await connection.fetchval(
        "insert into floor.products (product_name) values ('Cover') returning product_id"
    )
    await connection.execute(
        "insert into floor.job_events (machine_id, at, product_id) values ($1, $2, $3)",
        floor.machines["Press_1"],
        minute(70),
        cover,
    )
    await refresh(connection, 600)
    assert (await of(connection, "Press_1", "starts_at, ends_at, down_s, product"))[:2] == [
        (60, 90, 1800, "Gear"),
        (120, 121, 60, "Cover"),
    ]


async def test_stops_add_up_to_the_buckets_of_oee(connection: Connection) -> None:
    await work(connection)
    assert await table(
        connection,
        "shift_id, machine_id, sum(down_s)",
        "gold.oee_downtime_events",
        "group by shift_id, machine_id order by shift_id, machine_id",
    ) == await table(
        connection,
        "shift_id, machine_id, breakdown_s + setup_s + minor_stop_s + planned_down_s",
        "gold.oee_station_shift",
        "order by shift_id, machine_id",
    )
