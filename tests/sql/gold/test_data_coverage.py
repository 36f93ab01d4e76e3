"""gold.data_coverage: how much is known of each day."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.support import DAY, refresh, table, work
from tests.sql.support import minute

COLUMNS = (
    "machine, scheduled_s, unknown_s, coverage_ratio, first_event_at, last_event_at, total_pcs,"
    " uncycled_pcs"
)


async def test_two_machines_by_hand(connection: Connection) -> None:
    floor = await work(connection)
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs) values ($1, $2, 7)",
        floor.machines["Press_2"],
        minute(5),
    )
    await refresh(connection, 600)
    assert await table(connection, COLUMNS, "gold.data_coverage", "order by machine") == [
        ("Press_1", 36_000, 600, pytest.approx(1 - 10 / 570), 0, 540, 346, 0),
        ("Press_2", 36_000, 0, 1, 0, 590, 7, 7),
    ]


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    columns = "plant, line, line_id, machine_id, business_date"
    assert await table(connection, columns, "gold.data_coverage", "order by machine limit 1") == [
        ("Plant", "Engine", floor.line_id, floor.machines["Press_1"], DAY)
    ]


async def test_a_day_of_silence_has_no_event(connection: Connection) -> None:
    """The state of yesterday goes on, so the day is known all the same."""
    floor = await work(connection, until=960)
    await connection.execute(
        "insert into floor.shifts (line_id, business_date, shift_name, during)"
        " values ($1, date '2026-03-03', 'E', tstzrange($2, $3))",
        floor.line_id,
        minute(1440),
        minute(1920),
    )
    await refresh(connection, 1500)
    rows = await table(
        connection,
        "unknown_s, coverage_ratio, first_event_at, last_event_at",
        "gold.data_coverage",
        "where machine = 'Press_1' and business_date = date '2026-03-03'",
    )
    assert rows == [(0, 1, None, None)]


async def test_without_shifts_there_is_nothing_to_cover(connection: Connection) -> None:
    floor = await work(connection)
    await connection.execute("delete from floor.shifts where line_id = $1", floor.line_id)
    await refresh(connection, 600)
    columns = "scheduled_s, unknown_s, coverage_ratio"
    assert await table(connection, columns, "gold.data_coverage") == [(0, 0, None)] * 2
