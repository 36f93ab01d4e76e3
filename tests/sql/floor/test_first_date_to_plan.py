"""floor.first_date_to_plan: two days before anything is known of any machine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from database.connect import Connection
from tests.sql.floor.shift_calendar import DAY
from tests.sql.support import Floor

FACTS = {
    "event": "insert into floor.status_events (machine_id, at, status) values ($1, $2, 'down')",
    "count": "insert into floor.production (machine_id, at, good_pcs) values ($1, $2, 1)",
    "job": "insert into floor.job_events (machine_id, at) values ($1, $2)",
}


async def first_date(connection: Connection) -> date | None:
    """What the database answers."""
    first: date | None = await connection.fetchval("select floor.first_date_to_plan()")
    return first


async def now_of(connection: Connection) -> datetime:
    """Midnight, UTC, of the day of the transaction."""
    now: datetime = await connection.fetchval("select date_trunc('day', now(), 'UTC')")
    return now


async def pretend_slices_begin(connection: Connection, machine_id: int, at: datetime) -> None:
    """The sums have been brought up to date, and begin there."""
    columns = (
        "machine_id, starts_at, ends_at, business_date, elapsed_s, unscheduled_s, planned_stop_s,"
        " planned_down_s, operational_s, warning_s, minor_stop_s, setup_s, breakdown_s, unknown_s,"
        " capacity_pcs, good_pcs, scrap_pcs, startup_scrap_pcs, uncycled_pcs, ideal_s,"
        " ideal_good_s, ideal_startup_scrap_s, failures, minor_stops, status_changes"
    )
    zeros = ", 0" * 21
    await connection.execute(
        f"insert into floor.oee_slices ({columns})"
        f" values ($1, $2, $2::timestamptz + interval '1 hour', '2026-01-01'{zeros})",
        machine_id,
        at,
    )
    await connection.execute("delete from floor.oee_dirty")


async def test_without_machines_there_is_none(connection: Connection) -> None:
    assert await first_date(connection) is None


async def test_a_machine_counts_from_its_commissioning(
    connection: Connection, floor: Floor
) -> None:
    now = await now_of(connection)
    assert await first_date(connection) == now.date() - 2 * DAY
    await connection.execute(
        "update floor.machines set commissioned_at = $2 where machine_id = $1",
        floor.ids[1],
        now - timedelta(days=40),
    )
    assert await first_date(connection) == now.date() - 42 * DAY


@pytest.mark.parametrize("fact", FACTS)
async def test_a_machine_counts_from_its_first_fact(
    connection: Connection, floor: Floor, fact: str
) -> None:
    now = await now_of(connection)
    for days in (3, 50, 20):
        await connection.execute(FACTS[fact], floor.ids[2], now - timedelta(days=days))
    assert await first_date(connection) == now.date() - 52 * DAY


async def test_facts_of_a_clock_that_was_never_set_do_not_count(
    connection: Connection, floor: Floor
) -> None:
    now = await now_of(connection)
    await connection.execute(FACTS["event"], floor.ids[0], datetime(1970, 1, 1, tzinfo=UTC))
    await connection.execute("update floor.machines set commissioned_at = '-infinity'")
    assert await first_date(connection) is None
    await connection.execute(FACTS["event"], floor.ids[0], now - timedelta(days=5))
    assert await first_date(connection) == now.date() - 7 * DAY


async def test_sums_know_the_first_fact(connection: Connection, floor: Floor) -> None:
    """All facts need not be looked at again, until one comes that is older."""
    now = await now_of(connection)
    await pretend_slices_begin(connection, floor.ids[0], now - timedelta(days=9))
    assert await first_date(connection) == now.date() - 11 * DAY
    await connection.execute(FACTS["event"], floor.ids[0], now - timedelta(days=3))
    assert await first_date(connection) == now.date() - 11 * DAY
    await connection.execute(FACTS["event"], floor.ids[0], now - timedelta(days=30))
    assert await first_date(connection) == now.date() - 32 * DAY
