"""gold.dashboard_hourly_status_patterns: what machines do at which hour of the day."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.gold.support import add_reasoned, add_shift, refresh, table, work

VIEW = "gold.dashboard_hourly_status_patterns"
COLUMNS = "status, status_s / 60, share_ratio"


async def test_seconds_of_each_status_by_the_clock(connection: Connection) -> None:
    floor = await work(connection)
    await add_reasoned(connection, floor.machines["Press_2"], 400, "warning")
    await add_reasoned(connection, floor.machines["Press_2"], 430, "operational")
    await refresh(connection, 600)
    at_noon = "where hour_of_day = 12 order by status"
    assert await table(connection, f"plant, line, line_id, {COLUMNS}", VIEW, at_noon) == [
        ("Plant", "Engine", floor.line_id, "down", 0, 0),
        ("Plant", "Engine", floor.line_id, "no_data", 10, pytest.approx(10 / 120)),
        ("Plant", "Engine", floor.line_id, "operational", 90, pytest.approx(90 / 120)),
        ("Plant", "Engine", floor.line_id, "warning", 20, pytest.approx(20 / 120)),
    ]


async def test_the_hour_is_that_of_the_plant(connection: Connection) -> None:
    await work(connection)
    await connection.execute("update floor.plants set time_zone = 'Asia/Tokyo'")
    await refresh(connection, 600)
    hours = await table(connection, "distinct hour_of_day", VIEW, "order by hour_of_day")
    assert hours == [(0,), *((hour,) for hour in range(15, 24))]


async def test_days_are_added_up_and_breaks_are_left_out(connection: Connection) -> None:
    floor = await work(connection, until=960)
    await add_shift(connection, floor, "E", 1440, 1920, date(2026, 3, 3))
    await refresh(connection, 1920)
    # 10:00-11:00: half an hour of lunch on the first day, none on the second
    rows = await table(connection, "sum(status_s) / 60", VIEW, "where hour_of_day = 10")
    assert rows == [(30 + 30 + 60 + 60,)]


async def test_what_is_older_than_thirty_dates_is_left_out(connection: Connection) -> None:
    floor = await work(connection)
    await add_shift(connection, floor, "E", 1440, 1500, date(2026, 4, 1))
    await refresh(connection, 1500)
    assert await table(connection, "distinct hour_of_day", VIEW) == [(6,)]
