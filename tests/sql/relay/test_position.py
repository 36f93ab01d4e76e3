"""relay.position: always one row, in step with the statement that reads it."""

from __future__ import annotations

from database.connect import Connection


async def test_it_is_the_snapshot_and_the_epoch(connection: Connection) -> None:
    epoch = await connection.fetchval("select relay.ensure_epoch()")
    row = await connection.fetchrow(
        "select *, pg_current_snapshot()::text as now from relay.position"
    )
    assert row is not None
    assert row["snapshot"] == row["now"]
    assert row["epoch_id"] == str(epoch)
    assert row["trimmed_before"] == "0"


async def test_it_has_a_row_even_without_an_epoch(connection: Connection) -> None:
    await connection.execute("delete from relay.epoch")
    row = await connection.fetchrow("select * from relay.position")
    assert row is not None
    assert row["snapshot"]
    assert row["epoch_id"] is None
    assert row["trimmed_before"] is None
