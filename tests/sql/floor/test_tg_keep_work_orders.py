"""floor.tg_keep_work_orders: work orders are not deleted."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.floor.crew import add_order, crew
from tests.sql.support import refused, said


async def test_an_order_stays(connection: Connection) -> None:
    floor = await crew(connection)
    await add_order(connection, floor.ids[0])
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute("delete from floor.work_orders")
    assert caught.value.sqlstate == "FC409"
    assert said(caught)[1] == "Cancel the work order, and say why (status_note)."
    assert await connection.fetchval("select count(*) from floor.work_orders") == 1
