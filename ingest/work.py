"""What an ingester works with for as long as it runs, however often the database goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic, time

from database.connect import Connection
from database.queries import query
from ingest.connectors import described
from ingest.contract import Connector
from ingest.fleet import Fleet
from ingest.probes import Probes
from ingest.reports import to_json, write_connections, write_ingester
from ingest.store import Store

PROBES = "probes"
TELL_EVERY_S = 1.0
SILENT_AFTER_S = 4.0  # well before a server takes our silence for an end
REREAD_EVERY_S = 30.0
STATEMENT_TIMEOUT_S = 5.0
LONGEST_DRAIN_S = 10.0  # of what a predecessor left in the spool
LAST_DRAIN_S = 3.0  # of our own last words
DRAIN_POLL_S = 0.02


class Work:
    """The store, the connections and the questions of one ingester."""

    def __init__(
        self,
        ingester: str,
        started_at: datetime,
        connectors: Mapping[str, Connector],
        store: Store,
        wake: Callable[[], None],
    ) -> None:
        """``started_at``: by the clock of the database. ``wake``: called when a round is due."""
        self.is_begun = False
        self.is_finished = False
        self._ingester = ingester
        self._started_at = started_at
        self._connectors = connectors
        self._store = store
        self._wake = wake
        self._fleet = Fleet(ingester, connectors, store.put, self._turned)
        self._probes = Probes(ingester, connectors, wake)
        self._has_turned = False
        self._has_questions = True
        self._reread_at = self._tell_at = 0.0
        self._told_at = time()
        store.on_database_back = self._on_database_back
        self._storing = asyncio.create_task(store.run())

    async def begin(self, connection: Connection) -> None:
        """Store what a predecessor left in the spool, and then mark where it ended."""
        rows = to_json(described(self._connectors))
        await _execute(connection, query("ingest_connectors"), rows)
        await self._drained(LONGEST_DRAIN_S)
        await _execute(connection, "select historian.mark_silence(0, $1)", self._ingester)
        self.is_begun = True

    async def come_back(self, connection: Connection) -> None:
        """After a loss: say that we were there all the time, and look at everything again."""
        if not self.is_begun:
            await self.begin(connection)
        await self._tell(connection)
        await self._resume(connection)
        self._reread_at, self._has_questions = 0.0, True

    def announced(self, table: str) -> None:
        """Rows of the table of that name have changed."""
        if table == PROBES:
            self._has_questions = True
        else:
            self._reread_at = 0.0

    async def round(self, connection: Connection) -> float:
        """Do what is due. Seconds until something is again."""
        self.check()
        if monotonic() >= self._reread_at:
            self._reread_at = monotonic() + REREAD_EVERY_S
            await self._fleet.configure(connection)
        if self._has_questions:
            self._has_questions = False
            await self._probes.take(connection)
        await self._probes.give(connection)
        if self._has_turned or monotonic() >= self._tell_at:
            await self._tell(connection)
        return max(0.0, min(self._tell_at, self._reread_at) - monotonic())

    def check(self) -> None:
        """Raise where the store has failed: without it there is nothing to go on with."""
        if self._storing.done():
            self._storing.result()

    async def finish(self, connection: Connection) -> None:
        """End in order while the database is there, so that our last words reach it."""
        await self._fleet.stop()
        await self._tell(connection)
        await self._drained(LAST_DRAIN_S)
        self.is_finished = True

    async def end(self) -> None:
        """End, with or without the database."""
        await self._fleet.stop()
        await self._probes.close()
        self._storing.cancel()
        await asyncio.wait({self._storing})
        await self._store.close()

    async def _tell(self, connection: Connection) -> None:
        self._tell_at, self._has_turned = monotonic() + TELL_EVERY_S, False
        figures = self._store.figures
        await write_ingester(connection, self._ingester, self._started_at, figures)
        await write_connections(connection, self._fleet.reports, monotonic())
        was_silent, self._told_at = time() - self._told_at > SILENT_AFTER_S, time()
        if was_silent:  # we stood still, or the whole machine did, and nothing broke off
            await self._resume(connection)

    async def _on_database_back(self, connection: Connection) -> None:
        """The store has a new connection: before what waits is stored, take back what the
        server concluded from our silence."""
        if self.is_begun:
            seen = "update historian.ingesters set seen_at = clock_timestamp() where ingester = $1"
            await _execute(connection, seen, self._ingester)  # else we would be silenced again
            await self._resume(connection)

    async def _resume(self, connection: Connection) -> None:
        statement = "select historian.resume($1, $2)"
        await _execute(connection, statement, self._ingester, self._started_at)

    async def _drained(self, limit_s: float) -> None:
        """Wait until the spool is empty, within limits."""
        give_up_at = monotonic() + limit_s
        while self._store.figures.spool_samples and monotonic() < give_up_at:
            self.check()
            await asyncio.sleep(DRAIN_POLL_S)

    def _turned(self) -> None:
        self._has_turned = True
        self._wake()


async def _execute(connection: Connection, statement: str, *values: object) -> None:
    await connection.execute(statement, *values, timeout=STATEMENT_TIMEOUT_S)
