"""The live rows in memory, each with the version it last changed at.

A version counts the drains that changed something. With it, anyone who knows a version
can be brought up to date in one step, however long they were away: what changed since is
every row with a higher version. A deleted row stays as a tombstone until everybody who
could ask has been told.
"""

from __future__ import annotations

import json
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from realtime.cursor import Cursor

REMEMBERED_CURSORS = 2_000
REMEMBERED_DELETIONS = 10_000


class LiveRow(NamedTuple):
    """One row as the database shows it now; ``json`` is None where there is none any more."""

    topic: str
    key: str
    line: str | None
    machine: str | None
    json: str | None


@dataclass(slots=True)
class Entry:
    """A row in memory. ``places`` are all (line, machine) it ever belonged to."""

    row: LiveRow
    version: int
    places: frozenset[tuple[str | None, str | None]]


class Known(NamedTuple):
    """What the holder of a cursor has: the state of a version, but for some keys."""

    version: int
    but_for: frozenset[tuple[str, str]] = frozenset()


class LiveState:
    """What every screen shows, in step with the database up to ``cursor``."""

    def __init__(self) -> None:
        self.version = 0
        self.cursor = ""
        self.position: Cursor | None = None
        self._entries: dict[tuple[str, str], Entry] = {}
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._deletions: deque[tuple[str, str]] = deque()
        self._oldest_version = 0
        self._parsed: dict[str, tuple[int, list[dict[str, Any]]]] = {}

    @property
    def is_ready(self) -> bool:
        """Whether the database has been read at least once."""
        return self.position is not None

    def rows(self, topic: str) -> list[dict[str, Any]]:
        """The rows of a topic as dictionaries, in no particular order. Do not change them."""
        version, rows = self._parsed.get(topic, (-1, []))
        if version != self.version:
            rows = [json.loads(text) for text in self.texts(topic)]
            self._parsed[topic] = (self.version, rows)
        return rows

    def texts(self, topic: str) -> Iterator[str]:
        """The rows of a topic as JSON text."""
        return (
            entry.row.json
            for entry in self._entries.values()
            if entry.row.topic == topic and entry.row.json is not None
        )

    def entries(self) -> Iterable[Entry]:
        """Every row in memory, tombstones included."""
        return self._entries.values()

    def replace(self, rows: Iterable[LiveRow], position: Cursor) -> None:
        """Start over: what anyone knew before is worth nothing."""
        self.version += 1
        self._entries = {
            (row.topic, row.key): Entry(row, self.version, frozenset({(row.line, row.machine)}))
            for row in rows
        }
        self._known.clear()
        self._deletions.clear()
        self._oldest_version = self.version
        self.move_to(position)

    def apply(self, rows: Iterable[LiveRow], position: Cursor) -> list[Entry]:
        """Take over changed rows; returns those that really differ. One call is one version."""
        changed = []
        for row in rows:
            key = (row.topic, row.key)
            entry = self._entries.get(key)
            if row.json is None and (entry is None or entry.row.json is None):
                continue
            if entry is None:
                places = frozenset({(row.line, row.machine)})
                entry = self._entries[key] = Entry(row, 0, places)
            elif entry.row == row:
                continue
            elif row.json is None:
                entry.row = row._replace(line=entry.row.line, machine=entry.row.machine)
                self._deletions.append(key)
            else:
                entry.row = row
                entry.places |= {(row.line, row.machine)}
            changed.append(entry)
        if changed:
            self.version += 1
            for entry in changed:
                entry.version = self.version
            self._forget_deletions()
        self.move_to(position)
        return changed

    def reconcile(self, rows: Iterable[LiveRow], position: Cursor) -> list[Entry]:
        """Take over a complete reading; returns what nobody had announced."""
        complete = {(row.topic, row.key): row for row in rows}
        gone = [
            LiveRow(*key, None, None, None)
            for key, entry in self._entries.items()
            if key not in complete and entry.row.json is not None
        ]
        return self.apply([*complete.values(), *gone], position)

    def move_to(self, position: Cursor) -> None:
        """Note that the state is in step with the database up to here."""
        self.position = position
        self.cursor = str(position)
        self.remember(self.cursor, Known(self.version))

    def remember(self, cursor: str, known: Known) -> None:
        """Note what the holder of a cursor has, so that it can be brought up to date."""
        self._known[cursor] = known
        while len(self._known) > REMEMBERED_CURSORS:
            self._known.popitem(last=False)

    def known_to(self, cursor: str) -> Known | None:
        """What the holder of that cursor has; None where this server cannot tell."""
        known = self._known.get(cursor)
        return known if known is not None and self.reaches_back_to(known.version) else None

    def reaches_back_to(self, version: int) -> bool:
        """Whether all that changed since that version is still in memory."""
        return version >= self._oldest_version

    def changed_since(self, known: Known) -> list[Entry]:
        """Every row, and every tombstone, that the holder does not have."""
        return [
            entry
            for key, entry in self._entries.items()
            if entry.version > known.version or key in known.but_for
        ]

    def _forget_deletions(self) -> None:
        while len(self._deletions) > REMEMBERED_DELETIONS:
            key = self._deletions.popleft()
            entry = self._entries.get(key)
            if entry is not None and entry.row.json is None:
                self._oldest_version = max(self._oldest_version, entry.version)
                del self._entries[key]
