"""Words the tests of silent ingesters are written in: who was seen when, and what tags said."""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg

from database.connect import Connection
from tests.sql.historian.counters import Counter, add_tag, second
from tests.sql.support import stand

TIMEOUT = 2_148_139_008


async def fetched_press(connection: Connection, seen_at: float = 100) -> Counter:
    """A machine whose state is told by a connected PLC; its ingester was seen that second."""
    floor = await stand(connection, machines=["Press_1"])
    tag = await add_tag(connection, "status", floor.ids[0])
    await connection.execute(
        "insert into floor.tag_states (tag_id, raw_value, status)"
        " values ($1, '1', 'operational'), ($1, '2', 'down')",
        tag.tag_id,
    )
    await seen(connection, seen_at)
    await connection.execute(
        "insert into historian.connection_states (connection_id, state, samples_per_s)"
        " select connection_id, 'connected', 3 from floor.connections"
    )
    return tag


async def seen(connection: Connection, at: float, ingester: str = "main") -> None:
    """The ingester gave a sign of life that second, for the last time."""
    await connection.execute(
        "insert into historian.ingesters (ingester, started_at, seen_at) values ($1, $2, $3)"
        " on conflict (ingester) do update set seen_at = excluded.seen_at",
        *(ingester, second(-1_000), second(at)),
    )


async def mark(
    connection: Connection, now: float, ingester: str | None = None, silent_s: float = 10
) -> int:
    """Mark silence as of that second; how many tags it concerned."""
    return int(
        await connection.fetchval(
            "select historian.mark_silence($1, $2, $3)", silent_s, ingester, second(now)
        )
    )


async def marks(tag: Counter) -> list[float]:
    """Seconds at which nothing was heard in time."""
    rows = await tag.connection.fetch(
        "select at from historian.samples where tag_id = $1 and quality = $2 order by at",
        *(tag.tag_id, TIMEOUT),
    )
    return [(row["at"] - second(0)) / timedelta(seconds=1) for row in rows]


async def states(connection: Connection) -> list[tuple[datetime, str]]:
    """What the machine did."""
    rows = await connection.fetch("select at, status from floor.status_events order by at")
    return [(row["at"], row["status"]) for row in rows]


async def connection_state(connection: Connection) -> asyncpg.Record:
    """How the connection fares."""
    row = await connection.fetchrow("select * from historian.connection_states")
    assert row is not None
    return row
