"""What to fetch: floor.connections with secrets and tags, as rows say it to an ingester."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from database.connect import Connection
from database.queries import query
from ingest.contract import Sample, Tag

STATEMENT_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """One connection as it is to be.

    ``is_ours``: this ingester is to run it. ``tags`` are those to fetch, ``idle_tag_ids`` the
    others it has. ``seen_at``: when its device was last heard from, as far as is reported.
    """

    connection_id: int
    connection_name: str
    protocol: str
    config: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)
    is_ours: bool
    is_enabled: bool
    reloaded_at: datetime
    tags: tuple[Tag, ...]
    idle_tag_ids: frozenset[int] = frozenset()
    seen_at: datetime | None = None

    @property
    def is_to_run(self) -> bool:
        """Whether this ingester is to connect it."""
        return self.is_ours and self.is_enabled

    @property
    def tag_ids(self) -> frozenset[int]:
        """Keys of the tags to fetch."""
        return frozenset(tag.tag_id for tag in self.tags)

    def is_served_by(self, session: Wanted) -> bool:
        """Whether a session opened for that one will do: names, roles and scales may differ."""
        return self._of_session() == session._of_session()

    def _of_session(self) -> tuple[object, ...]:
        tags = frozenset((tag.tag_id, tag.address, tag.deadband) for tag in self.tags)
        return (
            self.protocol,
            self.config,
            self.secrets,
            self.is_to_run,
            self.reloaded_at,
            tags,
        )


async def read(connection: Connection, ingester: str, running: Iterable[int]) -> dict[int, Wanted]:
    """The connections of an ingester, and those it runs that are now another one's.

    One that is missing has been deleted.
    """
    rows = await connection.fetch(
        query("ingest_connections"), ingester, list(running), timeout=STATEMENT_TIMEOUT_S
    )
    return {row["connection_id"]: _wanted(row) for row in rows}


async def newest_samples(connection: Connection, tag_ids: Sequence[int]) -> list[Sample]:
    """The newest stored sample of each tag that has any."""
    rows = await connection.fetch(
        query("ingest_newest"), list(tag_ids), timeout=STATEMENT_TIMEOUT_S
    )
    return [
        Sample(row["tag_id"], row["at"], row["value"], row["text_value"], row["quality"])
        for row in rows
    ]


def _wanted(row: asyncpg.Record) -> Wanted:
    tags = json.loads(row["tags"])
    return Wanted(
        row["connection_id"],
        row["connection_name"],
        row["protocol"],
        json.loads(row["config"]),
        json.loads(row["secrets"]),
        row["is_ours"],
        row["is_enabled"],
        row["reloaded_at"],
        tuple(
            Tag(tag["tag_id"], tag["address"], tag["tag_name"], tag["deadband"])
            for tag in tags
            if tag["is_enabled"]
        ),
        frozenset(tag["tag_id"] for tag in tags if not tag["is_enabled"]),
        row["seen_at"],
    )
