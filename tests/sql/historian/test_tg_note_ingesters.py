"""historian.tg_note_ingesters: ingesters hear of changes they work by."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from database.connect import Connection
from tests.sql.historian.states import usual
from tests.sql.support import Open, stand


@asynccontextmanager
async def hearing(connection: Connection) -> AsyncIterator[list[str]]:
    """Payloads on floor_ingest while the block runs."""
    heard: list[str] = []
    await connection.add_listener("floor_ingest", lambda *message: heard.append(str(message[3])))
    yield heard


async def heard_all(connection: Connection) -> None:
    """Return once all messages of transactions that committed before have come."""
    done = asyncio.Event()
    await connection.add_listener("test_done", lambda *_: done.set())
    await connection.execute("notify test_done")
    await asyncio.wait_for(done.wait(), 10)


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("insert into floor.connections (connection_name, protocol) values ('B', 'opcua')", ["c"]),
        ("update floor.connections set reloaded_at = clock_timestamp()", ["c"]),
        ("update floor.connections set config = config", []),
        ("update floor.connections set is_enabled = false where false", []),
        ("delete from floor.connections where connection_name = 'none'", []),
        ("insert into floor.connection_secrets select connection_id, 'user', 'x'"
         " from floor.connections", ["connection_secrets"]),
        ("update floor.connection_secrets set secret_value = 'y'", ["connection_secrets"]),
        ("update floor.connection_secrets set secret_value = secret_value", []),
        ("delete from floor.connection_secrets", ["connection_secrets"]),
        ("update floor.tags set deadband = 2", ["tags"]),
        ("update floor.tags set deadband = deadband", []),
        ("delete from floor.tags", ["tags"]),
        ("insert into floor.tags (connection_id, address, tag_name)"
         " select connection_id, 'a' || n, 'A' from floor.connections, generate_series(1, 9) n",
         ["tags"]),
        ("insert into floor.tags (connection_id, address, tag_name)"
         " select connection_id, 'a', 'A' from floor.connections where false", []),
        ("insert into historian.probes (probe_kind, protocol) values ('test', 'opcua')",
         ["probes"]),
        ("update historian.probes set taken_at = now()", []),
        ("delete from historian.probes", []),
        ("delete from floor.connections", ["c", "connection_secrets", "tags", ]),
    ],
)  # fmt: skip
async def test_they_hear_which_table_changed(
    committing: Connection, open_committing: Open, statement: str, tables: list[str]
) -> None:
    await usual(committing, (await stand(committing)).ids[0], "status")
    await committing.execute(
        "insert into floor.connection_secrets select connection_id, 'password', 'x'"
        " from floor.connections;"
        "insert into historian.probes (probe_kind, protocol) values ('check', 'opcua')"
    )
    listener = await open_committing()
    async with hearing(listener) as heard:
        await committing.execute(statement)
        await heard_all(listener)
    assert sorted(heard) == sorted("connections" if table == "c" else table for table in tables)
