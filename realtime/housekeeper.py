"""Keep the house, on a clock: mark who fell silent, forget what is old, make room for tomorrow.

All it does is call functions of the database that anybody may call. Several servers do no
harm: the functions take turns, and do nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
from time import monotonic

from database.connect import Connect, Connection
from database.queries import query

logger = logging.getLogger(__name__)

SILENCE_EVERY_S = 5.0
HOUSE_EVERY_S = 600.0
# After a restart of the database nobody has reported yet: ingesters come back within seconds.
PATIENCE_S = 10.0
TIMEOUT_S = 60.0
RETRY_S = 3.0


class Housekeeper:
    """Calls historian.mark_silence() and its like until it is cancelled."""

    def __init__(self, connect: Connect) -> None:
        self.worked_at: float | None = None  # monotonic
        self.problem = "not at work yet"
        self._connect = connect

    async def run(self) -> None:
        """Until cancelled: keep house, and after a loss of the database begin anew."""
        while True:
            try:
                await self._work()
            except Exception as error:  # whatever it was, a new connection is the remedy
                problem = f"{type(error).__name__}: {error}".rstrip(": ")
                if problem != self.problem:
                    logger.warning("silence is not noticed, trying again: %s", problem)
                self.problem = problem
            await asyncio.sleep(RETRY_S)

    async def _work(self) -> None:
        connection = await self._connect()
        try:
            await asyncio.sleep(PATIENCE_S)
            house_at = monotonic()
            while True:
                await mark_silence(connection)  # first: nothing else may hold it up
                if monotonic() >= house_at:
                    await keep_house(connection)
                    house_at = monotonic() + HOUSE_EVERY_S
                self.worked_at, self.problem = monotonic(), ""
                await asyncio.sleep(SILENCE_EVERY_S)
        finally:
            connection.terminate()


async def mark_silence(connection: Connection) -> None:
    """Mark status tags of which nothing is known any more."""
    marked = await connection.fetchval(query("mark_silence"), timeout=TIMEOUT_S)
    if marked:
        logger.warning("nothing was heard of %d status tags in time: no_data", marked)


async def keep_house(connection: Connection) -> None:
    """Forget old questions and keys, and keep the partitions of samples."""
    done = await connection.fetchrow(query("keep_house"), timeout=TIMEOUT_S)
    if done is not None and done["changed_partitions"]:
        logger.info("made or dropped %d partitions of samples", done["changed_partitions"])
