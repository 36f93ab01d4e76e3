"""Words the tests of figures of work orders are written in: days whose sums can be done by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from database.connect import Connection
from tests.sql.floor.crew import add_order, change, employee


async def today(connection: Connection, time_zone: str = "Europe/Berlin") -> date:
    """The date clocks of a zone show."""
    found: date = await connection.fetchval("select (now() at time zone $1)::date", time_zone)
    return found


async def local(
    connection: Connection,
    days_ago: int,
    hour: float = 0,
    time_zone: str = "Europe/Berlin",
) -> datetime:
    """An instant of a day so many local days ago, at an hour of its clocks."""
    day = await today(connection, time_zone) - timedelta(days=days_ago)
    found: datetime = await connection.fetchval(
        "select floor.local_instant($1::date + $2::interval, $3)",
        day,
        timedelta(hours=hour),
        time_zone,
    )
    return found


async def past_order(
    connection: Connection,
    machine_id: int,
    opened: datetime,
    *,
    began: float | None = None,
    done: float | None = None,
    cancelled: float | None = None,
    verified: bool = False,
    **columns: Any,
) -> int:
    """An order of the past: when work began, it was done or cancelled, in minutes from opening."""
    ana = await employee(connection, "Ana")
    number = await add_order(connection, machine_id, opened_at=opened, **columns)

    def at(minutes: float) -> datetime:
        return opened + timedelta(minutes=minutes)

    if began is not None:
        await change(
            connection, number, status="in_progress", assignee_id=ana, started_at=at(began)
        )
    if done is not None:
        await change(connection, number, status="done", done_at=at(done))
    if verified and done is not None:
        await change(connection, number, status="verified", verified_at=at(done + 1))
    if cancelled is not None:
        await change(
            connection, number, status="cancelled", status_note="x", status_at=at(cancelled)
        )
    return number
