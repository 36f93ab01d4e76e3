"""historian.ensure_partitions: room for late samples, as far back as samples are kept."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.support import refused, said

ENSURE = (
    "select historian.ensure_partitions("
    "(now() at time zone 'UTC')::date + $1::int, (now() at time zone 'UTC')::date + $2::int)"
)


async def test_missing_days_are_made(connection: Connection) -> None:
    assert await connection.fetchval(ENSURE, -12, -10) == 6
    assert await connection.fetchval(ENSURE, -13, -10) == 2
    assert await connection.fetchval(ENSURE, -10, -3) == 2 * 7
    # an upgrade made yesterday's, and the one before where the copy was made before midnight
    assert await connection.fetchval(ENSURE, -1, 0) == 0


async def test_the_last_day_that_is_kept_can_be_had(connection: Connection) -> None:
    assert await connection.fetchval(ENSURE, -30, -30) == 2


async def test_beyond_the_retention_it_says_what_to_do(connection: Connection) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.fetchval(ENSURE, -31, 0)
    message, hint = said(caught)
    assert message.endswith("are older than the 30 days that are kept")
    assert hint == 'To keep them, run "update historian.retention set keep_days = 31".'
    await connection.execute("update historian.retention set keep_days = 31")
    assert await connection.fetchval(ENSURE, -31, -31) == 2


async def test_days_far_ahead_are_a_wrong_clock(connection: Connection) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.fetchval(ENSURE, 0, 8)
    message, hint = said(caught)
    assert message.endswith("lies more than 7 days ahead")
    assert hint == "Check the clock and the time zone of the sender."


async def test_no_days_are_no_work(connection: Connection) -> None:
    assert await connection.fetchval(ENSURE, 0, -1) == 0
