"""gold.downtime_by_reason: time lost by reason, additive."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.gold.support import DAY, add_reasoned, refresh, table, work

VIEW = "gold.downtime_by_reason"


async def test_seconds_and_stops_of_each_reason(connection: Connection) -> None:
    await work(connection)
    columns = "machine, shift_name, bucket, loss_category, reason, stops, down_s"
    order = "order by machine, shift_name, bucket, reason"
    assert await table(connection, columns, VIEW, order) == [
        ("Press_1", "E", "breakdown", "breakdown", "Jam", 1, 1800),
        ("Press_1", "E", "breakdown", "breakdown", None, 1, 1800),
        ("Press_1", "E", "minor_stop", "minor_stop", None, 1, 60),
        ("Press_1", "E", "planned_down", None, "Maintenance", 1, 1800),
        ("Press_1", "E", "setup", "setup", "Changeover", 1, 1200),
        ("Press_1", "L", "breakdown", "breakdown", None, 0, 3600),
        ("Press_2", "E", "breakdown", "breakdown", "Jam", 1, 360),
        ("Press_2", "L", "breakdown", "breakdown", "Jam", 1, 600),
    ]


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    columns = (
        "plant, line, line_id, machine_id, business_date, shift_id is not null, reason_path,"
        " root_reason, reason_id = floor.reason_id('Jam')"
    )
    first_jam = "where reason = 'Jam' order by machine limit 1"
    assert await table(connection, columns, VIEW, first_jam) == [
        (
            "Plant", "Engine", floor.line_id, floor.machines["Press_1"], DAY, True,
            "Mechanical › Jam", "Mechanical", True,
        )
    ]  # fmt: skip


async def test_a_stop_counts_once_over_all_its_rows(connection: Connection) -> None:
    """It goes over an hour, a break, a reason and a shift; its seconds are in each."""
    floor = await work(connection)
    await add_reasoned(connection, floor.machines["Press_2"], 230, "down", "Jam")
    await add_reasoned(connection, floor.machines["Press_2"], 290, "down", "Changeover")
    await add_reasoned(connection, floor.machines["Press_2"], 500, "operational")
    await refresh(connection, 600)
    rows = await table(
        connection,
        "shift_name, reason, stops, down_s",
        VIEW,
        "where machine = 'Press_2' order by shift_name, reason",
    )
    assert rows == [
        ("E", "Changeover", 0, 190 * 60),
        ("E", "Jam", 2, 36 * 60),
        ("L", "Changeover", 0, 20 * 60),
        ("L", "Jam", 1, 10 * 60),
    ]
