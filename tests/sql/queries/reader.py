"""A reader of the change log, as plain as it can be: a cursor and the rows it knows.

It tells which machines came; that stops follow from the same changes is tested elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from database.connect import Connection
from database.queries import query
from realtime.cursor import Cursor

Key = tuple[str, str]


@dataclass
class Reader:
    """Drains the log and applies what it finds, like a screen does."""

    connection: Connection
    cursor: Cursor
    rows: dict[Key, str] = field(default_factory=dict)
    is_too_old: bool = False

    @classmethod
    async def start(cls, connection: Connection) -> Self:
        """Read everything once, with the position it was read at."""
        await connection.execute("select relay.ensure_epoch()")
        records = await connection.fetch(query("live_rows"))
        reader = cls(connection, Cursor.of(records[0]["epoch_id"], records[0]["snapshot"]))
        for record in records:
            if record["topic"] is not None:
                reader.rows[record["topic"], record["key"]] = record["row_json"]
        return reader

    async def drain(self) -> set[Key]:
        """Take over what became visible since the cursor; returns the keys that came."""
        records = await self.connection.fetch(
            query("drain"), self.cursor.xmax, list(self.cursor.running)
        )
        assert records, "a drain always carries its position"
        now = Cursor.of(records[0]["epoch_id"], records[0]["snapshot"])
        self.is_too_old = not self.cursor.is_served_by(now, int(records[0]["trimmed_before"]))
        self.cursor = now
        changed = {
            (record["topic"], record["key"]): record["row_json"]
            for record in records
            if record["topic"] is not None
        }
        for key, row_json in changed.items():
            if row_json is None:
                self.rows.pop(key, None)
            else:
                self.rows[key] = row_json
        return {key for key in changed if key[0] != "stops"}
