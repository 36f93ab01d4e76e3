"""gold.freshness: up to when figures go, and where views of the last days end."""

from __future__ import annotations

from datetime import date

from database.connect import Connection
from tests.sql.gold.support import DAY, add_shift, refresh, table, work
from tests.sql.support import add_event

ALL = "refreshed_to, newest_business_date, waiting_machines"


async def test_it_tells_the_last_refresh_and_the_newest_date_that_began(
    connection: Connection,
) -> None:
    floor = await work(connection)
    await add_shift(connection, floor, "N", 960, 1440)
    await add_shift(connection, floor, "E", 1440, 1920, date(2026, 3, 3))
    await refresh(connection, 1439)  # the night after, still of the day before
    assert await table(connection, ALL, "gold.freshness") == [(1439, DAY, 0)]
    await refresh(connection, 1440)
    assert await table(connection, ALL, "gold.freshness") == [(1440, date(2026, 3, 3), 0)]


async def test_without_shifts_it_is_the_date_of_the_refresh(connection: Connection) -> None:
    await refresh(connection, 0)
    assert await table(connection, ALL, "gold.freshness") == [(0, DAY, 0)]


async def test_it_is_one_row_before_the_first_refresh(connection: Connection) -> None:
    assert await connection.fetchval("select count(*) from gold.freshness") == 1


async def test_a_late_fact_waits(connection: Connection) -> None:
    floor = await work(connection)
    await add_event(connection, floor.machines["Press_1"], 20, "warning")
    await add_event(connection, floor.machines["Press_1"], 25, "operational")
    assert await connection.fetchval("select waiting_machines from gold.freshness") == 1
    await refresh(connection, 600)
    assert await connection.fetchval("select waiting_machines from gold.freshness") == 0
