"""floor.tg_guard_work_order_comments: who may comment on an order, and take it back."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import STATUSES, acting, add_order, crew, order_in
from tests.sql.support import Floor, first_row, minute, refused

SAY = "insert into floor.work_order_comments (work_order_id, body) values ($1, $2)"


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


@pytest.mark.parametrize("status", STATUSES)
async def test_something_may_be_said_at_any_time(
    connection: Connection, floor: Floor, status: str
) -> None:
    number = await order_in(connection, floor.ids[0], status)
    async with acting(connection, "Olga"):
        await connection.execute(SAY, number, "It squeaks")
    assert await connection.fetchval("select written_by from floor.work_order_comments") == (
        "olga@plant.test"
    )


@pytest.mark.parametrize("name", ["Vic", "Eve"])
async def test_not_by_who_may_not_report_there(
    connection: Connection, floor: Floor, name: str
) -> None:
    number = await add_order(connection, floor.ids[0])
    async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, name):
        await connection.execute(SAY, number, "x")
    assert caught.value.sqlstate in ("42501", "FC404")


async def test_the_name_and_the_instant_of_a_person_are_known(
    connection: Connection, floor: Floor
) -> None:
    number = await add_order(connection, floor.ids[0])
    forged = (
        "insert into floor.work_order_comments (work_order_id, body, written_by, written_at)"
        " values ($1, 'x', 'sam@plant.test', $2)"
        " returning written_by, written_at > $2"
    )
    async with acting(connection, "Olga"):
        row = await first_row(connection, forged, number, minute(0))
    assert tuple(row) == ("olga@plant.test", True)
    row = await first_row(connection, forged, number, minute(0))  # a program tells of the past
    assert tuple(row) == ("sam@plant.test", False)


async def test_who_wrote_or_plans_takes_it_back_until_the_order_is_closed(
    connection: Connection, floor: Floor
) -> None:
    number = await order_in(connection, floor.ids[0], "done")
    await connection.execute("select set_config('floor.person', 'olga@plant.test', true)")
    for _ in range(3):
        await connection.execute(SAY, number, "x")
    newest = "(select max(comment_id) from floor.work_order_comments)"
    delete = f"delete from floor.work_order_comments where comment_id = {newest}"
    await connection.execute(delete)
    await connection.execute("select set_config('floor.person', 'ana@plant.test', true)")
    async with refused(connection, asyncpg.InsufficientPrivilegeError):
        await connection.execute(delete)
    await connection.execute("select set_config('floor.person', 'sam@plant.test', true)")
    await connection.execute(delete)
    await connection.execute("update floor.work_orders set status = 'verified'")
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(delete)
    assert caught.value.sqlstate == "FC409"


async def test_an_unknown_order_is_named(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(SAY, 0, "x")
    assert caught.value.sqlstate == "FC404"
