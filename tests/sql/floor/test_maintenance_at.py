"""floor.maintenance_at: how far the intervals of plans are used up, by hand-made history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import add_order, change, crew, employee
from tests.sql.support import Floor, add_event, first_row, minute


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def add_plan(
    connection: Connection, machine_id: int, name: str = "Lubrication", **columns: Any
) -> int:
    """Key of a new plan, counted from the start."""
    columns = {
        "plan_name": name,
        "machine_id": machine_id,
        "title": "Lubricate",
        "starts_at": minute(0),
        **columns,
    }
    marks = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    plan_id: int = await connection.fetchval(
        f"insert into floor.maintenance_plans ({', '.join(columns)}) values ({marks})"
        " returning plan_id",
        *columns.values(),
    )
    return plan_id


async def _state(
    connection: Connection, plan_id: int, at: datetime, due_only: bool = False
) -> asyncpg.Record | None:
    row = await connection.fetchrow(
        "select * from floor.maintenance_at($2, $3) where plan_id = $1", plan_id, at, due_only
    )
    # what is looked up in a hurry is the same
    assert due_only or (await _state(connection, plan_id, at, due_only=True) is not None) == (
        row is not None and row["is_due"] and row["work_order_id"] is None
    )
    return row


async def _is_due(connection: Connection, plan_id: int, at: datetime) -> bool:
    row = await _state(connection, plan_id, at)
    assert row is not None
    return bool(row["is_due"])


@pytest.mark.parametrize(
    ("starts", "days", "due"),
    [
        # Berlin: clocks go forward on 29 March, and back on 25 October
        (datetime(2026, 3, 27, 9, 0, tzinfo=UTC), 7, datetime(2026, 4, 3, 8, 0, tzinfo=UTC)),
        (datetime(2026, 10, 20, 8, 0, tzinfo=UTC), 7, datetime(2026, 10, 27, 9, 0, tzinfo=UTC)),
        # at a time that clocks skip: when they do
        (datetime(2026, 3, 28, 1, 30, tzinfo=UTC), 1, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (datetime(2026, 6, 1, 8, 0, tzinfo=UTC), 30, datetime(2026, 7, 1, 8, 0, tzinfo=UTC)),
    ],
)
async def test_days_are_those_of_the_plant(
    connection: Connection, floor: Floor, starts: datetime, days: int, due: datetime
) -> None:
    plan_id = await add_plan(connection, floor.ids[0], every_days=days, starts_at=starts)
    row = await _state(connection, plan_id, due)
    assert row is not None
    assert (row["due_at"], row["is_due"]) == (due, True)
    assert not await _is_due(connection, plan_id, due - (minute(0.1) - minute(0)))


async def test_it_opens_days_ahead(connection: Connection, floor: Floor) -> None:
    day = 24 * 60
    plan_id = await add_plan(connection, floor.ids[0], every_days=7, open_ahead_days=2)
    hasty = await add_plan(connection, floor.ids[1], "Hasty", every_days=2, open_ahead_days=9)
    assert not await _is_due(connection, plan_id, minute(5 * day - 1))
    assert await _is_due(connection, plan_id, minute(5 * day))
    # never at once: it would open again as soon as it is done
    assert not await _is_due(connection, hasty, minute(day - 1))
    assert await _is_due(connection, hasty, minute(day))


async def test_hours_are_those_the_machine_ran(connection: Connection, floor: Floor) -> None:
    plan_id = await add_plan(connection, floor.ids[0], every_running_h=2)
    for at, status in ((-60, "operational"), (60, "down"), (600, "warning")):
        await add_event(connection, floor.ids[0], at, status)
    row = await _state(connection, plan_id, minute(630))
    assert row is not None
    assert (row["running_h"], row["running_h_left"], row["is_due"]) == (1.5, 0.5, False)
    assert (row["due_at"], row["pcs_left"]) == (None, None)
    assert await _is_due(connection, plan_id, minute(660))


async def test_pieces_are_good_and_rejected_ones(connection: Connection, floor: Floor) -> None:
    plan_id = await add_plan(connection, floor.ids[0], every_pcs=100)
    for at, good, scrap in ((-5, 500, 0), (5, 60, 10), (10, 30, 0)):
        await connection.execute(
            "insert into floor.production (machine_id, at, good_pcs, scrap_pcs)"
            " values ($1, $2, $3, $4)",
            floor.ids[0],
            minute(at),
            good,
            scrap,
        )
    row = await _state(connection, plan_id, minute(9))
    assert row is not None
    assert (row["made_pcs"], row["pcs_left"], row["is_due"]) == (70, 30, False)
    assert await _is_due(connection, plan_id, minute(10))


async def test_whichever_comes_first(connection: Connection, floor: Floor) -> None:
    plan_id = await add_plan(connection, floor.ids[0], every_days=30, every_running_h=1)
    await add_event(connection, floor.ids[0], 0, "operational")
    assert not await _is_due(connection, plan_id, minute(59))
    assert await _is_due(connection, plan_id, minute(60))


@pytest.mark.parametrize("end", ["done", "cancelled"])
async def test_it_counts_from_the_end_of_its_last_order(
    connection: Connection, floor: Floor, end: str
) -> None:
    plan_id = await add_plan(connection, floor.ids[0], every_running_h=1)
    await add_event(connection, floor.ids[0], 0, "operational")
    number = await add_order(
        connection, floor.ids[0], plan_id=plan_id, opened_at=minute(60), kind="preventive"
    )
    row = await _state(connection, plan_id, minute(70))
    assert row is not None
    assert (row["is_due"], row["work_order_id"]) == (True, number)
    if end == "done":
        await change(
            connection,
            number,
            status="in_progress",
            assignee_id=await employee(connection, "Ana"),
            status_at=minute(80),
        )
    await change(connection, number, status=end, status_note="x", status_at=minute(90))
    row = await _state(connection, plan_id, minute(149))
    assert row is not None
    assert (row["counted_from_at"], row["work_order_id"]) == (minute(90), None)
    assert row["last_done_at"] == (minute(90) if end == "done" else None)
    assert not row["is_due"]
    assert await _is_due(connection, plan_id, minute(150))


async def test_plans_of_what_is_gone_or_off_are_not_due(
    connection: Connection, floor: Floor
) -> None:
    off = await add_plan(connection, floor.ids[0], "Off", every_days=1, is_enabled=False)
    gone = await add_plan(connection, floor.ids[1], "Gone", every_days=1)
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_id = $1", floor.ids[1]
    )
    for plan_id in (off, gone):
        assert not await _is_due(connection, plan_id, minute(10_000))


async def test_the_same_at_the_view_of_now(connection: Connection, floor: Floor) -> None:
    plan_id = await add_plan(connection, floor.ids[0], every_days=1, every_pcs=10)
    seen = await first_row(connection, "select * from floor.maintenance_due")
    meant = await first_row(connection, "select * from floor.maintenance_at(now())")
    assert dict(seen) == dict(meant)
    assert (seen["plan_id"], seen["is_due"]) == (plan_id, True)
