"""Following the database: hints wake, the log tells, the poll covers what nobody said."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest

from database.connect import Connect, Connection, Pool, connector
from realtime import relay as module
from realtime.cursor import Cursor
from realtime.hub import Hub
from realtime.relay import Relay
from realtime.state import LiveState
from tests.realtime.proxy import Proxy

FLOOR = """
insert into floor.plants (plant_name, time_zone) values ('Plant', 'UTC');
insert into floor.lines (plant_id, line_name) values (1, 'Engine'), (1, 'Exterior');
insert into floor.machine_types values ('Machine');
insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)
values ('M1', 'M1', 1, 'Machine', 0, 1), ('M2', 'M2', 2, 'Machine', 4, 1)
"""
DOWN = "update machine_feed_stream set status = 'down' where machine_name = 'M1'"
WARNING = "update machine_feed_stream set status = 'warning' where machine_name = 'M2'"


@pytest.fixture
async def floor(connection: Connection) -> Connection:
    """A connection to a database with two machines."""
    await connection.execute(FLOOR)
    return connection


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    async with asyncpg.create_pool(database_url, min_size=0, max_size=2) as opened:
        yield opened


@dataclass
class Following:
    """A relay at work, and what it keeps."""

    relay: Relay
    state: LiveState
    hub: Hub

    async def until(self, machine: str, status: str) -> None:
        """Return once the state shows that status. The test's time limit ends a vain wait."""
        while self.status(machine) != status:
            await asyncio.sleep(0.005)

    def status(self, machine: str) -> str | None:
        found = [r["status"] for r in self.state.rows("machines") if r["machine_name"] == machine]
        return found[0] if found else None


@contextlib.asynccontextmanager
async def following(connect: Connect, poll_s: float = 30.0) -> AsyncIterator[Following]:
    """Start a relay that follows by notifications alone, unless told to poll."""
    state = LiveState()
    hub = Hub(state)
    relay = Relay(connect, state, hub, poll_s)
    task = asyncio.create_task(relay.run())
    while not relay.is_following:
        await asyncio.sleep(0.005)
    yield Following(relay, state, hub)
    task.cancel()
    await asyncio.wait([task])


async def test_a_notification_wakes_it(floor: Connection, database_url: str) -> None:
    async with following(connector(database_url, "relay")) as feed:
        assert feed.status("M1") == "no_data"
        await floor.execute(DOWN)
        await feed.until("M1", "down")


async def test_the_poll_finds_what_nobody_announced(floor: Connection, database_url: str) -> None:
    async with following(connector(database_url, "relay"), poll_s=0.05) as feed:
        async with floor.transaction():
            # logged, but the notification gets lost: here, because nothing sends one
            await floor.execute("set local session_replication_role = replica")
            await floor.execute(
                "insert into floor.machine_status (machine_id, status, at, since_at, source,"
                " recorded_at) values (1, 'down', now(), now(), 'test', now())"
            )
            await floor.execute(
                "insert into relay.change_log (topic, key) values ('machines', 'M1')"
            )
        await feed.until("M1", "down")


async def test_the_comparison_finds_what_no_trigger_saw(
    floor: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECONCILE_S", 0.05)
    async with following(connector(database_url, "relay"), poll_s=0.05) as feed:
        async with floor.transaction():
            await floor.execute("set local session_replication_role = replica")
            await floor.execute("update floor.machines set retired_at = now() where machine_id = 2")
        while feed.status("M2") is not None:
            await asyncio.sleep(0.005)
        assert feed.status("M1") == "no_data"


async def test_a_listening_third_program_gets_something_useful(floor: Connection) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    await floor.add_listener("floor_changed", lambda *args: heard.put_nowait(str(args[3])))
    await floor.execute(DOWN)
    assert await heard.get() == '{"topic" : "machines", "count" : 1, "keys" : ["M1"]}'


async def test_a_terminated_connection_is_told_and_resumed(
    floor: Connection, database_url: str
) -> None:
    async with following(connector(database_url, "relay to kill")) as feed:
        before = feed.state.version
        await floor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'relay to kill'"
        )
        await floor.execute(DOWN)
        await feed.until("M1", "down")
        assert feed.state.version == before + 1, "it went on from its cursor, not from the start"


async def test_a_frozen_cable_is_noticed_and_survived(
    floor: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DRAIN_TIMEOUT_S", 0.3)
    async with (
        Proxy(database_url).running() as proxy,
        following(connector(proxy.url, "relay"), poll_s=0.05) as feed,
    ):
        proxy.freeze()
        await floor.execute(DOWN)
        while feed.relay.is_following:
            await asyncio.sleep(0.01)
        assert "TimeoutError" in feed.relay.problem
        proxy.cut()
        proxy.thaw()
        while not feed.relay.is_following:
            await asyncio.sleep(0.01)
        await feed.until("M1", "down")  # a state it takes over before it says that it follows


async def test_a_cable_that_freezes_right_after_connecting_is_survived(
    floor: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DRAIN_TIMEOUT_S", 0.3)
    async with Proxy(database_url).running() as proxy:
        attempts = 0

        async def connect() -> Connection:
            nonlocal attempts
            attempts += 1
            if attempts == 2:
                proxy.cut()
                proxy.thaw()
            connection = await connector(proxy.url, "relay")()
            if attempts == 1:
                proxy.freeze()
            return connection

        async with following(connect) as feed:
            assert attempts >= 2  # a slow machine may need one more
            assert feed.state.is_ready


async def test_an_emptied_log_is_a_new_epoch(floor: Connection, database_url: str) -> None:
    async with following(connector(database_url, "relay"), poll_s=0.05) as feed:
        first = feed.state.cursor
        await floor.execute("truncate relay.change_log, relay.epoch, relay.horizons")
        await floor.execute(DOWN)
        await feed.until("M1", "down")
        assert feed.state.cursor.partition(":")[0] != first.partition(":")[0]
        assert feed.state.known_to(first) is None


async def test_a_relay_away_for_longer_than_the_log_remembers_compares(
    floor: Connection, database_url: str
) -> None:
    async with following(connector(database_url, "relay to kill"), poll_s=0.05) as feed:
        epoch = feed.state.cursor.partition(":")[0]
        async with floor.transaction():
            await floor.execute(DOWN)
            await floor.execute("delete from relay.change_log")
            await floor.execute(
                "update relay.epoch set trimmed_before = pg_snapshot_xmax(pg_current_snapshot())"
            )
        await feed.until("M1", "down")
        assert feed.state.cursor.startswith(epoch)


async def test_the_round_trip_of_a_notification_is_measured(
    floor: Connection, database_url: str
) -> None:
    async with following(connector(database_url, "relay")) as feed:
        while feed.relay.round_trip_s is None:
            await asyncio.sleep(0.005)
        assert feed.relay.round_trip_s > 0


async def test_a_cursor_of_another_server_is_looked_up(
    floor: Connection, database_url: str, pool: Pool
) -> None:
    async with following(connector(database_url, "another relay")) as other:
        theirs = other.state.cursor
    await floor.execute(DOWN)
    async with following(connector(database_url, "relay"), poll_s=0.05) as feed:
        assert feed.state.known_to(theirs) is None
        known = await feed.relay.known_to(theirs, pool)
        assert known is not None
        assert {entry.row.key for entry in feed.state.changed_since(known)} == {"M1"}
        assert feed.state.known_to(theirs) == known, "looked up once for all who bring it"
        await floor.execute(WARNING)
        await feed.until("M2", "warning")
        assert {entry.row.key for entry in feed.state.changed_since(known)} == {"M1", "M2"}


async def test_a_cursor_the_log_no_longer_serves_starts_over(
    floor: Connection, database_url: str, pool: Pool
) -> None:
    async with following(connector(database_url, "relay")) as feed:
        position = feed.state.position
        assert position is not None
        await floor.execute("update relay.epoch set trimmed_before = '5'")
        for cursor in (
            Cursor(position.epoch, 4, 4),  # older than the log
            Cursor(position.epoch, 2**40, 2**40),  # from the future
            Cursor("0" * 36, position.xmin, position.xmax),  # of another life
        ):
            assert await feed.relay.known_to(str(cursor), pool) is None
        assert await feed.relay.known_to("nonsense", pool) is None


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("nobody listens"),
        # a driver that lost its way after a timeout; a mistake of ours
        asyncpg.InternalClientError("cannot switch to state 12"),
        KeyError("oops"),
    ],
)
async def test_no_error_ends_it(floor: Connection, database_url: str, error: Exception) -> None:
    attempts = 0

    async def connect() -> Connection:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise error
        return await connector(database_url, "relay")()

    async with following(connect) as feed:
        assert feed.state.is_ready
        assert attempts == 3
