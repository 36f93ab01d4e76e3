"""relay.note_change: keys into the log, and a message that can never fail the writer."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import Open, listening, minute, noted_keys, stand

NOTE = "select relay.note_change($1, $2)"


async def test_keys_are_logged_and_announced(committing: Connection, open_committing: Open) -> None:
    async with listening(await open_committing()) as listener:
        await committing.execute(NOTE, "orders", ["1", "2"])
        assert await listener.heard() == [{"topic": "orders", "count": 2, "keys": ["1", "2"]}]
    assert await noted_keys(committing) == {("orders", "1"), ("orders", "2")}


async def test_the_log_names_the_transaction(committing: Connection) -> None:
    async with committing.transaction():
        async with committing.transaction():  # a savepoint does not count
            await committing.execute(NOTE, "orders", ["1"])
        current = await committing.fetchval("select pg_current_xact_id()")
    assert await committing.fetchval("select xid from relay.change_log") == current


async def test_no_keys_say_nothing(committing: Connection, open_committing: Open) -> None:
    async with listening(await open_committing()) as listener:
        await committing.execute(NOTE, "orders", [])
        await committing.execute(NOTE, "orders", None)
        assert await listener.heard() == []
    assert await noted_keys(committing) == set()


async def test_many_keys_are_one_short_message(
    committing: Connection, open_committing: Open
) -> None:
    keys = [f"key {number}" for number in range(5000)]
    async with listening(await open_committing()) as listener:
        await committing.execute(NOTE, "orders", keys)
        assert await listener.heard() == [{"topic": "orders", "count": 5000}]
    assert await noted_keys(committing) == {("orders", key) for key in keys}


async def test_the_longest_payload_still_fits(
    committing: Connection, open_committing: Open
) -> None:
    """On both sides of the limit, in bytes rather than characters."""
    async with listening(await open_committing()) as listener:
        for length in range(3900, 3960):
            await committing.execute(NOTE, "orders", ["ß" * length])
        messages = await listener.heard()
    assert [message["count"] for message in messages] == [1] * 60
    assert "keys" in messages[0]
    assert "keys" not in messages[-1]
    assert max(len(payload.encode()) for payload in listener.payloads) <= 7900


async def test_any_key_is_valid_json(committing: Connection, open_committing: Open) -> None:
    keys = ['"quoted"', "back\\slash", "line\nbreak", "机器", "'"]
    async with listening(await open_committing()) as listener:
        await committing.execute(NOTE, "orders", keys)
        assert (await listener.heard())[0]["keys"] == keys


async def test_a_status_change_is_announced_once(
    committing: Connection, open_committing: Open
) -> None:
    """What a third program hears when it listens: topic, count and key."""
    floor = await stand(committing)
    async with listening(await open_committing()) as listener:
        await committing.execute(
            "update machine_feed_stream set status = 'down', datetime = $1"
            " where machine_name = 'Press_1'",
            minute(0),
        )
        await committing.execute(
            "insert into floor.status_events (machine_id, at, status)"
            " select machine_id, $2, 'warning' from unnest($1::int[]) as listed (machine_id)",
            floor.ids,
            minute(1),
        )
        heard = await listener.heard()
    assert {"topic": "machines", "count": 1, "keys": ["Press_1"]} in heard
    assert all(set(message["keys"]) <= set(floor.machines) for message in heard)


async def test_ten_thousand_rows_never_fail_the_writer(
    committing: Connection, open_committing: Open
) -> None:
    names = [f"Machine_with_a_rather_long_name_{number:05}" for number in range(10_000)]
    async with listening(await open_committing()) as listener:
        floor = await stand(committing, machines=names)
        await committing.execute(
            "insert into floor.status_events (machine_id, at, status)"
            " select machine_id, $2, 'down' from unnest($1::int[]) as listed (machine_id)",
            floor.ids,
            minute(0),
        )
        heard = await listener.heard()
    assert {"topic": "machines", "count": 10_000} in heard
    assert max(len(payload) for payload in listener.payloads) < 8000
    noted = await noted_keys(committing)
    assert {key for topic, key in noted if topic == "machines"} == set(names)
