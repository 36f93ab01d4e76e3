"""Follow the database: LISTEN for hints, drain the change log for the truth.

The relay owns one direct connection. A notification only wakes it; what changed is told
by the log, read with a snapshot cursor, so a notification that never came costs half a
second and nothing else. Every drain is also the ping that finds a connection which died
in silence. After a loss it goes on from its cursor.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any
from uuid import uuid4

import asyncpg

from database.connect import Connect, Connection, Pool
from database.credentials import CredentialsError
from database.queries import query
from realtime.cursor import Cursor
from realtime.hub import Hub
from realtime.state import Entry, Known, LiveRow, LiveState

logger = logging.getLogger(__name__)

AWAY = "The database cannot be reached."
CHANNEL = "floor_changed"
PING_CHANNEL = "floor_ping"
DRAIN_TIMEOUT_S = 3.0
HEARTBEAT_S = 5.0
RECONCILE_S = 30.0
TRIM_S = 60.0
FIRST_RETRY_S, LAST_RETRY_S = 0.1, 3.0
# Telling a thousand browsers takes a while; the pause after it lets changes gather, so
# that telling them takes at most half of the time, and nobody waits longer than this.
LONGEST_PAUSE_S = 0.05
PAUSE_PER_PUBLISHING = 1.0


class Relay:
    """Keeps the live state in step with the database and the hub informed."""

    def __init__(
        self,
        connect: Connect,
        state: LiveState,
        hub: Hub,
        poll_s: float = 0.5,
        advice: Callable[[], str] = str,
    ) -> None:
        """``advice``: what somebody should put right although all goes on, as a sentence."""
        self.state = state
        self.hub = hub
        self.is_following = False
        self.problem = "not connected yet"
        self.told = ""  # the problem, where it is a sentence for everybody
        self.last_drain_at = 0.0
        self.round_trip_s: float | None = None
        self.advice = advice
        self._connect = connect
        self._poll_s = poll_s
        self._wake = asyncio.Event()
        self._due = {self._beat: 0.0, self._reconcile: 0.0, self._trim: 0.0}
        self._ping: tuple[str, float] = ("", 0.0)

    async def run(self) -> None:
        """Until cancelled: follow the database, and after a loss follow it again."""
        retry_s = FIRST_RETRY_S
        while True:
            started_at = monotonic()
            try:
                await self._follow()
            except Exception as error:  # whatever it was, a new connection is the remedy
                self._lost(error)
            if monotonic() - started_at > LAST_RETRY_S:
                retry_s = FIRST_RETRY_S
            await asyncio.sleep(random.uniform(retry_s / 2, retry_s))  # noqa: S311
            retry_s = min(retry_s * 2, LAST_RETRY_S)

    async def known_to(self, cursor: str, pool: Pool) -> Known | None:
        """What the holder of a cursor has, asking the database where this process does not
        know it (it is younger than the cursor, or another server gave it). None: start over."""
        known = self.state.known_to(cursor)
        if known is not None or self.state.position is None:
            return known
        try:
            position = Cursor.parse(cursor)
        except ValueError:
            return None
        version = self.state.version
        try:
            records = await pool.fetch(
                query("drain"),
                position.xmax,
                list(position.running),
                timeout=DRAIN_TIMEOUT_S,
            )
        except Exception as error:  # then a snapshot will do
            logger.info("a cursor could not be looked up: %s", error)
            return None
        now, trimmed_before = _position(records[0])
        if now is None or not position.is_served_by(now, trimmed_before):
            return None
        keys = frozenset((row["topic"], row["key"]) for row in records if row["topic"] is not None)
        known = Known(version, keys)
        self.state.remember(cursor, known)
        return known

    async def _follow(self) -> None:
        """One connection's life. Returns or raises when it is lost."""
        connection = await self._connect()
        try:
            connection.add_termination_listener(lambda _: self._wake.set())
            async with asyncio.timeout(DRAIN_TIMEOUT_S):  # a cable may freeze at any moment
                # the drain is planned once, not anew each time: a quarter of its cost
                await connection.execute("set plan_cache_mode = force_generic_plan")
                await connection.add_listener(CHANNEL, lambda *_: self._wake.set())
                await connection.add_listener(PING_CHANNEL, self._pong)
            await self._catch_up(connection)
            while not connection.is_closed():
                await self._one_round(connection)
            raise ConnectionError("the database closed the connection")
        finally:
            connection.terminate()

    async def _catch_up(self, connection: Connection) -> None:
        """After LISTEN, never before: what is announced from here on wakes us."""
        if self.state.position is None:
            await self._start_over(connection)
        else:
            await self._drain(connection)
        self.is_following, self.problem = True, ""
        logger.info("following the database from %s", self.state.cursor)
        await self._beat(connection)

    async def _one_round(self, connection: Connection) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._poll_s):
                await self._wake.wait()
        self._wake.clear()
        publishing_s = await self._drain(connection)
        now = monotonic()
        for task, due_at in self._due.items():
            if now >= due_at:
                await task(connection)
        if publishing_s:
            await asyncio.sleep(min(publishing_s * PAUSE_PER_PUBLISHING, LONGEST_PAUSE_S))

    async def _drain(self, connection: Connection) -> float:
        """Take over what became visible since the cursor, and tell everybody, in one frame.

        Returns the seconds that telling took."""
        position = self.state.position
        assert position is not None, "a drain follows a first reading"  # noqa: S101
        records = await connection.fetch(
            query("drain"), position.xmax, list(position.running), timeout=DRAIN_TIMEOUT_S
        )
        self.last_drain_at = monotonic()
        now, trimmed_before = _position(records[0])
        if now is None or now.epoch != position.epoch or now.xmax < position.xmax:
            logger.warning("the change log has begun a new life; everybody starts over")
            await self._start_over(connection)
            return 0.0
        if not position.is_served_by(now, trimmed_before):
            await self._reconcile(connection)  # away for longer than the log remembers
            return 0.0
        return await self._publish(self.state.apply(_rows(records), now))

    async def _publish(self, changed: list[Entry]) -> float:
        """Tell everybody; returns the seconds it took, sending included."""
        if not changed:
            return 0.0
        started_at = monotonic()
        self.hub.publish(changed)
        await asyncio.sleep(0)  # the event loop sends what was written at the end of its turn
        return monotonic() - started_at

    async def _start_over(self, connection: Connection) -> None:
        """Read everything, in a new epoch if a crash has emptied the log."""
        await connection.execute("select relay.ensure_epoch()", timeout=DRAIN_TIMEOUT_S)
        records = await connection.fetch(query("live_rows"), timeout=DRAIN_TIMEOUT_S)
        self.last_drain_at = monotonic()
        now, _ = _position(records[0])
        if now is None:
            raise ConnectionError("the change log lost its epoch while it was read")
        self.state.replace(_rows(records), now)
        self.hub.publish_snapshot()

    async def _reconcile(self, connection: Connection) -> None:
        """Compare everything, now and then: heals what no trigger can see, such as midnight,
        or rows written with triggers switched off."""
        self._due[self._reconcile] = monotonic() + RECONCILE_S
        records = await connection.fetch(query("live_rows"), timeout=DRAIN_TIMEOUT_S)
        now, _ = _position(records[0])
        if (
            now is not None
            and self.state.position is not None
            and now.epoch == self.state.position.epoch
        ):
            await self._publish(self.state.reconcile(_rows(records), now))

    async def _beat(self, connection: Connection) -> None:
        """A sign of life to browsers, and a notification to ourselves: does LISTEN work?"""
        self._due[self._beat] = monotonic() + HEARTBEAT_S
        self.hub.heartbeat(self.advice())
        self._ping = (uuid4().hex, monotonic())
        await connection.execute(
            "select pg_notify($1, $2)", PING_CHANNEL, self._ping[0], timeout=DRAIN_TIMEOUT_S
        )

    async def _trim(self, connection: Connection) -> None:
        self._due[self._trim] = monotonic() + TRIM_S
        await connection.execute("select relay.trim()", timeout=DRAIN_TIMEOUT_S * 10)

    def _pong(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        token, sent_at = self._ping
        if payload == token:
            self.round_trip_s = monotonic() - sent_at

    def _lost(self, error: Exception) -> None:
        is_told = isinstance(error, CredentialsError)  # in a sentence, fit for everybody
        problem = str(error) if is_told else f"{type(error).__name__}: {error}".rstrip(": ")
        if self.is_following or problem != self.problem:
            logger.warning("lost the database, trying again: %s", problem)
            self.told = problem if is_told else ""
            self.hub.stale(AWAY, self.told)
        self.is_following, self.problem, self.round_trip_s = False, problem, None


def _position(record: asyncpg.Record) -> tuple[Cursor | None, int]:
    """Where a reading stands, and what the log no longer holds; no cursor without an epoch."""
    if record["epoch_id"] is None:
        return None, 0
    return Cursor.of(record["epoch_id"], record["snapshot"]), int(record["trimmed_before"])


def _rows(records: Iterable[asyncpg.Record]) -> list[LiveRow]:
    return [
        LiveRow(row["topic"], row["key"], row["line"], row["machine"], row["row_json"])
        for row in records
        if row["topic"] is not None
    ]
