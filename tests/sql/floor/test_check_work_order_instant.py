"""floor.check_work_order_instant: not ahead of the clock, not before the step before."""

from __future__ import annotations

from datetime import timedelta

import asyncpg

from database.connect import Connection
from tests.sql.support import minute, refused

CHECK = "select floor.check_work_order_instant($1, $2, 'done_at')"


async def test_it_may_be_after_the_last_and_up_to_five_minutes_ahead(
    connection: Connection,
) -> None:
    now = await connection.fetchval("select clock_timestamp()")
    await connection.execute(CHECK, minute(1), minute(0))
    await connection.execute(CHECK, minute(1), minute(1))
    await connection.execute(CHECK, now + timedelta(minutes=4), None)
    await connection.execute(CHECK, None, None)
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.execute(CHECK, now + timedelta(minutes=6), None)
    assert caught.value.column_name == "done_at"
    async with refused(connection, asyncpg.CheckViolationError):
        await connection.execute(CHECK, minute(0), minute(1))
    async with refused(connection, asyncpg.DatetimeFieldOverflowError):
        await connection.fetchval("select floor.check_work_order_instant('-infinity', null, 'x')")
