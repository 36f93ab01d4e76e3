"""relay.ensure_epoch: one name for one life of the change log."""

from __future__ import annotations

import asyncio

from database.connect import Connection
from tests.sql.support import Open

EPOCH = "select relay.ensure_epoch()"


async def test_it_is_drawn_once(connection: Connection) -> None:
    first = await connection.fetchval(EPOCH)
    assert first is not None
    assert await connection.fetchval(EPOCH) == first
    assert await connection.fetchval("select count(*) from relay.epoch") == 1


async def test_after_a_crash_it_is_another(connection: Connection) -> None:
    """A crash leaves the unlogged table empty."""
    first = await connection.fetchval(EPOCH)
    await connection.execute("truncate relay.epoch, relay.change_log, relay.horizons")
    assert await connection.fetchval(EPOCH) != first


async def test_log_and_epoch_are_lost_together(connection: Connection) -> None:
    kinds = await connection.fetch(
        "select distinct relpersistence::text from pg_class"
        " where relkind = 'r' and relnamespace = 'relay'::regnamespace"
    )
    assert [kind["relpersistence"] for kind in kinds] == ["u"]


async def test_servers_that_start_at_once_agree(open_committing: Open) -> None:
    servers = [await open_committing() for _ in range(4)]
    drawn = await asyncio.gather(*(server.fetchval(EPOCH) for server in servers))
    assert None not in drawn
    assert len(set(drawn)) == 1
