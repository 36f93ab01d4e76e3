"""One connection kept up: session after session, with pauses between, for as long as it is wanted.

The connector does one session and raises when it is lost. Here is when to try again, what a
change of the configuration means, and when its tags count as lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from random import Random
from time import monotonic
from typing import Any, TypeAlias

from errors import UserError
from ingest.configuration import Wanted
from ingest.connectors import find, settings_of
from ingest.contract import Connector, LinkLostError, Sample
from ingest.link import Outlet, Put, SessionLink
from ingest.pauses import Pauses
from ingest.reports import Report, State

GRACE_S = 3.0  # a session that is open again within that leaves no mark
CANCEL_TIMEOUT_S = 5.0

Told: TypeAlias = Callable[[], None]

log = logging.getLogger(__name__)


class Supervisor:
    """Runs one connection until it is stopped. ``report`` says how it fares."""

    def __init__(
        self,
        wanted: Wanted,
        connectors: Mapping[str, Connector],
        put: Put,
        newest: Iterable[Sample] = (),
        told: Told = lambda: None,
        random: Random | None = None,
    ) -> None:
        """``put`` stores samples, ``newest`` are those stored already, ``told`` is called when
        the report should be written at once."""
        self.wanted = wanted
        self.report = Report(wanted.connection_id, seen_at=wanted.seen_at)
        self._outlet = Outlet(self.report, put, newest)
        self._connectors = connectors
        self._told = told
        self._pauses = Pauses(random or Random())  # noqa: S311
        self._changed = asyncio.Event()
        self._is_stopping = self._is_deleted = False
        self._is_fresh = True  # nothing was tried since the last change
        self._left: set[int] = set()  # tags that are not fetched any more
        self._grace: asyncio.Task[None] | None = None
        self._opened_at: float | None = None

    def update(self, wanted: Wanted, newest: Iterable[Sample] = ()) -> None:
        """Take over what the rows say now. The session goes on unless its own part changed."""
        self._outlet.learn(newest)
        before, self.wanted = self.wanted, wanted
        if not wanted.is_served_by(before):
            left = self._left | before.tag_ids
            self._left = (left - wanted.tag_ids) & wanted.idle_tag_ids  # the others are deleted
            self._changed.set()

    def stop(self, is_deleted: bool = False) -> None:
        """End in order: ``run`` returns after it. Nothing is said of what is deleted."""
        if is_deleted:
            self._outlet.forget()
        self._is_deleted = is_deleted
        self._is_stopping = True
        self._changed.set()

    async def run(self) -> None:
        """Keep it connected until ``stop``."""
        pause_s: float | None = None
        await self._guarded(self._mark_lost())  # what a dead predecessor left open
        while not self._is_stopping:
            self._changed.clear()
            pause_s = await self._guarded(self._one_round())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), pause_s)
            if self._changed.is_set():
                self._is_fresh = True
                self._pauses.reset()
        await self._guarded(self._mark_lost())
        if self._is_deleted:
            log.info("Connection %s was deleted", self._name)
        else:
            self._turn("waiting")

    async def _one_round(self) -> float | None:
        """One session. Seconds to pause after it; None: until something changes."""
        wanted = self.wanted
        left, self._left = self._left, set()
        await self._outlet.mark_lost(left)
        if not wanted.is_to_run:
            await self._mark_lost()
            self._turn("disabled")
            return None
        if self._is_fresh:
            self._is_fresh, self.report.attempts = False, 0
            self._turn("connecting")
        self.report.attempts += 1
        error = await self._session(wanted)
        if error is None:
            self._grace = asyncio.create_task(self._mark_after_grace())
            return None
        await self._mark_lost()
        return self._judge(error)

    async def _session(self, wanted: Wanted) -> BaseException | None:
        """One session: why it ended, or None where something changed."""
        self._opened_at = None
        self._outlet.begin()
        try:
            connector = find(self._connectors, wanted.protocol)
            settings = settings_of(connector, wanted.config, wanted.secrets)
        except UserError as error:
            return error
        link = SessionLink(self._outlet, self._opened)
        session = asyncio.create_task(connector.run(settings, wanted.tags, link))
        change = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait({session, change}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            link.is_open = False
            change.cancel()
            await self._cancel(session)
            await self._outlet.settle()
        end = _end_of(session)
        return None if self._changed.is_set() else end

    async def _cancel(self, session: asyncio.Task[None]) -> None:
        session.cancel()
        await asyncio.wait({session}, timeout=CANCEL_TIMEOUT_S)
        if not session.done():
            log.error("A session of %s does not end; left behind", self._name)

    async def _opened(self) -> None:
        if self._grace is not None:
            self._grace.cancel()
        if self._opened_at is None:
            self._opened_at = monotonic()
        self.report.attempts = 0
        self.report.are_refusals_told = False  # those of the session before may be solved
        self._turn("connected")

    def _judge(self, error: BaseException) -> float:
        """What the end of a session means. Seconds until the next attempt."""
        self.report.details = {}
        healthy_s = 0.0 if self._opened_at is None else monotonic() - self._opened_at
        match error:
            case LinkLostError():
                self._turn("lost", str(error), error.hint)
            case UserError():
                self._turn("failed", error.message, error.hint)
                return self._pauses.after_refusal()
            case _:
                log.error("The connector of %s failed", self._name, exc_info=error)
                text = f"{type(error).__name__}: {error}".rstrip(": ")
                self._turn("lost", f"{text}.", "The log of the ingester tells more.")
        return self._pauses.after_loss(healthy_s)

    async def _mark_lost(self) -> None:
        if self._grace is not None and self._grace is not asyncio.current_task():
            self._grace.cancel()
        await self._outlet.mark_lost(self.wanted.tag_ids)

    async def _mark_after_grace(self) -> None:
        await asyncio.sleep(GRACE_S)
        await self._guarded(self._mark_lost())

    async def _guarded(self, work: Coroutine[Any, Any, float | None]) -> float | None:
        """Do it; where it fails, for want of storage or by a mistake of ours, the others go on."""
        try:
            return await work
        except Exception as error:
            return self._judge(error)

    def _turn(self, state: State, problem: str = "", hint: str = "") -> None:
        has_turned = (state, problem) != (self.report.state, self.report.problem)
        self.report.turn(state, problem, hint)
        if has_turned:
            level = logging.WARNING if problem else logging.INFO
            log.log(level, "Connection %s is %s%s", self._name, state, problem and f": {problem}")
            self._told()

    @property
    def _name(self) -> str:
        return self.wanted.connection_name


def _end_of(session: asyncio.Task[None]) -> BaseException:
    """Why a session ended that nobody asked to."""
    if not session.done() or session.cancelled():
        return LinkLostError("The session was broken off from within.")
    return session.exception() or LinkLostError("The session ended without a reason.")
