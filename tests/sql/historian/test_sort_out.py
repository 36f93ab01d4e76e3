"""historian.sort_out: sound samples are stored, repeats dropped, the rest kept with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.historian.counters import BAD, Counter, press, second

STAGE = (
    "create temp table if not exists staged_samples (like historian.samples) on commit delete rows"
)


def ago(**period: float) -> datetime:
    """An instant so long ago."""
    return datetime.now(UTC) - timedelta(**period)


@pytest.fixture
async def good(connection: Connection) -> Counter:
    """A tag to store samples of."""
    return (await press(connection, "good"))[0]


async def sort_out(connection: Connection, *rows: tuple[Any, ...]) -> tuple[int, int, int]:
    """Stage rows (tag, instant, value, quality, text) and sort them out: how many were stored,
    repeated and refused."""
    await connection.execute(STAGE)
    await connection.executemany(
        "insert into staged_samples (tag_id, at, value, quality, text_value)"
        " values ($1, $2, $3, $4, $5)",
        [(*row, *(0, None)[len(row) - 3 :]) for row in rows],
    )
    found = await connection.fetchrow("select * from historian.sort_out('main')")
    assert found is not None
    assert await connection.fetchval("select count(*) from staged_samples") == 0
    return tuple(found)


async def stored(connection: Connection) -> list[tuple[Any, ...]]:
    """Instant and value of all samples there are."""
    rows = await connection.fetch("select at, value from historian.samples order by at")
    return [tuple(row) for row in rows]


async def letters(connection: Connection) -> list[asyncpg.Record]:
    """All that was refused."""
    return await connection.fetch("select * from historian.dead_letters order by dead_letter_id")


async def test_sound_samples_are_stored_and_derived(connection: Connection, good: Counter) -> None:
    told = await sort_out(
        connection, (good.tag_id, second(10), 5), (good.tag_id, second(0), 0, BAD)
    )
    assert told == (2, 0, 0)
    assert await stored(connection) == [(second(0), 0), (second(10), 5)]
    assert await good.steps() == [(10, "first", 0)]
    assert await letters(connection) == []


async def test_an_empty_batch_is_sorted_out_at_once(connection: Connection) -> None:
    assert await sort_out(connection) == (0, 0, 0)


async def test_an_unknown_tag_is_refused_and_the_others_stored(
    connection: Connection, good: Counter
) -> None:
    told = await sort_out(connection, (4711, second(0), 1), (good.tag_id, second(0), 2))
    assert told == (1, 0, 1)
    (letter,) = await letters(connection)
    assert (letter["source"], letter["tag_id"], letter["at"], letter["value"]) == (
        "main",
        4711,
        second(0),
        1,
    )
    assert letter["reason"] == "Tag 4711 is unknown."
    assert letter["hint"].startswith("Map the value to a tag first")


async def test_all_of_a_refused_sample_is_kept(connection: Connection) -> None:
    await connection.execute(STAGE)
    row = (4711, second(0), second(1), 2.5, "text", BAD)
    await connection.execute("insert into staged_samples values ($1, $2, $3, $4, $5, $6)", *row)
    await connection.execute("select * from historian.sort_out('spool')")
    (letter,) = await letters(connection)
    assert tuple(letter)[2:9] == ("spool", *row)
    assert ago(minutes=10) < letter["recorded_at"]


async def test_a_clock_that_runs_ahead_is_refused(connection: Connection, good: Counter) -> None:
    told = await sort_out(connection, (good.tag_id, ago(hours=-2), 1), (good.tag_id, ago(), 2))
    assert told == (1, 0, 1)
    (letter,) = await letters(connection)
    assert "is ahead of this server's clock (" in letter["reason"]
    assert letter["hint"] == (
        "At most 5 minutes are allowed. Check the clock and the time zone of the sender."
    )


async def test_a_little_ahead_is_fine(connection: Connection, good: Counter) -> None:
    assert await sort_out(connection, (good.tag_id, ago(minutes=-4), 1)) == (1, 0, 0)


async def test_days_within_the_retention_are_made(connection: Connection, good: Counter) -> None:
    told = await sort_out(
        connection,
        (good.tag_id, ago(days=9), 1),
        (good.tag_id, ago(days=30), 1),
    )
    assert told == (2, 0, 0)


async def test_beyond_the_retention_is_refused_with_the_remedy(
    connection: Connection, good: Counter
) -> None:
    told = await sort_out(connection, (good.tag_id, ago(days=31), 1))
    assert told == (0, 0, 1)
    (letter,) = await letters(connection)
    assert letter["reason"].endswith("is older than the 30 days that are kept.")
    assert letter["hint"] == (
        'To keep samples for longer, run "update historian.retention set keep_days = 31",'
        " then send it again."
    )


@pytest.mark.parametrize("at", ["infinity", "-infinity"])
async def test_infinity_is_no_instant(connection: Connection, good: Counter, at: str) -> None:
    await connection.execute(STAGE)
    await connection.execute(
        f"insert into staged_samples (tag_id, at, quality) values ($1, '{at}', 0)", good.tag_id
    )
    found = await connection.fetchrow("select * from historian.sort_out('main')")
    assert found is not None
    assert tuple(found) == (0, 0, 1)
    assert (await letters(connection))[0]["reason"] == "The sample has no instant."


async def test_what_is_missing_is_told(connection: Connection, good: Counter) -> None:
    """Where the caller's table takes it."""
    await connection.execute("create temp table staged_samples as table historian.samples")
    told = await sort_out(
        connection,
        (None, second(0), 1),
        (good.tag_id, None, 1),
        (good.tag_id, second(0), 1, None, None),
    )
    assert told == (0, 0, 3)
    assert [letter["reason"] for letter in await letters(connection)] == [
        "The sample names no tag.",
        "The sample has no instant.",
        "The quality null is no OPC UA status code.",
    ]


@pytest.mark.parametrize("quality", [-1, 4_294_967_296])
async def test_a_quality_out_of_range_is_refused(
    connection: Connection, good: Counter, quality: int
) -> None:
    assert await sort_out(connection, (good.tag_id, second(0), 1, quality)) == (0, 0, 1)
    (letter,) = await letters(connection)
    assert letter["reason"] == f"The quality {quality} is no OPC UA status code."
    assert letter["quality"] == quality


async def test_repeats_of_what_is_stored_are_dropped(connection: Connection, good: Counter) -> None:
    await good.showed((0, 5), (10, 6, BAD))
    told = await sort_out(
        connection,
        (good.tag_id, second(0), 5),
        (good.tag_id, second(10), 6, BAD),
        (good.tag_id, second(20), 7),
    )
    assert told == (1, 2, 0)
    assert await letters(connection) == []


async def test_repeats_within_the_batch_are_dropped(connection: Connection, good: Counter) -> None:
    rows = [(good.tag_id, second(0), None, 0, "a")] * 3
    assert await sort_out(connection, *rows) == (1, 2, 0)


async def test_of_two_values_at_one_instant_the_first_stays(
    connection: Connection, good: Counter
) -> None:
    told = await sort_out(
        connection,
        (good.tag_id, second(0), 5),
        (good.tag_id, second(0), 6),
        (good.tag_id, second(0), 5),
    )
    assert told == (1, 1, 1)
    assert await stored(connection) == [(second(0), 5)]
    (letter,) = await letters(connection)
    assert letter["value"] == 6
    assert letter["reason"] == ("At this instant the tag has another value already: 5 (quality 0).")
    assert letter["hint"].startswith("The first one stays.")


async def test_what_is_stored_came_first(connection: Connection, good: Counter) -> None:
    await good.showed((0, 5))
    told = await sort_out(connection, (good.tag_id, second(0), 6), (good.tag_id, second(0), 5))
    assert told == (0, 1, 1)
    assert await stored(connection) == [(second(0), 5)]


async def test_another_quality_is_another_value(connection: Connection, good: Counter) -> None:
    await good.showed((0, 5))
    assert await sort_out(connection, (good.tag_id, second(0), 5, BAD)) == (0, 0, 1)


async def test_an_unsound_sample_is_not_first(connection: Connection, good: Counter) -> None:
    told = await sort_out(connection, (good.tag_id, second(0), 6, -1), (good.tag_id, second(0), 5))
    assert told == (1, 0, 1)
    assert await stored(connection) == [(second(0), 5)]


async def test_all_good_samples_go_in_in_one_statement(
    connection: Connection, good: Counter
) -> None:
    await connection.execute(
        "create table public.fired (number bigint);"
        "create function public.fired() returns trigger language plpgsql as"
        " 'begin insert into public.fired select count(*) from new_rows; return null; end';"
        "create trigger fired after insert on historian.samples referencing new table as new_rows"
        " for each statement execute function public.fired()"
    )
    rows = [(good.tag_id, second(number), number) for number in range(50)]
    assert await sort_out(connection, *rows, (4711, second(0), 1)) == (50, 0, 1)
    fired = await connection.fetch("table public.fired")
    assert [row["number"] for row in fired] == [50]


async def test_it_sorts_out_one_batch_after_the_other(
    connection: Connection, good: Counter
) -> None:
    assert await sort_out(connection, (good.tag_id, second(0), 1)) == (1, 0, 0)
    assert await sort_out(connection, (good.tag_id, second(0), 1)) == (0, 1, 0)
    await connection.execute("drop table pg_temp.staged_samples")
    assert await sort_out(connection, (good.tag_id, second(1), 1)) == (1, 0, 0)
