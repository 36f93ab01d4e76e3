"""floor.tg_refuse_future: rows of a clock that runs ahead are refused, with a hint."""

from __future__ import annotations

import re
from datetime import timedelta

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import Floor, add_event, assert_status_is_kept, refused, said

HINT = "At most 5 minutes are allowed. Check the clock and the time zone of the sender."
TOO_FAR = timedelta(minutes=5, seconds=10)
NEAR_ENOUGH = timedelta(minutes=4)
EVENT = (
    "insert into floor.status_events (machine_id, at, status)"
    " values ($1, clock_timestamp() + $2::interval, 'down')"
)
# a whole minute: the one that begins at or after the given distance
PIECES = (
    "insert into floor.production (machine_id, at, good_pcs) values"
    " ($1, date_trunc('minute', clock_timestamp() + $2::interval + interval '1 minute'), 1)"
)


def assert_refusal(caught: pytest.ExceptionInfo[asyncpg.PostgresError]) -> None:
    message, hint = said(caught)
    instant = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00"
    assert re.fullmatch(
        rf"instant {instant} is ahead of this server's clock \({instant}\)", message
    )
    assert hint == HINT


async def test_five_minutes_and_ten_seconds_are_too_far(
    connection: Connection, floor: Floor
) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.execute(EVENT, floor.ids[0], TOO_FAR)
    assert_refusal(caught)
    assert await connection.fetchval("select count(*) from floor.status_events") == 0
    assert await connection.fetchval("select count(*) from floor.machine_status") == 0


async def test_four_minutes_are_accepted(connection: Connection, floor: Floor) -> None:
    await connection.execute(EVENT, floor.ids[0], NEAR_ENOUGH)
    await assert_status_is_kept(connection)
    assert await connection.fetchval("select count(*) from floor.machine_status") == 1


async def test_one_row_of_many_refuses_the_statement(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.execute(
            "insert into floor.status_events (machine_id, at, status)"
            " select $1, clock_timestamp() + n * interval '3 minutes', 'down'"
            " from generate_series(-5, 2) as n",
            floor.ids[0],
        )
    assert_refusal(caught)
    assert await connection.fetchval("select count(*) from floor.status_events") == 0


async def test_an_event_cannot_be_moved_there(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.execute(
            "update floor.status_events set at = clock_timestamp() + $1::interval", TOO_FAR
        )
    assert_refusal(caught)
    await connection.execute(
        "update floor.status_events set at = clock_timestamp() + $1::interval", NEAR_ENOUGH
    )
    await assert_status_is_kept(connection)


@pytest.mark.parametrize("instant", ["infinity", "-infinity"])
async def test_infinity_is_no_instant(connection: Connection, floor: Floor, instant: str) -> None:
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await connection.execute(
            "insert into floor.status_events (machine_id, at, status)"
            " values ($1, $2::text::timestamptz, 'down')",
            floor.ids[0],
            instant,
        )
    assert "status_events_have_an_instant" in str(caught.value)


async def test_pieces_are_held_to_the_same(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.execute(PIECES, floor.ids[0], timedelta(minutes=6))
    assert_refusal(caught)
    assert await connection.fetchval("select count(*) from floor.production") == 0
    await connection.execute(PIECES, floor.ids[0], timedelta(minutes=2))
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.execute("update floor.production set at = at + interval '1 hour'")
    assert_refusal(caught)
    assert await connection.fetchval("select count(*) from floor.production") == 1
