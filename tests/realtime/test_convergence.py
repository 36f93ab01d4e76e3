"""Nothing is ever missed: whatever breaks, every screen ends equal to the database.

Writers commit, roll back, update many rows at once and delete; fifty clients read fast,
slowly, not at all for a while, or hang up and come back; meanwhile the relay's backend is
terminated, the cable between server and database freezes, and the database dies at once
(pg_ctl stop -m immediate) and comes back. Pairs of machines always change in one
transaction: a client that ever shows half of it has seen half a transaction.

`make test` runs the short form, `make soak` the long one with 100,000 changes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from database.connect import connector
from database.embedded import EmbeddedServer
from database.migrate import migrate
from tests.conftest import PG_VERSION
from tests.realtime.proxy import Proxy
from tests.realtime.running import RunningServer, running_server
from tests.realtime.watcher import Rows, Watcher

MACHINES = 40  # of which the first 20 are 10 pairs
PAIRS = [(f"M{n:02}", f"M{n + 10:02}") for n in range(1, 11)]
STATUSES = ("operational", "warning", "down", "no_data")
LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)

FLOOR = """
insert into floor.plants (plant_name, time_zone) values ('Plant', 'UTC');
insert into floor.lines (plant_id, line_name)
select 1, 'Line ' || n from generate_series(1, 4) as n;
insert into floor.machine_types values ('Machine');
insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)
select 'M' || to_char(n, 'FM00'), 'M' || n, 1 + n % 4, 'Machine', n * 4, 1
from generate_series(1, 40) as n
"""
CHANGE = "update machine_feed_stream set status = $2, datetime = clock_timestamp() where "
ONE = CHANGE + "machine_name = $1"
LINE = CHANGE + "line_name = $1"
HALF = """
insert into floor.status_events (machine_id, at, status, detail)
select machine_id, clock_timestamp(), $2, $3 from floor.machines where machine_name = $1
"""
DELETE = """
delete from floor.status_events where (machine_id, at) in (
    select machine_id, at from floor.status_events
    where machine_id = (select machine_id from floor.machines where machine_name = $1)
    order by at desc limit 3
)
"""
PRESENT = "select row_json from relay.live_rows where topic = 'machines'"


@dataclass
class Plan:
    """How much of everything."""

    changes: int
    seconds_between_faults: float
    faults: int


SHORT = Plan(changes=4_000, seconds_between_faults=2.0, faults=3)
LONG = Plan(changes=100_000, seconds_between_faults=10.0, faults=12)


@dataclass
class Tally:
    """What the writers did: changes of rows, and halves of pairs nobody may see."""

    changes: int = 0
    rollbacks: int = 0
    losses: int = 0
    faults: int = 0
    tokens: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    def fulfils(self, plan: Plan) -> bool:
        """Whether enough was written, and everything was broken meanwhile."""
        return self.changes >= plan.changes and self.faults >= plan.faults


class Hand(random.Random):
    """One writer's choices. A pair belongs to one writer: two writers of one machine may
    rightly end with one row of each, ordered by their instants."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.pairs = PAIRS[number::4]


@pytest.fixture
async def own_server() -> AsyncIterator[EmbeddedServer]:
    """A database server that may be killed."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-soak-"))
    server = EmbeddedServer(folder, PG_VERSION)
    server.start(["fsync = off"])
    await migrate(connector(server.url(), "migrate"))
    setup = await asyncpg.connect(server.url())
    await setup.execute(FLOOR)
    await setup.close()
    yield server
    server.stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)


async def test_every_screen_ends_equal_to_the_database(own_server: EmbeddedServer) -> None:
    await converge(own_server, SHORT)


@pytest.mark.soak
@pytest.mark.timeout(1800)
async def test_every_screen_ends_equal_to_the_database_after_100_000_changes(
    own_server: EmbeddedServer,
) -> None:
    await converge(own_server, LONG)


async def converge(database: EmbeddedServer, plan: Plan) -> None:
    """Run the plan, then compare every client with the database."""
    async with (
        Proxy(database.url()).running() as proxy,
        running_server(proxy.url) as server,
        watching(server) as watchers,
    ):
        process = psutil.Process(server.process.pid)
        tally = Tally()
        memory_before = 0
        async with asyncio.TaskGroup() as tasks:
            for seed in range(4):
                tasks.create_task(write(database.url(), plan, tally, Hand(seed)))
            tasks.create_task(disturb_clients(watchers, tally, plan))
            tasks.create_task(break_things(database, proxy, tally, plan))
            await asyncio.sleep(2)
            memory_before = process.memory_info().rss
        await everybody_shows(database, watchers)
        report(watchers, tally, memory_before, process.memory_info().rss)
        assert tally.fulfils(plan)
        assert tally.losses > 0, "the database was never away for the writers"
        assert process.memory_info().rss - memory_before < 30e6, "the server's memory grows"


@contextlib.asynccontextmanager
async def watching(server: RunningServer) -> AsyncIterator[list[Watcher]]:
    """Fifty clients: the first ten slow, the others fast until disturbed."""
    watchers = [
        Watcher(server.ws, pace_s=0.05 if n < 10 else 0, check=no_half_transaction)
        for n in range(50)
    ]
    tasks = [asyncio.create_task(watcher.run()) for watcher in watchers]
    yield watchers
    for task in tasks:
        assert not task.done() or task.exception() is None
        task.cancel()
    await asyncio.wait(tasks)


def no_half_transaction(rows: Rows) -> None:
    """Both machines of a pair always carry the same token."""
    for one, other in PAIRS:
        if one in rows and other in rows:
            assert rows[one]["detail"] == rows[other]["detail"], "half a transaction was shown"


async def write(url: str, plan: Plan, tally: Tally, choice: Hand) -> None:
    """Write until the plan is fulfilled, reconnecting as any program would."""
    while not tally.fulfils(plan):
        try:
            connection = await asyncpg.connect(
                url, server_settings={"application_name": "writer"}, command_timeout=10
            )
        except LOST:
            tally.losses += 1
            await asyncio.sleep(0.2)
            continue
        try:
            while not tally.fulfils(plan):
                await write_something(connection, tally, choice)
                await asyncio.sleep(0.002)
        except asyncpg.DeadlockDetectedError:
            tally.rollbacks += 1
        except LOST:
            tally.losses += 1
        finally:
            connection.terminate()


async def write_something(connection: Any, tally: Tally, choice: Hand) -> None:
    """One transaction of a random kind."""
    kind, status = choice.random(), choice.choice(STATUSES)
    if kind < 0.5:
        await connection.execute(ONE, f"M{choice.randint(21, MACHINES)}", status)
        tally.changes += 1
    elif kind < 0.7:
        await write_pair(connection, tally, choice, status, fail=kind > 0.65)
    elif kind < 0.8:
        await write_and_roll_back(connection, tally, f"Line {choice.randint(1, 4)}", status)
    elif kind < 0.95:
        names = [f"M{n}" for n in range(21, MACHINES + 1)]
        await connection.executemany(ONE, [(name, status) for name in names])
        tally.changes += len(names)
    else:
        await connection.execute(DELETE, f"M{choice.randint(21, MACHINES)}")
        tally.changes += 1


async def write_pair(connection: Any, tally: Tally, choice: Hand, status: str, fail: bool) -> None:
    """Two machines, two statements, one transaction, one token; perhaps taken back."""
    token = str(next(tally.tokens))
    with contextlib.suppress(ZeroDivisionError):
        async with connection.transaction():
            for name in choice.choice(choice.pairs):
                await connection.execute(HALF, name, status, token)
                await asyncio.sleep(choice.random() * 0.01)
            if fail:
                tally.rollbacks += 1
                raise ZeroDivisionError
            tally.changes += 2


async def write_and_roll_back(connection: Any, tally: Tally, line: str, status: str) -> None:
    """Many rows that nobody may ever see. The line's pairs would lose their token."""
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(LINE, line, status)
    await transaction.rollback()
    tally.rollbacks += 1


async def disturb_clients(watchers: list[Watcher], tally: Tally, plan: Plan) -> None:
    """Ten clients stop reading for a while, ten hang up and come back, all the time."""
    choice = random.Random(7)
    while not tally.fulfils(plan):
        stalled = choice.choice(watchers[10:20])
        stalled.reads.clear()
        await choice.choice(watchers[20:30]).drop()
        await asyncio.sleep(0.3)
        choice.choice(watchers[10:20]).reads.set()
    for watcher in watchers:
        watcher.reads.set()


async def break_things(database: EmbeddedServer, proxy: Proxy, tally: Tally, plan: Plan) -> None:
    """Each kind of fault in turn, and always the death of the database."""
    for number in range(plan.faults):
        await asyncio.sleep(plan.seconds_between_faults)
        match number % 3:
            case 0:
                await terminate_relay(database)
            case 1:
                await asyncio.to_thread(database.stop, "immediate")
                await asyncio.sleep(0.5)
                await asyncio.to_thread(database.start)
            case 2:
                proxy.freeze()
                await asyncio.sleep(4)
                proxy.cut()
                proxy.thaw()
        tally.faults += 1


async def terminate_relay(database: EmbeddedServer) -> None:
    """As an administrator, a failover or a 3-day limit would."""
    admin = await asyncpg.connect(database.url())
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1",
        "floorcast relay",
    )
    await admin.close()


async def everybody_shows(database: EmbeddedServer, watchers: list[Watcher]) -> None:
    """Wait until all clients equal the database. The test's time limit ends a vain wait."""
    connection = await asyncpg.connect(database.url())
    rows = [json.loads(row["row_json"]) for row in await connection.fetch(PRESENT)]
    truth = {row["machine_name"]: row for row in rows}
    await connection.close()
    assert len(truth) == MACHINES
    while any(watcher.rows != truth for watcher in watchers if watcher.is_alive):
        await asyncio.sleep(0.1)


def report(watchers: list[Watcher], tally: Tally, before: int, after: int) -> None:
    """What happened, for whoever runs it with -s."""
    print(
        f"\n{tally.changes:,} changes, {tally.rollbacks} rolled back, {tally.losses} connections "
        f"lost by writers; clients: {sum(w.connections for w in watchers)} connections, "
        f"{sum(w.snapshots for w in watchers)} snapshots, "
        f"{sum(w.deltas for w in watchers)} deltas, "
        f"{sum(w.gaps for w in watchers)} gaps, {max(len(w.epochs) for w in watchers)} epochs; "
        f"server memory {before / 1e6:.1f} → {after / 1e6:.1f} MB"
    )
