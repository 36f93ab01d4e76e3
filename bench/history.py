"""How fast history is filled, next to a bare COPY of the same rows in the same run.

Bare means: the same columns and batches over as many connections, rows made beforehand, and
no key, check, index or trigger. In between: what keys and checks cost, and what triggers
cost. The database has default durability, the floor is the demo floor.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

import machine_config
from bench import table
from database.connect import Connect, Connection, connector
from database.embedded import EmbeddedServer
from database.migrate import migrate
from settings import ROOT
from simulator import history, scenarios
from simulator.floor import lines_of
from simulator.rows import read_reasons

DAYS = 10.0
SEED = 1
# as people fill it: up to now, because shifts are planned from its start until then
UNTIL = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
BARE = """
create schema bare;
create table bare.production (like floor.production including defaults);
create table bare.status_events (like floor.status_events including defaults);
create schema keyed;
create table keyed.production (like floor.production including all);
create table keyed.status_events (like floor.status_events including all);
"""


async def run(days: float = DAYS) -> None:
    """Print rows per second of history, of its rows ready-made, and of the limit."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-bench-"))
    server = EmbeddedServer(folder)
    try:
        server.start()
        await _measure(connector(server.url(), "bench", is_machine=True), days)
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(connect: Connect, days: float) -> None:
    connection = await _prepared(connect)
    streams = await _ready_made(connection, days)
    rows = sum(len(day.production) + len(day.events) for days in streams for day in days)
    result = await history.fill(connect, days=days, seed=SEED, until=UNTIL)
    await _empty(connection)
    seconds = {
        what: await _timed(partial(_load, connect, schema, streams))
        for what, schema in (
            ("bare COPY of the same rows (the limit)", "bare"),
            ("the same with indexes and checks", "keyed"),
            ("the same with foreign keys and triggers, too", "floor"),
        )
    }
    seconds["history: all that, and generated meanwhile"] = result.seconds
    await connection.close()
    limit = min(seconds.values())
    table.title(f"History: 30 machines over {days:g} days, {rows:,} rows")
    table.line("", "rows/s", "ratio")
    for what, taken in seconds.items():
        table.line(what, f"{rows / taken:,.0f}", f"{limit / taken:.2f}")


async def _prepared(connect: Connect) -> Connection:
    """A connection to a database with the demo floor, whose files are warm."""
    await migrate(connect)
    connection = await connect()
    await machine_config.apply(connection, machine_config.load(ROOT / "floor.toml"))
    await connection.execute(BARE)
    await history.fill(connect, days=2, seed=SEED, until=UNTIL)
    await _empty(connection)
    return connection


async def _empty(connection: Connection) -> None:
    await connection.execute("truncate floor.production, floor.status_events; checkpoint")


async def _ready_made(connection: Connection, days: float) -> list[list[history.Day]]:
    """The rows that history will write, one list per group of machines."""
    found, _ = await history.find_pasts(connection, days, UNTIL)
    pasts = await history.plan_pauses(connection, found)
    reasons = await read_reasons(connection)
    lines = lines_of(past.machine for past in pasts)
    scenario = scenarios.find(history.SCENARIO)
    stops = scenarios.stops(scenario, lines, pasts[0].start, pasts[0].end, SEED)
    return [
        [day async for day in history.day_slices(group, stops, SEED, asyncio.Lock(), reasons)]
        for group in history.groups_of(pasts)
    ]


async def _load(connect: Connect, schema: str, streams: Sequence[list[history.Day]]) -> None:
    """COPY in the same batches and transactions, over as many connections as history uses."""

    async def load(days: list[history.Day]) -> None:
        connection = await connect()
        for day in days:
            await history.copy_day(connection, day, schema)
        await connection.close()

    await asyncio.gather(*(load(days) for days in streams))


async def _timed(action: Callable[[], Awaitable[None]]) -> float:
    started = perf_counter()
    await action()
    return perf_counter() - started


if __name__ == "__main__":
    asyncio.run(run(float(sys.argv[1]) if len(sys.argv) > 1 else DAYS))
