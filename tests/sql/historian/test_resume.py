"""historian.resume: what was said of an ingester that was alive after all is taken back."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.counters import second
from tests.sql.historian.silence import TIMEOUT, fetched_press, mark, marks, seen, states

RESUME = "select historian.resume($1, $2)"


async def test_only_the_database_was_away(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    await mark(connection, now=200)
    assert [status for _, status in await states(connection)] == ["operational", "no_data"]
    assert await connection.fetchval(RESUME, "main", second(50)) == 1
    assert await marks(tag) == []
    assert await states(connection) == [(second(0), "operational")]


async def test_what_was_said_before_it_started_stays(connection: Connection) -> None:
    """Then it was another process, or none."""
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    await mark(connection, now=200)
    assert await connection.fetchval(RESUME, "main", second(101)) == 0
    assert await marks(tag) == [100]


async def test_others_stay_silent(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    await mark(connection, now=200)
    assert await connection.fetchval(RESUME, "hall", second(50)) == 0
    assert await marks(tag) == [100]


async def test_what_the_device_itself_said_stays(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await connection.execute(
        "insert into historian.samples (tag_id, at, server_at, quality) values ($1, $2, $2, $3)",
        *(tag.tag_id, second(60), TIMEOUT),
    )
    assert await connection.fetchval(RESUME, "main", second(50)) == 0
    assert await marks(tag) == [60]


async def test_a_silent_tag_of_a_living_ingester_stays_marked(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await connection.execute("update floor.tags set silent_after_s = 30")
    await tag.showed((60, 1))
    await mark(connection, now=105)
    assert await connection.fetchval(RESUME, "main", second(50)) == 0
    assert await marks(tag) == [90]


async def test_after_it_silence_can_be_marked_anew(connection: Connection) -> None:
    tag = await fetched_press(connection, seen_at=100)
    await tag.showed((0, 1))
    await mark(connection, now=200)
    await connection.execute(RESUME, "main", second(50))
    await seen(connection, 210)
    assert await mark(connection, now=230) == 1
    assert await marks(tag) == [210]
