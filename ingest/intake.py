"""The way into the spool: one thread for its file, one fsync for all who put at the same time.

Nothing is acknowledged that is not on the disk: where the disk is full, callers wait.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import ParamSpec, TypeVar

from ingest.spool import Spool, SpoolCorruptError, SpoolError

log = logging.getLogger(__name__)

LARGEST_BATCH = 5_000  # samples
FIRST_RETRY_S, LAST_RETRY_S = 0.2, 5.0
DROPPING_S = 60.0  # how long ago a loss of samples is still told as a problem
CLOSE_TIMEOUT_S = 5.0

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class _Put:
    """Batches somebody waits for: how many samples, and their rows."""

    batches: list[tuple[int, bytes]]
    done: asyncio.Future[None]


class Intake:
    """A spool for many tasks."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.arrived = asyncio.Event()  # set whenever something is in the spool
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="spool")
        self._puts: list[_Put] = []
        self._keeping: asyncio.Task[None] | None = None
        self._disk_problem = ""
        self._dropped_at: float | None = None
        self._is_closed = False

    @property
    def problems(self) -> list[str]:
        """What troubles the spool, in sentences."""
        unreadable, dropped_at = self.spool.unreadable, self._dropped_at
        found = [self._disk_problem] if self._disk_problem else []
        if unreadable is not None:
            found.append(f"The spool could not be read and was moved to {unreadable}.")
        if dropped_at is not None and monotonic() - dropped_at < DROPPING_S:
            found.append("The spool is full: its oldest samples are being dropped.")
        return found

    async def put(self, batches: list[tuple[int, bytes]]) -> None:
        """Return once the batches are on the disk; wait as long as they cannot be."""
        put = _Put(batches, asyncio.get_running_loop().create_future())
        self._puts.append(put)
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep())
        await put.done

    async def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something with the spool, in its thread. A file that cannot be read is replaced."""

        def guarded() -> T:
            self.spool.reopen()
            try:
                return work(*args, **kwargs)
            except SpoolCorruptError as error:
                self.spool.renew(error)
                return work(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, guarded)

    def disk_lost(self, error: SpoolError) -> None:
        """The file cannot be written at the moment."""
        problem = f"The spool {self.spool.path} cannot be written ({error})."
        if problem != self._disk_problem:
            log.error("%s Nothing is taken until it can.", problem)
        self._disk_problem = problem

    def disk_back(self) -> None:
        """The file was written."""
        self._disk_problem = ""

    async def close(self) -> None:
        """Finish the puts under way, where the disk lets us, and close the file."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._keeping is not None:
            await asyncio.wait([self._keeping], timeout=CLOSE_TIMEOUT_S)
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        for put in self._puts:
            put.done.cancel()
        await asyncio.get_running_loop().run_in_executor(self._thread, self.spool.close)
        self._thread.shutdown(wait=False)

    async def _keep(self) -> None:
        """Put what waits on the disk, all of it at once; again, while more came meanwhile."""
        while self._puts:
            puts, self._puts = self._puts, []
            waiting = [put.done for put in puts]
            try:
                await self._keep_batches(_merged(puts))
            except asyncio.CancelledError:
                for done in waiting:
                    done.cancel()
                raise
            except Exception as error:
                for done in filter(_is_awaited, waiting):
                    done.set_exception(error)
            else:
                for done in filter(_is_awaited, waiting):
                    done.set_result(None)
                self.arrived.set()

    async def _keep_batches(self, batches: list[tuple[int, bytes]]) -> None:
        retry_s = FIRST_RETRY_S
        while True:
            try:
                dropped = await self.do(self.spool.put, batches)
            except SpoolError as error:
                self.disk_lost(error)
                await asyncio.sleep(retry_s)
                retry_s = min(retry_s * 2, LAST_RETRY_S)
            else:
                self.disk_back()
                if dropped:
                    self._note_dropped()
                return

    def _note_dropped(self) -> None:
        if self._dropped_at is None or monotonic() - self._dropped_at > DROPPING_S:
            log.error(
                "The spool is full: its oldest samples are being dropped.",
                extra={"limit_bytes": self.spool.limit_bytes},
            )
        self._dropped_at = monotonic()


def _merged(puts: Sequence[_Put]) -> list[tuple[int, bytes]]:
    """The batches of all who wait, as few and large ones."""
    merged: list[tuple[int, list[bytes]]] = []
    for samples, body in (batch for put in puts for batch in put.batches):
        if merged and merged[-1][0] + samples <= LARGEST_BATCH:
            merged[-1][1].append(body)
            merged[-1] = (merged[-1][0] + samples, merged[-1][1])
        else:
            merged.append((samples, [body]))
    return [(samples, b"".join(bodies)) for samples, bodies in merged]


def _is_awaited(done: asyncio.Future[None]) -> bool:
    """Whether its caller has not been cancelled meanwhile."""
    return not done.done()
