"""gold.dashboard_machine_uptime_7days: how much of the time machines ran."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.gold.support import add_shift, refresh, table, work

VIEW = "gold.dashboard_machine_uptime_7days"
COLUMNS = "machine, up_s / 60, down_s / 60, unknown_s / 60, uptime_ratio, coverage_ratio"


async def test_two_machines_by_hand(connection: Connection) -> None:
    await work(connection)
    assert await table(connection, COLUMNS, VIEW, "order by machine") == [
        ("Press_1", 389, 171, 10, pytest.approx(389 / 560), pytest.approx(560 / 570)),
        ("Press_2", 554, 16, 0, pytest.approx(554 / 570), 1),
    ]


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    columns = "plant, line, line_id, machine_id"
    assert await table(connection, columns, VIEW, "order by machine limit 1") == [
        ("Plant", "Engine", floor.line_id, floor.machines["Press_1"])
    ]


@pytest.mark.parametrize(("newest", "up_s"), [(date(2026, 3, 8), 389 * 60), (date(2026, 3, 9), 0)])
async def test_it_looks_back_seven_business_dates(
    connection: Connection, newest: date, up_s: float
) -> None:
    floor = await work(connection)
    await add_shift(connection, floor, "E", 1440, 1500, newest)
    await refresh(connection, 1440)
    rows = await table(connection, "coalesce(sum(up_s), 0)", VIEW, "where machine = 'Press_1'")
    assert rows[0][0] >= up_s
    assert (rows[0][0] > 0) is (up_s > 0)
