"""The drain: what became visible since a cursor, once, and as it is now."""

from __future__ import annotations

import asyncio
import random

from database.connect import Connection
from database.queries import query
from tests.sql.queries.reader import Key, Reader
from tests.sql.support import Open, minute, stand

SET_STATUS = (
    "update machine_feed_stream set status = $2, datetime = clock_timestamp()"
    " where machine_name = $1"
)
PRESS_1: Key = ("machines", "Press_1")
PRESS_2: Key = ("machines", "Press_2")


async def test_an_empty_drain_is_one_row_with_the_position(committing: Connection) -> None:
    # one snapshot for both: the server's own vacuum takes transactions too
    async with committing.transaction(isolation="repeatable_read"):
        snapshot = await committing.fetchval("select pg_current_snapshot()::text")
        rows = await committing.fetch(query("drain"), int(snapshot.split(":")[1]), [])
    assert [dict(row) for row in rows] == [
        {
            "snapshot": snapshot,
            "epoch_id": None,
            "trimmed_before": None,
            "topic": None,
            "key": None,
            "line": None,
            "machine": None,
            "row_json": None,
        }
    ]


async def test_it_names_the_epoch(committing: Connection) -> None:
    epoch = await committing.fetchval("select relay.ensure_epoch()")
    rows = await committing.fetch(query("drain"), 0, [])
    assert (rows[0]["epoch_id"], rows[0]["trimmed_before"]) == (str(epoch), "0")


async def test_a_change_arrives_once(committing: Connection, open_committing: Open) -> None:
    await stand(committing)
    reader = await Reader.start(await open_committing())
    await committing.execute(SET_STATUS, "Press_1", "down")
    assert await reader.drain() == {PRESS_1}
    assert '"status":"down"' in reader.rows[PRESS_1]
    assert await reader.drain() == set()


async def test_a_row_says_where_it_belongs(committing: Connection) -> None:
    await stand(committing)
    rows = await committing.fetch(query("drain"), 0, [])
    belongs = {(row["topic"], row["key"]): (row["line"], row["machine"]) for row in rows}
    assert belongs[PRESS_1] == ("Engine", "Press_1")
    assert belongs["config", "line/Engine"] == ("Engine", None)


async def test_many_changes_of_a_key_are_one_row(
    committing: Connection, open_committing: Open
) -> None:
    await stand(committing)
    reader = await Reader.start(await open_committing())
    for status in ("down", "warning", "operational"):
        await committing.execute(SET_STATUS, "Press_1", status)
    records = await reader.connection.fetch(query("drain"), reader.cursor.xmax, [])
    told = [record["row_json"] for record in records if record["topic"] == "machines"]
    assert len(told) == 1
    assert '"status":"operational"' in told[0]


async def test_a_late_commit_is_not_missed(committing: Connection, open_committing: Open) -> None:
    """A transaction that began before the cursor and commits after it."""
    await stand(committing)
    reader = await Reader.start(await open_committing())
    early = await open_committing()
    await early.execute("begin")
    await early.execute(SET_STATUS, "Press_1", "down")
    await committing.execute(SET_STATUS, "Press_2", "down")  # a younger one commits first
    assert await reader.drain() == {PRESS_2}
    await committing.execute(SET_STATUS, "Press_2", "warning")
    assert await reader.drain() == {PRESS_2}
    assert await reader.drain() == set()
    await early.execute("commit")
    assert await reader.drain() == {PRESS_1}
    assert await reader.drain() == set()


async def test_a_rolled_back_change_never_shows(
    committing: Connection, open_committing: Open
) -> None:
    await stand(committing)
    reader = await Reader.start(await open_committing())
    writer = await open_committing()
    await writer.execute("begin")
    await writer.execute(SET_STATUS, "Press_1", "down")
    assert await reader.drain() == set()
    await writer.execute("rollback")
    assert await reader.drain() == set()


async def test_what_is_gone_is_a_key_without_a_row(
    committing: Connection, open_committing: Open
) -> None:
    await stand(committing)
    reader = await Reader.start(await open_committing())
    await committing.execute("delete from floor.machines where machine_name = 'Press_1'")
    assert await reader.drain() == {PRESS_1, ("production", "Press_1"), ("oee", "Press_1")}
    assert PRESS_1 not in reader.rows
    assert PRESS_2 in reader.rows


async def test_what_changes_nothing_is_not_drained(
    committing: Connection, open_committing: Open
) -> None:
    await stand(committing)
    reader = await Reader.start(await open_committing())
    await committing.execute("update floor.machines set short_name = short_name")
    assert await reader.drain() == set()


async def test_half_a_transaction_is_never_seen(
    committing: Connection, open_committing: Open
) -> None:
    """Two machines always change together: no drain may find them apart."""
    await stand(committing)
    await committing.execute("update machine_feed_stream set status = 'down'")
    reader = await Reader.start(await open_committing())

    async def write() -> None:
        for turn in range(60):
            async with committing.transaction():
                for name in ("Press_1", "Press_2"):
                    await committing.execute(SET_STATUS, name, ["down", "warning"][turn % 2])

    writing = asyncio.create_task(write())
    drains = 0
    while not writing.done():
        changed = await reader.drain()
        assert changed in (set(), {PRESS_1, PRESS_2})
        drains += bool(changed)
        for status in ("down", "warning"):
            states = [f'"status":"{status}"' in reader.rows[key] for key in (PRESS_1, PRESS_2)]
            assert states in ([True, True], [False, False])
    await writing
    assert drains > 0


async def test_a_long_transaction_stalls_nobody(
    committing: Connection, open_committing: Open
) -> None:
    await stand(committing)
    reader = await Reader.start(await open_committing())
    long_running = await open_committing()
    await long_running.execute("begin")
    await long_running.execute(SET_STATUS, "Press_3", "down")
    for turn in range(10):
        await committing.execute(SET_STATUS, "Press_1", ["down", "warning"][turn % 2])
        assert await reader.drain() == {PRESS_1}
    await long_running.execute("commit")
    assert await reader.drain() == {("machines", "Press_3")}


async def test_only_changed_keys_are_worked_out(
    committing: Connection, open_committing: Open
) -> None:
    """A drain of one key must not read every live row of a large floor."""
    await stand(committing, machines=[f"Press_{number}" for number in range(500)])
    await committing.execute("truncate relay.change_log")
    await committing.execute(SET_STATUS, "Press_7", "down")
    await committing.execute("analyze")
    await committing.execute("set plan_cache_mode = force_generic_plan")
    await committing.execute(f"prepare drain as {query('drain')}")
    plan = await committing.fetchval(
        "explain (analyze, format json, costs off, timing off) execute drain ('0', '{}')"
    )
    assert '"Actual Rows": 500' not in plan
    assert '"Actual Rows": 500.00' not in plan


async def test_in_the_end_the_reader_knows_the_table(
    committing: Connection, open_committing: Open
) -> None:
    """Four writers at random, some rolled back, some held open, while the reader drains."""
    floor = await stand(committing)
    reader = await Reader.start(await open_committing())
    writers = [await open_committing() for _ in range(4)]
    writing = asyncio.gather(
        *(_write(writer, list(floor.machines), seed) for seed, writer in enumerate(writers))
    )
    while not writing.done():
        await reader.drain()
        await asyncio.sleep(0.001)
    await writing
    await reader.drain()
    rows = await committing.fetch("select topic, key, row_json from relay.live_rows")
    assert reader.rows == {(row["topic"], row["key"]): row["row_json"] for row in rows}
    assert not reader.is_too_old


async def _write(writer: Connection, names: list[str], seed: int) -> None:
    """One statement a transaction, with instants of its own."""
    chance = random.Random(seed)
    for turn in range(50):
        transaction = writer.transaction()
        await transaction.start()
        if chance.random() < 0.2:
            await writer.execute(
                "delete from floor.status_events where at < $1 and source = $2",
                minute(turn),
                f"writer {seed}",
            )
        else:
            await writer.execute(
                "insert into floor.status_events (machine_id, at, status, source)"
                " select machine_id, $2, $3, $4 from floor.machines where machine_name = any($1)",
                chance.sample(names, chance.randint(1, 2)),
                minute(turn + seed / 10),
                chance.choice(["operational", "warning", "down", "no_data"]),
                f"writer {seed}",
            )
        if chance.random() < 0.3:
            await asyncio.sleep(chance.random() / 50)  # held open while others go on
        if chance.random() < 0.25:
            await transaction.rollback()
        else:
            await transaction.commit()
