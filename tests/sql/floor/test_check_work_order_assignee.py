"""floor.check_work_order_assignee: not nobody where somebody works, and nobody who left."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import crew, employee
from tests.sql.support import refused

CHECK = "select floor.check_work_order_assignee(7, $1, $2)"


@pytest.mark.parametrize("status", ["assigned", "in_progress", "on_hold", "done", "verified"])
async def test_it_needs_somebody(connection: Connection, status: str) -> None:
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await connection.execute(CHECK, status, None)
    assert caught.value.column_name == "assignee_id"


async def test_somebody_there_is(connection: Connection) -> None:
    await crew(connection)
    ana = await employee(connection, "Ana")
    for status, assignee in (("open", None), ("cancelled", None), ("assigned", ana)):
        await connection.execute(CHECK, status, assignee)
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(CHECK, "assigned", 0)
    assert caught.value.sqlstate == "FC404"
    await connection.execute("update floor.employees set retired_at = now()")
    async with refused(connection, asyncpg.CheckViolationError):
        await connection.execute(CHECK, "assigned", ana)
