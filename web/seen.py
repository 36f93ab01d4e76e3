"""The live state as one person may see it: the rows of their lines, and no others."""

from __future__ import annotations

from typing import Any

from auth import Identity
from realtime.state import LiveState

# what some topics take besides floor.see; their rows may belong to no line
RIGHTS = {"connections": "setup.see"}


def may_see(who: Identity, topic: str) -> bool:
    """Whether somebody may see anything of a topic at all."""
    return who.may(RIGHTS.get(topic, "floor.see"))


class SeenState:
    """What a page shows somebody. Holds nothing of its own."""

    def __init__(self, state: LiveState, who: Identity) -> None:
        self._state = state
        self._who = who

    @property
    def is_ready(self) -> bool:
        """Whether the database has been read at least once."""
        return self._state.is_ready

    @property
    def cursor(self) -> str:
        """Up to where the database has been read."""
        return self._state.cursor

    def rows(self, topic: str) -> list[dict[str, Any]]:
        """The rows of a topic they may see, in no particular order. Do not change them."""
        if not may_see(self._who, topic):
            return []
        rows, lines = self._state.rows(topic), self._who.seen_lines
        if lines is None:
            return rows
        return [row for row in rows if row.get("line") is None or row["line"].lower() in lines]
