"""floor.open_due_work: rules and plans, often and by many servers, and nothing twice."""

from __future__ import annotations

import asyncio

import asyncpg

from database.connect import Connection, connector
from tests.sql.floor.crew import acting, crew, stop
from tests.sql.floor.test_maintenance_at import add_plan
from tests.sql.support import Floor, Open, minute, refused

RUN = "select floor.open_due_work($1)"
DAY = 24 * 60


async def _due(connection: Connection) -> Floor:
    floor = await crew(connection)
    await connection.execute(
        "insert into floor.work_order_rules (rule_name, title, armed_at) values ('R', 'T', $1)",
        minute(0),
    )
    await add_plan(connection, floor.ids[0], every_days=1)
    for machine_id in floor.ids:
        await stop(connection, machine_id, 10)
    return floor


async def test_it_runs_rules_and_plans(connection: Connection) -> None:
    await _due(connection)
    assert await connection.fetchval(RUN, minute(10)) == 3
    assert await connection.fetchval(RUN, minute(10)) == 0
    assert await connection.fetchval("select floor.open_due_work($1, false)", minute(2 * DAY)) == 0
    assert await connection.fetchval("select floor.open_due_work()") == 1


async def test_it_is_not_run_for_a_person(connection: Connection) -> None:
    await _due(connection)
    async with (
        refused(connection, asyncpg.InsufficientPrivilegeError),
        acting(connection, "Sam"),
    ):
        await connection.fetchval(RUN, minute(10))


async def test_servers_take_turns(open_committing: Open, database_url: str) -> None:
    watcher = await open_committing()
    await _due(watcher)
    gate = asyncio.Barrier(6)

    async def serve() -> int:
        connection = await connector(database_url, "server")()
        await gate.wait()
        opened = 0
        for _ in range(5):
            opened += await connection.fetchval("select floor.open_due_work()")
        connection.terminate()
        return opened

    assert sum(await asyncio.gather(*(serve() for _ in range(6)))) == 4
    assert await watcher.fetchval("select count(*) from floor.work_orders") == 4


async def test_while_another_is_at_it_there_is_nothing_to_do(open_committing: Open) -> None:
    first, second = await open_committing(), await open_committing()
    await _due(first)
    async with first.transaction():
        assert await first.fetchval("select floor.open_due_work()") == 4
        assert await second.fetchval("select floor.open_due_work()") == 0
    assert await second.fetchval("select floor.open_due_work()") == 0
