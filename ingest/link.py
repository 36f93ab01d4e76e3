"""The way of a connection's samples to the store, over all its sessions, and what it tells."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from ingest.contract import LinkLostError, Sample
from ingest.reports import Report
from ingest.seam import LONG_AGO, Seam, newest_value_at

SETTLE_TIMEOUT_S = 5.0

Put: TypeAlias = Callable[[Sequence[Sample]], Awaitable[None]]


class Outlet:
    """Stores what sessions of one connection send, each tag in one line, and notes the figures."""

    def __init__(self, report: Report, put: Put, newest: Iterable[Sample]) -> None:
        """``put`` stores samples; ``newest`` are those that are stored already."""
        self.report = report
        self._put = put
        self._seam = Seam(newest)
        self._heard_at = report.seen_at or LONG_AGO
        self._under_way: set[asyncio.Future[None]] = set()

    def learn(self, newest: Iterable[Sample]) -> None:
        """Take note of samples that are stored already."""
        self._seam.learn(newest)

    def forget(self) -> None:
        """The tags are gone: nothing more is to be said of them."""
        self._seam = Seam()

    def begin(self) -> None:
        """A session begins."""
        self._seam.begin(_now())
        self.report.refused.clear()

    def hear(self) -> None:
        """The device gave a sign of life."""
        self._heard_at = self.report.seen_at = _now()

    async def store(self, samples: Iterable[Sample]) -> None:
        """Store what a session sent. Returns when it is durable."""
        passed = self._seam.sieve(samples, _now())
        await self._store(passed)
        newest_at = newest_value_at(passed)
        if newest_at is not None:
            last_at = self.report.last_sample_at
            self.report.last_sample_at = max(newest_at, last_at) if last_at else newest_at
        self.report.samples += len(passed)

    async def mark_lost(self, tag_ids: Iterable[int]) -> None:
        """Say once of each tag that nothing is known of it since the device was last heard."""
        await self._store(self._seam.lose(tag_ids, self._heard_at))

    async def mark_refused(self, tag_id: int) -> None:
        """Say that the device refuses the tag."""
        await self._store(self._seam.refuse(tag_id, _now()))

    def accept(self, tag_id: int) -> None:
        """The device tells the tag after all."""
        self.report.refused.pop(tag_id, None)
        self.report.are_refusals_told = False
        self._seam.accept(tag_id, _now())

    async def settle(self) -> None:
        """Wait for what is under way although its session has ended."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=SETTLE_TIMEOUT_S)

    async def _store(self, samples: Sequence[Sample]) -> None:
        """Goes on where its session is cancelled: what the seam has noted must be stored."""
        if not samples:
            return
        put = asyncio.ensure_future(self._put(samples))
        self._under_way.add(put)
        put.add_done_callback(self._done)
        await asyncio.shield(put)

    def _done(self, put: asyncio.Future[None]) -> None:
        self._under_way.discard(put)
        if not put.cancelled():
            put.exception()  # who waits for it gets it; nobody else has to


class SessionLink:
    """What one session may tell (contract.Link). Once the session has ended, nothing."""

    def __init__(self, outlet: Outlet, opened: Callable[[], Awaitable[None]]) -> None:
        """``opened`` is awaited when the session says that it is open."""
        self.is_open = True
        self._outlet = outlet
        self._opened = opened

    async def opened(self, details: Mapping[str, str]) -> None:
        """The session is up."""
        self._refuse_ended()
        self._outlet.hear()
        self._outlet.report.details = dict(details)
        await self._opened()

    async def emit(self, samples: Sequence[Sample]) -> None:
        """Returns when the samples are durable."""
        self._refuse_ended()
        self._outlet.hear()
        await self._outlet.store(samples)

    def heard(self) -> None:
        """A sign of life."""
        if self.is_open:
            self._outlet.hear()

    async def refused(self, tag_id: int, problem: str, hint: str = "") -> None:
        """The device does not know the tag, or will not tell it."""
        self._refuse_ended()
        self._outlet.report.refused[tag_id] = (problem, hint)
        self._outlet.report.are_refusals_told = False
        await self._outlet.mark_refused(tag_id)

    async def accepted(self, tag_id: int) -> None:
        """The device tells a tag after all that it refused."""
        self._refuse_ended()
        self._outlet.accept(tag_id)

    def _refuse_ended(self) -> None:
        if not self.is_open:
            raise LinkLostError("This session has ended.")


def _now() -> datetime:
    return datetime.now(UTC)
