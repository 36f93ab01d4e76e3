"""historian.mark_silence: where nobody tells a state any more, nothing is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from database.connect import Connection
from tests.sql.historian.counters import BAD, UNCERTAIN, add_connection, add_tag, second, store
from tests.sql.historian.silence import (
    connection_state,
    fetched_press,
    mark,
    marks,
    seen,
    states,
)
from tests.sql.support import Open, stand


async def test_who_is_seen_is_not_silent(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    assert await mark(connection, now=110) == 0
    assert (await connection_state(connection))["state"] == "connected"


async def test_a_silent_ingester_leaves_no_data(connection: Connection) -> None:
    """From when it was last seen: until then it would have told."""
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    assert await mark(connection, now=111) == 1
    assert await marks(tag) == [100]
    assert await states(connection) == [(second(0), "operational"), (second(100), "no_data")]


async def test_it_is_never_before_what_the_tag_said_last(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((130, 1))
    await mark(connection, now=150)
    assert await marks(tag) == [130.000001]


async def test_nothing_is_marked_twice(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    assert await mark(connection, now=111) == 1
    assert await mark(connection, now=116) == 0
    assert await marks(tag) == [100]


async def test_another_silence_is_marked_again(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    await mark(connection, now=111)
    await tag.showed((200, 2))
    await seen(connection, 210)
    assert await mark(connection, now=230) == 1
    assert await marks(tag) == [100, 210]


@pytest.mark.parametrize(("quality", "expected"), [(UNCERTAIN, 1), (BAD, 0)])
async def test_what_is_bad_already_needs_no_mark(
    connection: Connection, quality: int, expected: int
) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1, quality))
    assert await mark(connection, now=111) == expected


async def test_a_tag_that_never_said_anything_needs_no_mark(connection: Connection) -> None:
    await fetched_press(connection, seen_at=100)
    assert await mark(connection, now=111) == 0


async def test_only_status_tags_are_marked(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    others = [await add_tag(connection, role, tag.machine_id) for role in ("good", "value")]
    await store(connection, [(one.tag_id, 0, 1) for one in (tag, *others)])
    assert await mark(connection, now=111) == 1


async def test_its_connections_are_lost_and_say_why(connection: Connection) -> None:
    await fetched_press(connection, seen_at=100)
    await mark(connection, now=111)
    row = await connection_state(connection)
    assert (row["state"], row["since_at"], row["samples_per_s"]) == ("lost", second(100), 0)
    assert row["problem"] == (
        f'Nothing was heard from ingester "main" since {second(100):%Y-%m-%d %H:%M:%S} UTC.'
    )
    assert row["hint"] == 'Start it with "floorcast ingest --name main", and see why it ended.'


@pytest.mark.parametrize("state", ["failed", "disabled", "waiting"])
async def test_what_was_not_connected_is_not_lost(connection: Connection, state: str) -> None:
    await fetched_press(connection, seen_at=100)
    await connection.execute("update historian.connection_states set state = $1", state)
    await mark(connection, now=111)
    assert (await connection_state(connection))["state"] == state


async def test_ingesters_are_judged_apart(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    (machine_id,) = (await stand(connection, plant="B", line="B", machines=["B_1"])).ids
    hall = await add_connection(connection, "Hall 2", ingester="hall")
    other = await add_tag(connection, "status", machine_id, connection_id=hall)
    await other.showed((0, 1))
    await seen(connection, 115, "hall")
    assert await mark(connection, now=120) == 1
    assert await marks(other) == []
    await tag.showed((121, 1))
    assert await mark(connection, now=140, ingester="hall") == 1
    assert (await marks(tag), await marks(other)) == ([100], [115])


async def test_the_patience_can_be_chosen(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    assert await mark(connection, now=130, silent_s=60) == 0
    assert await mark(connection, now=130, silent_s=20) == 1


async def test_a_tag_that_is_silent_for_too_long_is_marked(connection: Connection) -> None:
    """Though its ingester lives: from when it should have been heard again."""
    tag = await fetched_press(connection, seen_at=1_000)
    await connection.execute("update floor.tags set silent_after_s = 30")
    await tag.showed((0, 1), (60, 1))
    assert await mark(connection, now=90) == 0
    await seen(connection, 91)
    assert await mark(connection, now=91) == 1
    assert await marks(tag) == [90]
    assert await mark(connection, now=96) == 0
    assert (await connection_state(connection))["state"] == "connected"
    await tag.showed((95, 1))
    assert await states(connection) == [
        (second(0), "operational"),
        (second(90), "no_data"),
        (second(95), "operational"),
    ]


async def test_a_device_whose_clock_lags_is_not_silent(connection: Connection) -> None:
    """It is heard by the server's clock, and marked by its own."""
    tag = await fetched_press(connection, seen_at=4_000)
    await connection.execute("update floor.tags set silent_after_s = 30")
    await tag.showed((0, 1))
    await connection.execute("update historian.samples set server_at = $1", second(3_600))
    assert await mark(connection, now=3_620) == 0
    assert await mark(connection, now=3_640) == 1
    assert await marks(tag) == [30]


async def test_without_a_limit_silence_means_no_change(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=80_000)
    await tag.showed((0, 1))
    assert await mark(connection, now=80_005) == 0


async def test_what_is_not_fetched_is_not_expected(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=1_000)
    await connection.execute("update floor.tags set silent_after_s = 30")
    await tag.showed((0, 1))
    await connection.execute("alter table floor.tags disable trigger user")
    await connection.execute("update floor.tags set is_enabled = false")
    assert await mark(connection, now=1_005) == 0


async def test_a_day_without_partition_gets_one(connection: Connection) -> None:
    """The database was away for weeks."""
    tag = await fetched_press(connection, seen_at=-20 * 86_400)
    day = second(-21 * 86_400).date()
    await connection.execute("select historian.ensure_partitions($1, $1)", day)
    await tag.showed((-21 * 86_400, 1))
    assert await mark(connection, now=0) == 1
    assert await marks(tag) == [-20 * 86_400]


async def test_two_servers_do_not_wait_for_each_other(
    committing: Connection, open_committing: Open
) -> None:
    tag = await fetched_press(committing, seen_at=100)
    await tag.showed((0, 1))
    other = await open_committing()
    async with committing.transaction():
        assert await mark(committing, now=111) == 1
        call = "select historian.mark_silence(10, null, $1)"
        assert await other.fetchval(call, second(111), timeout=30) == 0
    assert await mark(other, now=111) == 0


async def test_now_is_the_clock_of_the_server(connection: Connection) -> None:
    tag = await fetched_press(connection)
    await tag.showed((0, 1))
    await connection.execute("update historian.ingesters set seen_at = clock_timestamp()")
    assert await connection.fetchval("select historian.mark_silence()") == 0
    await connection.execute(
        "update historian.ingesters set seen_at = clock_timestamp() - $1::interval",
        timedelta(seconds=11),
    )
    assert await connection.fetchval("select historian.mark_silence()") == 1
