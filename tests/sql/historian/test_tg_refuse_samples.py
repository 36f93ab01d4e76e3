"""historian.tg_refuse_samples: samples of unknown tags, and from clocks that run ahead."""

from __future__ import annotations

from datetime import timedelta

import asyncpg

from database.connect import Connection
from tests.sql.historian.states import machine, minute
from tests.sql.support import Floor, refused, said

INSERT = (
    "insert into historian.samples (tag_id, at, value)"
    " select tag_id, clock_timestamp() + $2, 1 from unnest($1::int[]) as tag_id"
)


async def test_a_sample_of_an_unknown_tag_is_refused(connection: Connection, floor: Floor) -> None:
    press = await machine(connection, floor.ids[0], "value")
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.execute(INSERT, [press.tags["value"], 987_654], timedelta(0))
    message, hint = said(caught)
    assert message == "tag 987654 is unknown: floor.tags has no such tag_id"
    assert hint is not None
    assert "Map the value to a tag first" in hint
    assert await connection.fetchval("select count(*) from historian.samples") == 0


async def test_a_sample_from_the_future_is_refused(connection: Connection, floor: Floor) -> None:
    press = await machine(connection, floor.ids[0], "value", tag_name="Oil")
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.execute(INSERT, [press.tags["value"]], timedelta(minutes=6))
    message, hint = said(caught)
    assert message.startswith(f'tag {press.tags["value"]} "Oil" of "Press shop": instant ')
    assert "is ahead of this server's clock" in message
    assert hint is not None
    assert "choose the time of receipt for that connection" in hint


async def test_a_clock_may_be_some_minutes_ahead(connection: Connection, floor: Floor) -> None:
    press = await machine(connection, floor.ids[0], "value")
    await connection.execute(INSERT, [press.tags["value"]], timedelta(minutes=4))
    assert await connection.fetchval("select count(*) from historian.samples") == 1


async def test_an_update_is_held_to_the_same(connection: Connection, floor: Floor) -> None:
    press = await machine(connection, floor.ids[0], "value")
    await press.says("value", (0, 1))
    async with refused(connection, asyncpg.ForeignKeyViolationError):
        await connection.execute("update historian.samples set tag_id = 987654")
    async with refused(connection, asyncpg.DatetimeFieldOverflowError):
        await connection.execute("update historian.samples set at = now() + interval '1 hour'")
    assert await connection.fetchval("select at from historian.samples") == minute(0)


async def test_copy_is_held_to_the_same(connection: Connection, floor: Floor) -> None:
    await machine(connection, floor.ids[0], "value")
    async with refused(connection, asyncpg.ForeignKeyViolationError):
        await connection.copy_records_to_table(
            "samples",
            schema_name="historian",
            columns=["tag_id", "at", "value"],
            records=[(987_654, minute(0), 1.0)],
        )
