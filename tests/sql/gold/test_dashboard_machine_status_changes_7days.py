"""gold.dashboard_machine_status_changes_7days: how restless machines are."""

from __future__ import annotations

from datetime import date

from database.connect import Connection
from tests.sql.gold.support import DAY, add_reasoned, add_shift, refresh, table, work

VIEW = "gold.dashboard_machine_status_changes_7days"
COLUMNS = "machine, business_date, status_changes, failures, minor_stops"


async def test_changes_and_stops_of_each_day(connection: Connection) -> None:
    await work(connection)
    assert await table(connection, COLUMNS, VIEW, "order by machine") == [
        ("Press_1", DAY, 13, 2, 1),
        ("Press_2", DAY, 4, 2, 0),
    ]


async def test_an_event_that_repeats_a_status_is_no_change(connection: Connection) -> None:
    floor = await work(connection)
    await add_reasoned(connection, floor.machines["Press_2"], 10, "operational")
    await add_reasoned(connection, floor.machines["Press_2"], 32, "down")
    await refresh(connection, 600)
    rows = await table(connection, COLUMNS, VIEW, "where machine = 'Press_2'")
    assert rows == [("Press_2", DAY, 4, 2, 0)]


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    columns = "plant, line, line_id, machine_id"
    assert await table(connection, columns, VIEW, "order by machine limit 1") == [
        ("Plant", "Engine", floor.line_id, floor.machines["Press_1"])
    ]


async def test_it_looks_back_seven_business_dates(connection: Connection) -> None:
    floor = await work(connection, until=960)
    await add_shift(connection, floor, "E", 1440, 1500, date(2026, 3, 8))
    await refresh(connection, 1440)
    oldest = "min(business_date)", VIEW
    assert await table(connection, *oldest) == [(DAY,)]
    await connection.execute(
        "update floor.shifts set business_date = date '2026-03-09'"
        " where business_date = date '2026-03-08'"
    )
    await refresh(connection, 1440)
    assert await table(connection, *oldest) != [(DAY,)]
