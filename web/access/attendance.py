"""Whose sockets are open, and whether they still may be.

Somebody who logged out, was retired, or got other rights must not be told more on a connection
that was opened before. All who are connected are looked up in one statement, each person once,
however many browsers they have.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeAlias

import asyncpg

import auth
from auth import Identity
from database.connect import Pool
from database.queries import query
from settings import Settings
from web.access.gate import AWAY, UNASKED

logger = logging.getLogger(__name__)

EVERY_S = 5.0
ENDED = 4401
COME_AGAIN = 1012
CHANGED = "rights changed"  # static/js/live.js starts over then

End: TypeAlias = Callable[[int, str], None]


class Attendance:
    """The open sockets, by who opened them."""

    def __init__(self, settings: Settings) -> None:
        self._idle = timedelta(hours=settings.session_idle_hours)
        self._present: dict[Identity, set[End]] = {}

    @contextmanager
    def of(self, who: Identity, end: End) -> Iterator[None]:
        """While a socket is open. ``end`` closes it with a code and a reason."""
        self._present.setdefault(who, set()).add(end)
        try:
            yield
        finally:
            ends = self._present[who]
            ends.discard(end)
            if not ends:
                del self._present[who]

    async def run(self, pool: Pool) -> None:
        """Until cancelled: look who may stay. While the database is away everybody may."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look(pool)
            except AWAY as error:
                logger.info("cannot tell who may stay: %s: %s", type(error).__name__, error)

    async def look(self, pool: Pool) -> None:
        """Close the sockets of those who may not stay, or may see something else now."""
        present = list(self._present)
        if not present:
            return
        rows = await pool.fetch(
            query("access_present"),
            [who.person_id for who in present],
            [who.session_id for who in present],
            [who.token_id for who in present],
            self._idle,
        )
        for row in rows:
            who = present[row["position"] - 1]
            verdict = _verdict(who, row)
            if verdict is not None:
                for end in tuple(self._present.get(who, ())):
                    end(*verdict)


def _verdict(who: Identity, row: asyncpg.Record) -> tuple[int, str] | None:
    if who == UNASKED:
        return COME_AGAIN, CHANGED
    if not row["is_valid"] or row["identity"] is None:
        return ENDED, "ended"
    now = auth.identity(row["identity"])
    return (COME_AGAIN, CHANGED) if now.rights != who.rights else None
