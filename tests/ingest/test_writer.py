"""The writer: a portion and its watermark commit together, and nothing is lost silently."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from database.connect import Connection, connector
from ingest.contract import Sample
from ingest.encoding import encode
from ingest.spool import Batch, Portion
from ingest.writer import Stored, Writer
from tests.ingest.samples import (
    BASE,
    NOTHING_IS_SORTED_OUT,
    count,
    given_tags,
    numbered,
    stored_numbers,
)

SPOOL = uuid.UUID(int=7)
# a stand-in for the function that judges: refuses what has the text poison, stores the rest
SORT_OUT = """
create or replace function historian.sort_out(p_source text)
returns table (stored bigint, repeated bigint, refused bigint) language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from staged_samples where text_value = 'poison') then
        raise exception 'poison' using hint = 'Spit it out.';
    end if;
    insert into historian.samples select * from staged_samples;
    get diagnostics stored = row_count;
    repeated := 0;
    refused := 0;
    return next;
end;
$$
"""
REFUSES_POISON = """
alter table historian.samples add constraint no_poison check (text_value <> 'poison')
"""
DEAD = """
select source, tag_id, at, server_at, value, text_value, quality, reason, hint
from historian.dead_letters order by dead_letter_id
"""


def portion(*batches: tuple[int, Sequence[Sample]]) -> Portion:
    return Portion(SPOOL, [Batch(number, len(of), encode(of)) for number, of in batches])


@pytest.fixture
async def writer(connection: Connection) -> Writer:
    prepared = Writer(connection, "hall 2")
    assert await prepared.begin(SPOOL) == 0
    return prepared


async def mark(connection: Connection) -> Any:
    return await connection.fetchval("select last_batch from historian.watermarks")


async def test_samples_and_watermark_are_stored_together(
    connection: Connection, writer: Writer
) -> None:
    tags = await given_tags(connection)
    first, second = numbered(tags, range(5)), numbered(tags, range(5, 7))
    assert await writer.store(portion((1, first), (4, second))) == Stored(7, 0, 0)
    rows = await connection.fetch("select * from historian.samples order by value")
    assert [tuple(row) for row in rows] == [
        (sample.tag_id, sample.at, BASE, sample.value, None, 0) for sample in first + second
    ]
    assert await mark(connection) == 4
    await writer.store(portion((5, numbered(tags, [7]))))
    assert await mark(connection) == 5


async def test_a_new_session_knows_what_is_stored(connection: Connection, writer: Writer) -> None:
    tags = await given_tags(connection)
    await writer.store(portion((3, numbered(tags, [1]))))
    other = Writer(connection, "hall 2")
    assert await other.begin(SPOOL) == 3
    assert await other.store(portion((4, numbered(tags, [2])))) == Stored(1)
    assert await other.begin(uuid.UUID(int=8)) == 0


@pytest.mark.parametrize("before", [0, 1])
async def test_a_commit_that_came_through_unheard_is_not_repeated(
    connection: Connection, writer: Writer, before: int
) -> None:
    tags = await given_tags(connection)
    if before:
        await writer.store(portion((1, numbered(tags, [1]))))
    other = Writer(connection, "hall 2")
    await other.begin(SPOOL)
    await writer.store(portion((2, numbered(tags, [2]))))
    with pytest.raises(ConnectionError, match="came through"):
        await other.store(portion((2, numbered(tags, [2])), (3, numbered(tags, [3]))))
    await connection.execute("rollback")
    assert await count(connection) == before + 1
    assert await mark(connection) == 2


async def test_a_spool_begun_anew_needs_a_new_session(writer: Writer) -> None:
    with pytest.raises(ConnectionError, match="anew"):
        await writer.store(Portion(uuid.UUID(int=9), [Batch(1, 0, b"")]))


async def test_refused_rows_are_sorted_out(connection: Connection, writer: Writer) -> None:
    tags = await given_tags(connection)
    known = numbered(tags, range(6))
    await writer.store(portion((1, known[:3])))
    unknown = Sample(999_999, BASE, 1.0)
    ahead = known[0]._replace(at=BASE + timedelta(days=1))
    stored = await writer.store(portion((2, [unknown, *known]), (3, [ahead])))
    assert stored == Stored(3, 3, 2)
    assert await stored_numbers(connection) == [0, 1, 2, 3, 4, 5]
    rows = await connection.fetch("select source, tag_id from historian.dead_letters")
    assert sorted(tuple(row) for row in rows) == [("hall 2", tags[0]), ("hall 2", 999_999)]
    assert await mark(connection) == 3
    assert await count(connection, "pg_temp.staged_samples") == 0


async def test_rows_that_cannot_even_be_sorted_out_are_put_aside_alone(
    connection: Connection, writer: Writer
) -> None:
    await connection.execute(SORT_OUT)
    await connection.execute(REFUSES_POISON)
    tags = await given_tags(connection)
    good = numbered(tags, range(37))
    poison = [Sample(tags[0], BASE + timedelta(hours=1, seconds=n), None, "poison") for n in (1, 2)]
    mixed = [*good[:5], poison[0], *good[5:30], poison[1], *good[30:36]]
    assert await writer.store(portion((1, mixed), (2, good[36:]))) == Stored(37, 0, 2)
    assert await stored_numbers(connection) == list(range(37))
    assert [tuple(row) for row in await connection.fetch(DEAD)] == [
        ("hall 2", tags[0], sample.at, None, None, "poison", 0, "poison", "Spit it out.")
        for sample in poison
    ]
    assert await mark(connection) == 2


async def test_bytes_that_are_no_rows_are_put_aside(connection: Connection, writer: Writer) -> None:
    await connection.execute(SORT_OUT)
    tags = await given_tags(connection)
    good = numbered(tags, range(3))
    body = encode(good[:2]) + b"\0\7rubbish"
    batches = [Batch(1, 3, body), Batch(2, 1, encode(good[2:]))]
    assert await writer.store(Portion(SPOOL, batches)) == Stored(3, 0, 1)
    assert await stored_numbers(connection) == [0, 1, 2]
    (dead,) = await connection.fetch(DEAD)
    assert dead["tag_id"] is None
    assert b"\0\7rubbish".hex() in dead["reason"]


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        ("drop table historian.samples cascade", asyncpg.UndefinedTableError),
        (
            "alter table historian.samples rename column server_at to sent_at",
            asyncpg.UndefinedColumnError,
        ),
        ("set default_transaction_read_only = on", asyncpg.ReadOnlySQLTransactionError),
    ],
)
async def test_a_database_that_is_not_ready_refuses_no_row(
    connection: Connection, writer: Writer, damage: str, error: type[Exception]
) -> None:
    tags = await given_tags(connection)
    await connection.execute(damage)
    with pytest.raises(error):
        await writer.store(portion((1, numbered(tags, [1]))))
    await connection.execute("rollback")
    await connection.execute("set default_transaction_read_only = off")
    assert await count(connection, "historian.dead_letters") == 0
    assert await mark(connection) is None


async def test_nothing_is_put_aside_while_nothing_can_be_sorted_out(
    connection: Connection, writer: Writer
) -> None:
    await connection.execute("drop function if exists historian.sort_out(text)")
    with pytest.raises(asyncpg.UndefinedFunctionError):
        await writer.store(portion((1, [Sample(999_999, BASE, 1.0)])))
    await connection.execute("rollback")
    assert await count(connection, "historian.dead_letters") == 0


async def test_an_acknowledged_commit_is_durable(database_url: str) -> None:
    connection = await connector(database_url, "test")()
    assert await connection.fetchval("show synchronous_commit") == "off"  # as tests have it
    await Writer(connection, "main").begin(SPOOL)
    assert await connection.fetchval("show synchronous_commit") == "on"
    await connection.execute("set synchronous_commit = remote_apply")
    await Writer(connection, "main").begin(SPOOL)
    assert await connection.fetchval("show synchronous_commit") == "remote_apply"
    await connection.close()


async def test_the_stand_in_fails_where_it_is_called(
    connection: Connection, writer: Writer
) -> None:
    await connection.execute(NOTHING_IS_SORTED_OUT)
    tags = await given_tags(connection)
    once = numbered(tags, [1])
    await writer.store(portion((1, once)))
    assert await writer.store(portion((2, once))) == Stored(0, 0, 1)
    (dead,) = await connection.fetch(DEAD)
    assert (dead["reason"], dead["hint"]) == ("not even sorted out", "Look here.")
