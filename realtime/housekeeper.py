"""Keep the house, on a clock: open the work orders that are due, mark who fell silent, forget
what is old, make room for tomorrow.

All it does is call functions of the database that anybody may call. Several servers do no
harm: the functions take turns, and do nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
from time import monotonic

import asyncpg

from database.connect import Connect, Connection
from database.queries import query

logger = logging.getLogger(__name__)

DUE_EVERY_S = 2.0
# maintenance plans are looked through in less of a hurry than stops
PLANS_EVERY_S = 60.0
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
            plans_at = monotonic()
            silence_at = house_at = plans_at + PATIENCE_S
            while True:
                if monotonic() >= silence_at:
                    await mark_silence(connection)  # first: nothing else may hold it up
                    silence_at = monotonic() + SILENCE_EVERY_S
                is_turn_of_plans = monotonic() >= plans_at
                problem = await self._open_due_work(connection, is_turn_of_plans)
                if is_turn_of_plans:
                    plans_at = monotonic() + PLANS_EVERY_S
                if monotonic() >= house_at:
                    await keep_house(connection)
                    house_at = monotonic() + HOUSE_EVERY_S
                self.worked_at, self.problem = monotonic(), problem
                await asyncio.sleep(min(DUE_EVERY_S, max(silence_at - monotonic(), 0)))
        finally:
            connection.terminate()

    async def _open_due_work(self, connection: Connection, with_plans: bool) -> str:
        """What went wrong, if anything: silence is to be noticed all the same."""
        try:
            await open_due_work(connection, with_plans)
        except asyncpg.PostgresError as error:
            problem = f"work orders are not opened: {error}"
            if problem != self.problem:
                logger.warning("%s", problem)
            return problem
        return ""


async def open_due_work(connection: Connection, with_plans: bool = True) -> None:
    """Open the work orders that rules ask for, and those of maintenance plans if that is wanted."""
    opened = await connection.fetchval(query("open_due_work"), with_plans, timeout=TIMEOUT_S)
    if opened:
        logger.info("opened %d work orders by rules and plans", opened)


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
    forgotten = await connection.fetchval(query("audit_forget"), timeout=TIMEOUT_S)
    if forgotten:
        logger.info("forgot %d rows of the audit: they were older than it is kept", forgotten)
