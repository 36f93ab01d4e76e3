"""floor.tg_guard_labour: who may write down whose work on an order, and when."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from database.connect import Connection
from tests.people import act_as
from tests.sql.floor.crew import acting, add_order, crew, employee, labour_of, order_in
from tests.sql.support import Floor, Open, minute, refused, said

BEGIN = (
    "insert into floor.work_order_labour (work_order_id, employee_id)"
    " values ($1, (select employee_id from floor.employees where employee_name = $2))"
)
END = (
    "update floor.work_order_labour set ended_at = clock_timestamp() where ended_at is null"
    " and work_order_id = $1"
    " and employee_id = (select employee_id from floor.employees where employee_name = $2)"
)
NOT_ALLOWED = asyncpg.InsufficientPrivilegeError


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def test_a_second_one_helps_and_leaves(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    async with acting(connection, "Ben"):
        await connection.execute(BEGIN, number, "Ben")
        await connection.execute(BEGIN, number, "Ben")  # is at work on it already
        assert await labour_of(connection, number) == [("Ana", True), ("Ben", True)]
        await connection.execute(END, number, "Ben")
    assert await labour_of(connection, number) == [("Ana", True), ("Ben", False)]
    assert (
        await connection.fetchval(
            "select recorded_by from floor.work_order_labour where ended_at is not null"
        )
        == "ben@plant.test"
    )


async def test_of_others_by_who_plans(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    async with refused(connection, NOT_ALLOWED), acting(connection, "Ana"):
        await connection.execute(BEGIN, number, "Ben")
    async with refused(connection, NOT_ALLOWED), acting(connection, "Olga"):
        await connection.execute(BEGIN, number, "Ben")
    async with refused(connection, NOT_ALLOWED), acting(connection, "Ben"):
        await connection.execute(END, number, "Ana")
    async with acting(connection, "Sam"):
        await connection.execute(BEGIN, number, "Ben")
        await connection.execute(END, number, "Ana")
    assert await labour_of(connection, number) == [("Ana", False), ("Ben", True)]


@pytest.mark.parametrize("status", ["open", "assigned", "on_hold", "done"])
async def test_work_goes_on_only_in_progress(
    connection: Connection, floor: Floor, status: str
) -> None:
    number = await order_in(connection, floor.ids[0], status)
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(BEGIN, number, "Ben")
    assert caught.value.sqlstate == "FC409"
    assert said(caught)[0] == f"work order {number} is {status}: nobody works on it"


async def test_what_was_forgotten_is_written_down_until_it_is_verified(
    connection: Connection, floor: Floor
) -> None:
    add = (
        "insert into floor.work_order_labour (work_order_id, employee_id, started_at, ended_at)"
        " values ($1, $2, $3, $4)"
    )
    ana = await employee(connection, "Ana")
    for status in ("done", "verified", "cancelled"):
        number = await order_in(connection, floor.ids[0], status)
        if status == "done":
            await connection.execute(add, number, ana, minute(0), minute(10))
            assert ("Ana", False) in await labour_of(connection, number)
            continue
        async with refused(connection, asyncpg.PostgresError) as caught:
            await connection.execute(add, number, ana, minute(0), minute(10))
        assert caught.value.sqlstate == "FC409"


async def test_no_work_in_the_future_nor_where_nobody_sees_it(
    connection: Connection, floor: Floor
) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    async with refused(connection, asyncpg.DatetimeFieldOverflowError):
        await connection.execute(
            "insert into floor.work_order_labour (work_order_id, employee_id, started_at)"
            " values ($1, $2, now() + interval '1 hour')",
            number,
            await employee(connection, "Ben"),
        )
    async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, "Eve"):
        await connection.execute(BEGIN, number, "Eve")
    assert caught.value.sqlstate in ("FC404", "42501")


async def test_beginnings_at_once_leave_one_stretch(open_committing: Open) -> None:
    watcher = await open_committing()
    floor = await crew(watcher)
    orders = [await add_order(watcher, floor.ids[0], f"No {place}") for place in range(8)]
    for number in orders:
        await watcher.execute(
            "update floor.work_orders set status = 'in_progress', assignee_id = $2"
            " where work_order_id = $1",
            number,
            await employee(watcher, "Ana"),
        )

    # one after the other: those that log in at once keep each other waiting
    connections = [await open_committing() for _ in orders]

    async def begin(connection: Connection, number: int) -> None:
        async with connection.transaction():
            await act_as(connection, "Ben")
            await connection.execute(BEGIN, number, "Ben")

    await asyncio.gather(*(begin(*one) for one in zip(connections, orders, strict=True)))
    at_work = "select count(*) from floor.work_order_labour inner join floor.employees using"
    at_work += " (employee_id) where employee_name = 'Ben' and ended_at is null"
    assert await watcher.fetchval(at_work) == 1
    assert await watcher.fetchval(at_work.replace("is null", "is not null")) == 7
