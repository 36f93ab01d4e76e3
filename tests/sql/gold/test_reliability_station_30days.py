"""gold.reliability_station_30days: how often machines fail and how fast they are back."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.gold.support import add_shift, refresh, table, work

VIEW = "gold.reliability_station_30days"
COLUMNS = "machine, failures, operating_s, breakdown_s, mtbf_s, mttr_s, inherent_availability_ratio"


async def test_two_machines_by_hand(connection: Connection) -> None:
    await work(connection)
    assert await table(connection, COLUMNS, VIEW, "order by machine") == [
        ("Press_1", 2, 390 * 60, 120 * 60, 195 * 60, 60 * 60, pytest.approx(390 / 510)),
        ("Press_2", 2, 554 * 60, 16 * 60, 277 * 60, 8 * 60, pytest.approx(554 / 570)),
    ]


async def test_it_is_the_same_as_oee_of_these_dates(connection: Connection) -> None:
    await work(connection)
    columns = "machine_id, failures, mtbf_s, mttr_s, inherent_availability_ratio"
    order = "order by machine_id"
    oee = "gold.oee_station_over(p_from => date '2026-02-01')"
    assert await table(connection, columns, VIEW, order) == await table(
        connection, columns, oee, order
    )


async def test_without_failures_nothing_is_said_of_them(connection: Connection) -> None:
    floor = await work(connection, until=20)
    assert await table(
        connection, f"plant, line, line_id, {COLUMNS}", VIEW, "order by machine limit 1"
    ) == [("Plant", "Engine", floor.line_id, "Press_1", 0, 1200, 0, None, None, 1)]


@pytest.mark.parametrize(("newest", "failures"), [(date(2026, 3, 31), 2), (date(2026, 4, 1), 0)])
async def test_it_looks_back_thirty_business_dates(
    connection: Connection, newest: date, failures: int
) -> None:
    floor = await work(connection)
    await add_shift(connection, floor, "E", 1440, 1500, newest)
    await refresh(connection, 1470)
    assert await table(connection, "failures", VIEW, "where machine = 'Press_1'") == [(failures,)]
