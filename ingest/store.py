"""Store and forward: samples are durable on disk first, then in the database, exactly once.

Everything goes through the spool, also while the database is there: one path, one fsync for all
who wait at the same time. Nothing is acknowledged that is not on the disk; where the disk is
full, callers wait. The database may go away at any instant: the spool fills meanwhile, and
is drained oldest first in large portions when it is back.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import asyncpg

from database.connect import Connect, Connection
from database.session import LOST, session
from ingest.contract import Sample
from ingest.encoding import encode
from ingest.intake import LARGEST_BATCH, Intake
from ingest.reports import Rate
from ingest.spool import Portion, Spool, SpoolError
from ingest.writer import Stored, Writer

log = logging.getLogger(__name__)

LARGEST_PORTION, SMALLEST_PORTION = 20_000, 500  # samples in one transaction
FIRST_RETRY_S, LAST_RETRY_S = 0.2, 5.0
PING_EVERY_S = 1.0  # with nothing to store, a lost database is noticed by this


@dataclass(slots=True)
class Figures:
    """How the store fares: columns of historian.ingesters, whose comments say what they mean."""

    samples_stored: int
    samples_per_s: float
    spool_samples: int
    spool_bytes: int
    spool_limit_bytes: int
    spool_oldest_at: datetime | None
    dropped_samples: int
    dead_letters: int
    problem: str


class Store:
    """The spool of one ingester, and the way from there into the database."""

    def __init__(self, connect: Connect, folder: Path, ingester: str, limit_bytes: int) -> None:
        """Open the spool in the folder, or make it. Beyond so many bytes its oldest samples are
        dropped. Raises UserError where it cannot be opened, or is another process's."""
        path = folder / f"spool-{quote(ingester, safe='')}.sqlite"
        self.on_database_back: Callable[[Connection], Awaitable[None]] | None = None
        self._connect = connect
        self._ingester = ingester
        self._spool = Spool(path, limit_bytes)
        self._intake = Intake(self._spool)
        self._portion = LARGEST_PORTION
        self._stored = Stored()
        self._rate = Rate()
        self._problem = ""

    @property
    def figures(self) -> Figures:
        """How it fares at this moment. The rate is that between the times this is asked."""
        self._rate.note(self._stored.stored, monotonic())
        waiting = self._spool.waiting
        return Figures(
            samples_stored=self._stored.stored,
            samples_per_s=self._rate.per_s,
            spool_samples=waiting.samples,
            spool_bytes=waiting.bytes,
            spool_limit_bytes=self._spool.limit_bytes,
            spool_oldest_at=waiting.oldest_at,
            dropped_samples=waiting.dropped_samples,
            dead_letters=self._stored.refused,
            problem=" ".join(filter(None, (self._problem, *self._intake.problems))),
        )

    async def put(self, samples: Sequence[Sample]) -> None:
        """Return once the samples are on the disk; wait as long as they cannot be.

        Raises ValueError for samples that break the contract of connectors: none is stored.
        """
        batches = []
        for start in range(0, len(samples), LARGEST_BATCH):
            part = samples[start : start + LARGEST_BATCH]
            batches.append((len(part), encode(part)))
            if len(samples) > LARGEST_BATCH:
                await asyncio.sleep(0)
        if batches:
            await self._intake.put(batches)

    async def run(self) -> None:
        """Bring what is in the spool into the database, until cancelled."""
        retry_s = FIRST_RETRY_S
        while True:
            began_with = self._stored
            try:
                async with session(self._connect) as connection:
                    await self._drain(connection)
            except SpoolError as error:
                self._intake.disk_lost(error)
            except LOST as error:
                self._lost(f"The database is away ({_said(error)}).", error)
            except asyncpg.PostgresError as error:
                self._lost(f"The database is not ready: {_said(error)}.", error)
            except Exception as error:  # whatever it was, a new connection is the remedy
                self._lost(f"Samples cannot be stored ({error!r}).", error)
            if self._stored != began_with:
                retry_s = FIRST_RETRY_S
            await asyncio.sleep(retry_s)
            retry_s = min(retry_s * 2, LAST_RETRY_S)

    async def close(self) -> None:
        """Finish the puts under way, and close the spool; what waits in it stays."""
        await self._intake.close()

    # Into the database ------------------------------------------------------------------------

    async def _drain(self, connection: Connection) -> None:
        """Store what comes, as long as the connection lives."""
        writer = Writer(connection, self._ingester)
        await self._agree(writer)
        if self.on_database_back is not None:
            await self.on_database_back(connection)
        while True:
            self._intake.arrived.clear()
            portion = await self._intake.do(self._spool.peek, self._portion)
            if portion.batches:
                stored = await self._store_portion(writer, portion)
                self._stored = self._stored.plus(stored)
                await self._forget(portion.spool_id, portion.batches[-1].number)
            self._back()
            if not portion.batches and not await self._anything_arrives():
                await writer.ping()

    async def _agree(self, writer: Writer) -> None:
        """Forget what the database has already."""
        spool_id = self._spool.spool_id
        last_batch = await self._intake.do(lambda: self._spool.last_batch)
        stored_upto = await writer.begin(spool_id)
        if stored_upto > last_batch:  # its next batches would be taken for ones that are stored
            log.warning("The spool is an older copy of itself; it goes on under a new name.")
            await self._intake.do(self._spool.rename)
            await writer.begin(self._spool.spool_id)
        elif stored_upto:
            await self._forget(spool_id, stored_upto)

    async def _store_portion(self, writer: Writer, portion: Portion) -> Stored:
        """A database that is too slow for a portion gets smaller ones for a while."""
        try:
            stored = await writer.store(portion)
        except (TimeoutError, asyncpg.QueryCanceledError):
            self._portion = max(self._portion // 2, SMALLEST_PORTION)
            raise
        self._portion = min(self._portion + SMALLEST_PORTION, LARGEST_PORTION)
        return stored

    async def _forget(self, spool_id: uuid.UUID, upto: int) -> None:
        try:
            await self._intake.do(self._spool.forget, spool_id, upto)
        except SpoolError as error:  # it is stored, and the watermark knows
            self._intake.disk_lost(error)
        else:
            self._intake.disk_back()

    async def _anything_arrives(self) -> bool:
        try:
            async with asyncio.timeout(PING_EVERY_S):
                return await self._intake.arrived.wait()
        except TimeoutError:
            return False

    # What to tell -----------------------------------------------------------------------------

    def _lost(self, problem: str, error: Exception) -> None:
        if problem != self._problem:
            log.warning("%s Samples wait in the spool.", problem)
        log.debug("What was lost", exc_info=error)
        self._problem = problem

    def _back(self) -> None:
        if self._problem:
            log.info("The database takes samples again.")
        self._problem = ""


def _said(error: Exception) -> str:
    return str(error).rstrip(".") or "no answer in time"
