"""floor.tg_guard_work_order_tasks: who may write the checklist of an order, and tick it off."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import acting, add_order, change, crew, employee, order_in
from tests.sql.support import Floor, minute, refused

ADD = "insert into floor.work_order_tasks (work_order_id, title) values ($1, $2)"
TICK = "update floor.work_order_tasks set done_at = $1 where done_at is null"
READ = "select position, title, done_by from floor.work_order_tasks order by position"


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def _tasks(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await connection.fetch(READ)]


async def test_who_reports_an_order_brings_its_list_along(
    connection: Connection, floor: Floor
) -> None:
    async with acting(connection, "Olga"):
        number = await add_order(connection, floor.ids[0])
        await connection.execute(ADD, number, " Oil ")
        await connection.execute(ADD, number, "Clean")
    assert await _tasks(connection) == [(1, "Oil", None), (2, "Clean", None)]
    async with refused(connection, asyncpg.InsufficientPrivilegeError), acting(connection, "Olga"):
        await connection.execute(
            "insert into floor.work_order_tasks (work_order_id, title, done_at)"
            " values ($1, 'Done already', now())",
            number,
        )
    await change(connection, number, assignee_id=await employee(connection, "Ana"))
    async with refused(connection, asyncpg.InsufficientPrivilegeError), acting(connection, "Olga"):
        await connection.execute(ADD, number, "Too late")
    async with acting(connection, "Ana"):
        await connection.execute(ADD, number, "Test")
    assert (await _tasks(connection))[2] == (3, "Test", None)


async def test_who_works_ticks_it_off_by_name(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    await connection.execute(ADD, number, "Oil")
    async with acting(connection, "Olga"):
        # row-level security leaves an update of what one may not change without a row
        assert await connection.execute(TICK, minute(0)) == "UPDATE 0"
    async with acting(connection, "Ana"):
        await connection.execute(TICK, minute(0))
    assert await _tasks(connection) == [(1, "Oil", "ana@plant.test")]
    assert await connection.fetchval("select done_at > $1 from floor.work_order_tasks", minute(0))
    async with acting(connection, "Ben"):
        await connection.execute("update floor.work_order_tasks set title = 'Oil it'")
    assert await _tasks(connection) == [(1, "Oil it", "ana@plant.test")]
    async with acting(connection, "Ben"):
        await connection.execute("update floor.work_order_tasks set done_at = null")
    assert await _tasks(connection) == [(1, "Oil it", None)]


async def test_programs_say_who_ticked_it_off_and_when(
    connection: Connection, floor: Floor
) -> None:
    number = await add_order(connection, floor.ids[0])
    await connection.execute(ADD, number, "Oil")
    await connection.execute(
        "update floor.work_order_tasks set done_at = $1, done_by = 'Ana'", minute(0)
    )
    assert await connection.fetchval("select done_at from floor.work_order_tasks") == minute(0)
    assert await _tasks(connection) == [(1, "Oil", "Ana")]


@pytest.mark.parametrize("status", ["done", "verified", "cancelled"])
async def test_the_list_of_what_is_finished_stays(
    connection: Connection, floor: Floor, status: str
) -> None:
    number = await add_order(connection, floor.ids[0])
    await connection.execute(ADD, number, "Oil")
    finished = await order_in(connection, floor.ids[0], status)
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(ADD, finished, "x")
    assert caught.value.sqlstate == "FC409"
