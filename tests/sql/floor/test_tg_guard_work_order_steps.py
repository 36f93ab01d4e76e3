"""floor.tg_guard_work_order_steps: the life of an order is written by its triggers alone."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import crew, order_in, steps_of
from tests.sql.support import refused

WRITES = [
    "insert into floor.work_order_steps (work_order_id, step_no, at, to_status, taken_by)"
    " select work_order_id, 9, now(), 'done', 'x' from floor.work_orders",
    "update floor.work_order_steps set taken_by = 'somebody else'",
    "delete from floor.work_order_steps",
]


@pytest.mark.parametrize("statement", WRITES)
async def test_nobody_writes_it_by_hand(connection: Connection, statement: str) -> None:
    floor = await crew(connection)
    number = await order_in(connection, floor.ids[0], "done")
    before = await steps_of(connection, number)
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(statement)
    assert caught.value.sqlstate == "FC409"
    assert await steps_of(connection, number) == before
