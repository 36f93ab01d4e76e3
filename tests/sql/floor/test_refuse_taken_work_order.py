"""floor.refuse_taken_work_order: who has an order, and since when by the clocks of the plant."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.floor.crew import add_order, change, crew, employee
from tests.sql.support import minute, refused, said


async def test_it_tells_since_when_it_is_theirs(connection: Connection) -> None:
    floor = await crew(connection)
    ana, ben = [await employee(connection, name) for name in ("Ana", "Ben")]
    number = await add_order(connection, floor.ids[0], opened_at=minute(0), assignee_id=ben)
    await change(connection, number, status="open", status_at=minute(1))
    await change(connection, number, status="assigned", assignee_id=ana, status_at=minute(123))
    await change(connection, number, status="in_progress", started_at=minute(200))
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute("select floor.refuse_taken_work_order($1)", number)
    # 08:03 in Greenwich, in winter
    assert said(caught)[0] == "Taken by Ana at 2026-03-02 09:03"
    assert caught.value.column_name == "assignee_id"
    assert f"Work order {number} has somebody" in str(said(caught)[1])
