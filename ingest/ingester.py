"""The process that fetches: runs the connections of its name, and stores what they send.

One connection to the database holds the lock that makes this the only ingester of its name,
hears of changes (LISTEN floor_ingest) and carries reports and answers; the store has another
one. While the database is away, everything goes on as it was last configured, into the spool.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

import asyncpg

from database.connect import Connect, Connection
from database.queries import query
from database.session import session
from errors import UserError
from ingest.contract import Connector
from ingest.store import Store
from ingest.work import Work

CHANNEL = "floor_ingest"
LOCK_POLL_S = 2.0
FIRST_RETRY_S, LAST_RETRY_S = 0.2, 2.0
STATEMENT_TIMEOUT_S = 5.0

log = logging.getLogger(__name__)

# a person must change something, and waiting does not help
_REFUSED = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.InsufficientPrivilegeError,
)


class Ingester:
    """All connections of one name. ``run`` until ``stop``."""

    def __init__(
        self,
        connect: Connect,
        name: str,
        connectors: Mapping[str, Connector],
        make_store: Callable[[], Store],
        *,
        waits_for_turn: bool = False,
    ) -> None:
        """``make_store`` opens the store, once this is the only ingester of that name.
        ``waits_for_turn``: beside another one, wait instead of raising UserError."""
        self._connect = connect
        self._name = name
        self._connectors = connectors
        self._make_store = make_store
        self._waits_for_turn = waits_for_turn
        self._wake = asyncio.Event()
        self._is_stopping = False
        self._is_lost = False
        self._is_waiting = False
        self._retry_s = FIRST_RETRY_S
        self._work: Work | None = None

    def stop(self) -> None:
        """End in order: ``run`` returns after it."""
        self._is_stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Fetch until ``stop``; outlive the database.

        Raises UserError beside another ingester of the name, or for a database that will not do.
        """
        try:
            while not self._is_ended:
                try:
                    await self._attend()
                except UserError:
                    raise
                except Exception as error:  # whatever it was, a new connection is the remedy
                    self._lost(error)
                    if self._is_stopping:
                        return
                    await self._pause(self._retry_s)
                    self._retry_s = min(self._retry_s * 2, LAST_RETRY_S)
        finally:
            if self._work is not None:
                await self._work.end()

    @property
    def _is_ended(self) -> bool:
        """Whether there is nothing left to do, not even to say that we end."""
        return self._is_stopping and (self._work is None or self._work.is_finished)

    async def _attend(self) -> None:
        """One connection's life. Returns when it was not our turn, or all has ended in order."""
        async with session(self._connect) as connection:
            if not await self._claim(connection):
                await self._pause(LOCK_POLL_S)
                return
            async with asyncio.timeout(STATEMENT_TIMEOUT_S):
                connection.add_termination_listener(lambda _: self._wake.set())
                await connection.add_listener(CHANNEL, self._announced)
            work = self._work
            if work is None:
                work = await self._begin(connection)
            else:
                await work.come_back(connection)
            self._is_lost, self._retry_s = False, FIRST_RETRY_S
            await self._follow(connection, work)

    async def _claim(self, connection: Connection) -> bool:
        """Become the only ingester of that name, as long as the connection lives."""
        if await connection.fetchval(query("ingest_lock"), self._name, timeout=STATEMENT_TIMEOUT_S):
            return True
        if self._work is not None:  # our own dead session may hold it until that is noticed
            raise ConnectionError(f"another session is ingester {self._name}")
        if not self._waits_for_turn:
            raise UserError(
                f'Another ingester named "{self._name}" is already running on this database.',
                hint="Stop it first, or give this one another name with --name; each runs the "
                "connections that name it.",
                field="name",
                value=self._name,
            )
        if not self._is_waiting:
            self._is_waiting = True
            log.info('Another ingester named "%s" is at work; waiting until it ends', self._name)
        return False

    async def _begin(self, connection: Connection) -> Work:
        """Start to store and to fetch."""
        started_at = await connection.fetchval("select clock_timestamp()")
        store = self._make_store()
        work = Work(self._name, started_at, self._connectors, store, self._wake.set)
        self._work = work
        await work.begin(connection)
        return work

    async def _follow(self, connection: Connection, work: Work) -> None:
        while not self._is_stopping:
            self._wake.clear()
            wait_s = await work.round(connection)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            if connection.is_closed():
                raise ConnectionError("the database closed the connection")
        await work.finish(connection)

    def _announced(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        if self._work is not None:
            self._work.announced(str(payload))
        self._wake.set()

    def _lost(self, error: Exception) -> None:
        if (self._work is None or not self._work.is_begun) and isinstance(error, _REFUSED):
            hint = "Run `floorcast migrate` first."
            if isinstance(error, asyncpg.InsufficientPrivilegeError):
                hint = "Give DATABASE_URL of a user who may write to schema historian."
            raise UserError(f"The database refused the ingester: {error}.", hint=hint) from error
        if self._work is not None:
            self._work.check()
        if not self._is_lost:
            text = f"{type(error).__name__}: {error}".rstrip(": ")
            log.warning("The database is away (%s); going on without it until it is back", text)
        self._is_lost = True

    async def _pause(self, seconds: float) -> None:
        """Wait, unless asked to stop."""
        give_up_at = monotonic() + seconds
        while not self._is_stopping and (left_s := give_up_at - monotonic()) > 0:
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left_s):
                    await self._wake.wait()
