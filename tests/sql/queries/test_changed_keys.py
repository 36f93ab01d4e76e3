"""changed_keys: the same keys as the drain, without their rows."""

from __future__ import annotations

from database.connect import Connection
from database.queries import query
from tests.sql.support import Open, stand


async def test_it_finds_what_the_drain_finds(committing: Connection, open_committing: Open) -> None:
    await stand(committing)
    early = await open_committing()
    await early.execute("begin")
    await early.execute("update floor.machines set map_y = 5 where machine_name = 'Press_1'")
    await committing.execute("update floor.machines set map_y = 5 where machine_name = 'Press_2'")
    snapshot = await committing.fetchval("select pg_current_snapshot()::text")
    _, xmax, running = snapshot.split(":")
    await early.execute("commit")
    await committing.execute("update floor.lines set sort_order = 1")
    position = int(xmax), [int(xid) for xid in running.split(",")]
    drained = await committing.fetch(query("drain"), *position)
    keys = await committing.fetch(query("changed_keys"), *position)
    names = ("snapshot", "epoch_id", "trimmed_before", "topic", "key")
    assert {tuple(row) for row in keys} == {tuple(row[name] for name in names) for row in drained}
    found = {(row["topic"], row["key"]) for row in keys}
    assert {("machines", "Press_1"), ("config", "line/Engine")} <= found


async def test_nothing_new_is_one_row_with_the_position(committing: Connection) -> None:
    snapshot = await committing.fetchval("select pg_current_snapshot()::text")
    rows = await committing.fetch(query("changed_keys"), int(snapshot.split(":")[1]), [])
    assert [tuple(row) for row in rows] == [(snapshot, None, None, None, None)]
