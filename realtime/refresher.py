"""Bring the sums of OEE up to date, on a clock.

All it does is call floor.refresh_oee(), which anybody may call. Several servers take turns
by an advisory lock. Large work (a first start, a month of history) is done in portions, so
that the open shift stays current meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from time import monotonic

from database.connect import Connect, Connection
from database.queries import query

logger = logging.getLogger(__name__)

MOST_HOURS = 1_500  # machine hours in one portion: about a second
TIMEOUT_S = 120.0
RETRY_S = 3.0
# A refresh that takes long is called less often: at most this part of the time is spent on it.
LARGEST_SHARE = 0.2


class Refresher:
    """Calls floor.refresh_oee() until it is cancelled."""

    def __init__(self, connect: Connect, every_s: float) -> None:
        self.refreshed_at: float | None = None  # monotonic
        self.problem = "not refreshed yet"
        self._connect = connect
        self._every_s = every_s

    async def run(self) -> None:
        """Until cancelled: refresh, and after a loss of the database refresh again."""
        while True:
            try:
                await self._work()
            except Exception as error:  # whatever it was, a new connection is the remedy
                problem = f"{type(error).__name__}: {error}".rstrip(": ")
                if problem != self.problem:
                    logger.warning("the sums of OEE are not refreshed, trying again: %s", problem)
                self.problem = problem
            await asyncio.sleep(RETRY_S)

    async def _work(self) -> None:
        connection = await self._connect()
        try:
            while True:
                began = monotonic()
                _, has_more = await refresh(connection, MOST_HOURS)
                self.refreshed_at, self.problem = monotonic(), ""
                taken_s = self.refreshed_at - began
                await asyncio.sleep(
                    taken_s / 4 if has_more else max(self._every_s, taken_s / LARGEST_SHARE)
                )
        finally:
            connection.terminate()


async def refresh(connection: Connection, most_hours: int) -> tuple[int | None, bool]:
    """One portion of work. Returns the rows written, None where somebody else is at it; and
    whether there is more to do than to follow the clock."""
    written = await connection.fetchval(query("refresh_oee"), most_hours, timeout=TIMEOUT_S)
    has_more = await connection.fetchval(query("has_dirty_slices"), timeout=TIMEOUT_S)
    return written, bool(has_more)
