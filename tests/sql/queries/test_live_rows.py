"""live_rows: everything a screen can show, with the position it was read at."""

from __future__ import annotations

from database.connect import Connection
from database.queries import query
from tests.sql.support import stand


async def test_it_carries_rows_and_position(committing: Connection) -> None:
    await stand(committing)
    epoch = await committing.fetchval("select relay.ensure_epoch()")
    # one snapshot for both: the server's own vacuum takes transactions too
    async with committing.transaction(isolation="repeatable_read"):
        snapshot = await committing.fetchval("select pg_current_snapshot()::text")
        rows = await committing.fetch(query("live_rows"))
    assert {(row["snapshot"], row["epoch_id"], row["trimmed_before"]) for row in rows} == {
        (snapshot, str(epoch), "0")
    }
    expected = await committing.fetch(
        "select topic, key, line, machine, row_json from relay.live_rows"
    )
    names = ("topic", "key", "line", "machine", "row_json")
    assert {tuple(row[name] for name in names) for row in rows} == {tuple(row) for row in expected}


async def test_an_empty_floor_is_one_row_with_the_position(committing: Connection) -> None:
    rows = await committing.fetch(query("live_rows"))
    assert len(rows) == 1
    assert (rows[0]["topic"], rows[0]["epoch_id"]) == (None, None)
