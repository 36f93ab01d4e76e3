"""Words for tests of connections: what an ingester would write, and answers it would give."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import asyncpg
import httpx

from database.connect import Connection, connector

SCHEMA = {
    "properties": {
        "url": {"type": "string", "examples": ["opc.tcp://192.168.0.10:4840"]},
        "user_name": {"type": "string"},
        "password": {"anyOf": [{"type": "string", "writeOnly": True}, {"type": "null"}]},
    },
    "required": ["url"],
}
URL = "opc.tcp://192.168.0.10:4840"
SECRET = "hunter2-äß"

Probe: TypeAlias = asyncpg.Record
Answer: TypeAlias = dict[str, Any] | None


async def forget_connections(floor: Connection) -> None:
    """Neither connections nor programs that know them."""
    # not by truncate: the server reads them
    for table in ("floor.tags", "historian.samples", "historian.dead_letters", "historian.probes",
                  "floor.connections", "historian.ingesters", "historian.connectors"):  # fmt: skip
        await floor.execute(f"delete from {table}")


async def describe_opcua(floor: Connection) -> None:
    """What an ingester notes of a protocol when it starts."""
    await floor.execute(
        "insert into historian.connectors (protocol, title, description, config_schema, can_browse)"
        " values ('opcua', 'OPC UA', 'PLCs.', $1, true)",
        json.dumps(SCHEMA),
    )


async def show_alive(floor: Connection, ingester: str = "main", *, seen_s_ago: float = 0) -> None:
    """An ingester reports itself."""
    await floor.execute(
        "insert into historian.ingesters (ingester, started_at, seen_at)"
        " values ($1, now(), clock_timestamp() - make_interval(secs => $2))"
        " on conflict (ingester) do update set seen_at = excluded.seen_at",
        ingester,
        seen_s_ago,
    )


@dataclass
class FakeIngester:
    """Takes questions as an ingester would, and notes them."""

    answer: Callable[[Probe], Answer]
    taken: list[Probe] = field(default_factory=list)

    async def serve(self, connection: Connection) -> None:
        """Answer until cancelled; where ``answer`` gives None, never."""
        while True:
            rows = await connection.fetch(
                "select * from historian.probes where taken_at is null order by asked_at"
            )
            for row in rows:
                self.taken.append(row)
                await connection.execute(
                    "update historian.probes set taken_at = clock_timestamp(), secrets = null"
                    " where probe_id = $1",
                    row["probe_id"],
                )
                answer = self.answer(row)
                if answer is not None:
                    await connection.execute(
                        "update historian.probes"
                        " set answered_at = clock_timestamp(), answer = $2 where probe_id = $1",
                        row["probe_id"],
                        json.dumps(answer),
                    )
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def answering(
    url: str, answer: Callable[[Probe], Answer] = lambda _: {}
) -> AsyncIterator[FakeIngester]:
    """An ingester named main that answers so."""
    connection = await connector(url, "ingester")()
    await show_alive(connection)
    ingester = FakeIngester(answer)
    task = asyncio.create_task(ingester.serve(connection))
    try:
        yield ingester
    finally:
        task.cancel()
        await asyncio.wait([task])
        connection.terminate()
        if not task.cancelled() and task.exception():
            raise task.exception()  # type: ignore[misc]


async def add(client: httpx.AsyncClient, name: str = "Press shop", **more: Any) -> dict[str, Any]:
    """Make a connection, and return its row."""
    body = {"name": name, "protocol": "opcua", "config": {"url": URL}, **more}
    answer = await client.post("/api/connections", json=body)
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()
    return row
