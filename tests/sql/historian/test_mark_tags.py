"""historian.mark_tags: a sample says that a tag is not fetched any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from database.connect import Connection
from tests.sql.historian.states import NO_COMMUNICATION, OUT_OF_SERVICE, minute, usual
from tests.sql.support import Floor

MARK = "select historian.mark_tags($1, $2)"
NEWEST = "select * from historian.samples where tag_id = $1 order by at desc limit 1"


async def test_the_newest_sample_says_why(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "value")
    await press.says("status", (0, 0))
    await press.says("value", (0, 20.5))
    await connection.execute(MARK, list(press.tags.values()), ["gone", "gone, too"])
    for role, text in (("status", "gone"), ("value", "gone, too")):
        newest = await connection.fetchrow(NEWEST, press.tags[role])
        assert newest is not None
        assert (newest["value"], newest["text_value"]) == (None, text)
        assert newest["quality"] == OUT_OF_SERVICE
        assert timedelta(0) <= datetime.now(UTC) - newest["at"] < timedelta(minutes=1)
    assert await press.now() == ("no_data", "gone")


async def test_it_comes_after_a_sample_of_a_clock_ahead(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    ahead = await connection.fetchval(
        "insert into historian.samples (tag_id, at, value)"
        " values ($1, clock_timestamp() + interval '4 minutes', 0) returning at",
        press.tags["status"],
    )
    await connection.execute(MARK, [press.tags["status"]], ["gone"])
    newest = await connection.fetchrow(NEWEST, press.tags["status"])
    assert newest is not None
    assert newest["at"] == ahead + timedelta(microseconds=1)
    assert await press.now() == ("no_data", "gone")


async def test_what_is_bad_already_or_never_said_anything_is_not_marked(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "value")
    await press.says("status", (0, 0), (1, None, NO_COMMUNICATION))
    await connection.execute(MARK, list(press.tags.values()), ["gone", "gone"])
    assert await connection.fetchval("select max(at) from historian.samples") == minute(1)
    assert await press.now() == ("no_data", "BadNoCommunication")


async def test_a_repeat_after_it_is_a_state_again(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0))
    await connection.execute(MARK, [press.tags["status"]], ["gone"])
    await connection.execute(
        "insert into historian.samples (tag_id, at, value) values ($1, clock_timestamp(), 0)",
        press.tags["status"],
    )
    assert await press.now() == ("operational", None)
    assert [status for _, status, *_ in await press.events()] == [
        "operational",
        "no_data",
        "operational",
    ]
