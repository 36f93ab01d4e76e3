"""gold.dashboard_executive_kpis: a plant in one line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from database.connect import Connection
from tests.sql.gold.support import DAY, add_shift, refresh, table, work
from tests.sql.support import first_row, minute

VIEW = "gold.dashboard_executive_kpis"
KPIS = (
    "oee_ratio, availability_ratio, performance_ratio, quality_ratio, coverage_ratio, good_pcs,"
    " scrap_pcs, failures, breakdown_s, mtbf_s, mttr_s"
)


async def test_a_day_by_hand(connection: Connection) -> None:
    floor = await work(connection)
    row = await first_row(connection, f"select * from {VIEW} where days = 1")
    assert (row["plant"], row["plant_id"]) == ("Plant", floor.plant_id)
    assert (row["period"], row["from_date"], row["to_date"]) == ("newest date", DAY, DAY)
    planned, run = 540 + 570, 390 + 554
    expected = {
        "oee_ratio": 340 / planned,
        "availability_ratio": run / planned,
        "performance_ratio": 346 / run,
        "quality_ratio": 340 / 346,
        "coverage_ratio": 1 - 10 / 1140,
        "scrap_ratio": 6 / 346,
        "good_pcs": 340,
        "scrap_pcs": 6,
        "failures": 4,
        "breakdown_s": 136 * 60,
        "mtbf_s": 944 * 60 / 4,
        "mttr_s": 136 * 60 / 4,
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected)


async def test_each_period_is_oee_of_its_dates(connection: Connection) -> None:
    """Work of today, of five days ago and of twenty days ago: each period holds more."""
    floor = await work(connection)
    for days_ago in (5, 20):
        begin = -days_ago * 1440
        day = DAY - timedelta(days=days_ago)
        await add_shift(connection, floor, "E", begin, begin + 480, day)
        await connection.execute(
            "insert into floor.production (machine_id, at, good_pcs, scrap_pcs)"
            " values ($1, $2, 100, 1)",
            floor.machines["Press_1"],
            minute(begin + 30),
        )
        await connection.execute(
            "insert into floor.status_events (machine_id, at, status) values"
            " ($1, $2, 'operational'), ($1, $3, 'down')",
            floor.machines["Press_1"],
            minute(begin),
            minute(begin + 300 + days_ago),
        )
    await refresh(connection, 600)
    periods = await connection.fetch(f"select * from {VIEW} order by days")
    assert [(row["days"], row["good_pcs"]) for row in periods] == [(1, 340), (7, 440), (30, 540)]
    for row in periods:
        source = f"gold.oee_plant_over(date '{row['from_date']}', date '{row['to_date']}')"
        (oee,) = await table(connection, KPIS, source)
        assert tuple(row[name] for name in KPIS.split(", ")) == pytest.approx(oee)


async def test_without_pieces_nothing_is_said_of_them(connection: Connection) -> None:
    floor = await work(connection)
    await add_shift(connection, floor, "E", 1440, 1500, date(2026, 3, 3))
    await refresh(connection, 1450)
    columns = "oee_ratio, quality_ratio, scrap_ratio, good_pcs, failures, mtbf_s, mttr_s"
    rows = await table(connection, columns, VIEW, "where days = 1")
    assert rows == [(None, None, None, 0, 0, None, None)]
