"""Words the tests of SQL are written in: a small floor, events on it, keys the log noted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import asyncpg
import pytest

from database.connect import Connection

Open: TypeAlias = Callable[[], Awaitable[Connection]]

# An instant well in the past: events count in minutes from here.
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@dataclass
class Floor:
    """Keys of what stands on it."""

    plant_id: int
    line_id: int
    machines: dict[str, int]

    @property
    def ids(self) -> list[int]:
        """Keys of the machines, in the order they were made."""
        return list(self.machines.values())


async def stand(
    connection: Connection,
    *,
    plant: str = "Plant",
    time_zone: str = "Europe/Berlin",
    line: str = "Engine",
    machines: Sequence[str] = ("Press_1", "Press_2", "Press_3"),
) -> Floor:
    """Put a plant, one line and its machines on the floor."""
    await connection.execute(
        "insert into floor.machine_types (machine_type) values ('Press') on conflict do nothing"
    )
    plant_id = await connection.fetchval(
        "insert into floor.plants (plant_name, time_zone) values ($1, $2) returning plant_id",
        plant,
        time_zone,
    )
    line_id = await connection.fetchval(
        "insert into floor.lines (plant_id, line_name) values ($1, $2) returning line_id",
        plant_id,
        line,
    )
    rows = await connection.fetch(
        "insert into floor.machines"
        " (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " select machine_name, 'P' || place, $1, 'Press', place::int * 4, 0"
        " from unnest($2::text[]) with ordinality as listed (machine_name, place)"
        " returning machine_name, machine_id",
        line_id,
        list(machines),
    )
    return Floor(plant_id, line_id, {row["machine_name"]: row["machine_id"] for row in rows})


async def first_row(connection: Connection, statement: str, *values: Any) -> asyncpg.Record:
    """The first row of a query that has one."""
    row = await connection.fetchrow(statement, *values)
    assert row is not None, f"no row: {statement}"
    return row


def minute(number: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=number)


async def add_event(
    connection: Connection, machine_id: int, at: float, status: str, detail: str | None = None
) -> None:
    """One status event, so many minutes after the start."""
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status, detail) values ($1, $2, $3, $4)",
        machine_id,
        minute(at),
        status,
        detail,
    )


async def kept_status(connection: Connection, machine_id: int) -> tuple[str, float, float] | None:
    """Status, instant and beginning that floor.machine_status holds, in minutes after the start."""
    row = await connection.fetchrow(
        "select status, at, since_at from floor.machine_status where machine_id = $1", machine_id
    )
    if row is None:
        return None
    at, since_at = ((row[name] - START) / timedelta(minutes=1) for name in ("at", "since_at"))
    return row["status"], at, since_at


async def assert_status_is_kept(connection: Connection) -> None:
    """floor.machine_status holds exactly what the events say."""
    kept = await connection.fetch("select * from floor.machine_status order by machine_id")
    truth = await connection.fetch(
        "select machine_id, status, at, since_at, detail, source, recorded_at"
        " from floor.machine_status_from_events order by machine_id"
    )
    assert [dict(row) for row in kept] == [dict(row) for row in truth]


async def forget_changes(connection: Connection) -> None:
    """Empty the change log, so that what follows stands alone in it."""
    await connection.execute("truncate relay.change_log")


async def noted_keys(connection: Connection) -> set[tuple[str, str]]:
    """Topic and key of everything in the change log."""
    return {tuple(row) for row in await connection.fetch("select topic, key from relay.change_log")}


@dataclass
class Listener:
    """Payloads that reached a LISTEN, in order."""

    connection: Connection
    payloads: list[str] = field(default_factory=list)

    async def heard(self) -> list[dict[str, Any]]:
        """All messages of transactions that committed before now."""
        done = asyncio.Event()
        await self.connection.add_listener("test_done", lambda *_: done.set())
        await self.connection.execute("notify test_done")  # queued behind all that came before
        await asyncio.wait_for(done.wait(), 10)
        return [json.loads(payload) for payload in self.payloads]


@asynccontextmanager
async def listening(connection: Connection) -> AsyncIterator[Listener]:
    """LISTEN floor_changed on a connection that does nothing else."""
    listener = Listener(connection)
    await connection.add_listener(
        "floor_changed", lambda *message: listener.payloads.append(str(message[3]))
    )
    yield listener


async def settled(
    observer: Connection, writer: Connection, work: Coroutine[Any, Any, Any]
) -> asyncio.Task[Any]:
    """Start a statement of the writer; return once it has ended or waits for another session."""
    task = asyncio.create_task(work)
    while not task.done():
        if await observer.fetchval(
            "select cardinality(pg_blocking_pids($1)) > 0", writer.get_server_pid()
        ):
            break
        await asyncio.sleep(0.001)
    return task


@asynccontextmanager
async def refused(
    connection: Connection, kind: type[asyncpg.PostgresError]
) -> AsyncIterator[pytest.ExceptionInfo[asyncpg.PostgresError]]:
    """Expect an error of that kind; the transaction around goes on as if nothing was tried."""
    with pytest.raises(kind) as caught:
        async with connection.transaction():
            yield caught


def said(caught: pytest.ExceptionInfo[asyncpg.PostgresError]) -> tuple[str, str | None]:
    """Message and hint of an error."""
    return caught.value.args[0], getattr(caught.value, "hint", None)
