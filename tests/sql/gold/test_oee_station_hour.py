"""gold.oee_station_hour: clock hours, cut where shifts begin and end."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.oee_support import build
from tests.sql.support import minute


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_machine_and_hour_of_a_shift(connection: Connection) -> None:
    rows = await connection.fetch(
        "select starts_at, ends_at, scheduled_s / 60 as minutes, run_s / 60 as run"
        " from gold.oee_station_hour where machine = 'Mill_1'"
        " and business_date = '2026-03-02' order by starts_at"
    )
    assert [tuple(row) for row in rows] == [
        (minute(30), minute(60), 30, 30),
        (minute(60), minute(120), 60, 60),
        (minute(120), minute(180), 60, 60),
        (minute(180), minute(240), 60, 0),
        (minute(240), minute(300), 60, 0),
        (minute(300), minute(330), 30, 0),
    ]


async def test_hours_add_up_to_the_shift(connection: Connection) -> None:
    rows = await connection.fetch(
        "select machine_id, shift_id, sum(planned_s), sum(run_s), sum(good_pcs)"
        " from gold.oee_station_hour group by machine_id, shift_id order by machine_id, shift_id"
    )
    shifts = await connection.fetch(
        "select machine_id, shift_id, planned_s, run_s, good_pcs"
        " from gold.oee_station_shift order by machine_id, shift_id"
    )
    assert [tuple(row) for row in rows] == [tuple(row) for row in shifts]
    assert len(shifts) == 8
