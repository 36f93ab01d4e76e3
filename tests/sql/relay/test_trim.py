"""relay.trim forgets what every cursor has seen, and nothing else."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from database.connect import Connection
from tests.sql.queries.reader import Reader
from tests.sql.support import Open, forget_changes, noted_keys

AT_ONCE = timedelta()
NOTE = "select relay.note_change('orders', $1)"
TRIM = "select relay.trim($1)"
# entries that stay as long as an older transaction runs
HELD = "select count(*) from relay.change_log where xid >= pg_snapshot_xmin(pg_current_snapshot())"


async def note(connection: Connection, *keys: str) -> None:
    """Note keys, and wait until they may go: the server's own analyze takes transactions, too."""
    await connection.execute(NOTE, list(keys))
    while await connection.fetchval(HELD):
        await asyncio.sleep(0.001)


async def test_young_entries_stay(committing: Connection) -> None:
    await committing.execute(NOTE, ["1"])
    assert await committing.fetchval("select relay.trim()") == 0
    assert await noted_keys(committing) == {("orders", "1")}


async def test_old_entries_go(committing: Connection) -> None:
    await note(committing, "1", "2")
    assert await committing.fetchval(TRIM, AT_ONCE) == 2
    assert await noted_keys(committing) == set()
    assert await committing.fetchval(TRIM, AT_ONCE) == 0


async def test_age_counts_from_a_horizon_taken_earlier(committing: Connection) -> None:
    await note(committing, "before")
    await committing.execute(TRIM, timedelta(hours=1))  # takes a horizon, deletes nothing
    await committing.execute(NOTE, ["after"])
    await committing.execute("update relay.horizons set taken_at = taken_at - interval '2 hours'")
    assert await committing.fetchval(TRIM, timedelta(hours=1)) == 1
    assert await noted_keys(committing) == {("orders", "after")}


async def test_a_transaction_still_open_keeps_its_entries(
    committing: Connection, open_committing: Open
) -> None:
    """However old they are: they become visible when it commits."""
    reader = await Reader.start(await open_committing())
    writer = await open_committing()
    await writer.execute("begin")
    await writer.execute(NOTE, ["late"])
    await committing.execute(NOTE, ["prompt"])
    assert await reader.drain() == {("orders", "prompt")}
    for _ in range(3):
        await committing.execute(TRIM, AT_ONCE)
        await committing.execute(NOTE, ["more"])
        await reader.drain()
    await writer.execute("commit")
    assert await reader.drain() == {("orders", "late")}
    assert not reader.is_too_old


async def test_a_cursor_that_missed_something_can_tell(
    committing: Connection, open_committing: Open
) -> None:
    reader = await Reader.start(await open_committing())
    await note(committing, "missed")
    await committing.execute(TRIM, AT_ONCE)
    assert await reader.drain() == set()
    assert reader.is_too_old


async def test_a_cursor_that_missed_nothing_is_still_good(
    committing: Connection, open_committing: Open
) -> None:
    reader = await Reader.start(await open_committing())
    await committing.execute(NOTE, ["seen"])
    assert await reader.drain() == {("orders", "seen")}
    await committing.execute(TRIM, timedelta(hours=1))
    await reader.drain()
    assert not reader.is_too_old


async def test_two_servers_do_not_wait_for_each_other(
    committing: Connection, open_committing: Open
) -> None:
    await committing.execute(NOTE, ["1"])
    other = await open_committing()
    async with other.transaction():
        await other.execute(TRIM, AT_ONCE)
        assert await committing.fetchval(TRIM, AT_ONCE, timeout=30) == 0


async def test_horizons_do_not_pile_up(committing: Connection) -> None:
    for _ in range(20):
        await committing.execute(NOTE, ["1"])
        await committing.execute(TRIM, AT_ONCE)
    assert await committing.fetchval("select count(*) from relay.horizons") <= 2
    await forget_changes(committing)
