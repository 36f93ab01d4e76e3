"""floor.take_work_order: of many at once, the first gets it, and the others are told by whom."""

from __future__ import annotations

import asyncio
import re

import asyncpg
import pytest

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.floor.crew import acting, add_order, crew, employee, labour_of, order_in, read
from tests.sql.support import Open, refused, said, stand

TAKERS = 50
TAKE = "select floor.take_work_order($1)"
BY_HAND = (
    "update floor.work_orders set assignee_id = floor.own_employee_id(), status = 'in_progress'"
    " where work_order_id = $1"
)


async def test_taking_starts_it_and_twice_does_nothing(connection: Connection) -> None:
    floor = await crew(connection)
    number = await add_order(connection, floor.ids[0])
    async with acting(connection, "Ana"):
        await connection.execute(TAKE, number)
        await connection.execute(TAKE, number)
    order = await read(connection, number)
    assert (order["status"], order["version"]) == ("in_progress", 2)
    assert order["assignee_id"] == await employee(connection, "Ana")
    assert await labour_of(connection, number) == [("Ana", True)]


async def test_it_can_be_taken_for_later(connection: Connection) -> None:
    floor = await crew(connection)
    number = await add_order(connection, floor.ids[0])
    async with acting(connection, "Ana"):
        await connection.execute("select floor.take_work_order($1, false)", number)
    assert (await read(connection, number))["status"] == "assigned"
    assert await labour_of(connection, number) == []


@pytest.mark.parametrize("status", ["assigned", "in_progress", "on_hold"])
async def test_who_has_it_is_named_to_planners_too(connection: Connection, status: str) -> None:
    floor = await crew(connection)
    number = await order_in(connection, floor.ids[0], status)
    for name in ("Ben", "Sam"):
        async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, name):
            await connection.execute(TAKE, number)
        assert caught.value.sqlstate == "FC409"
        assert re.fullmatch(r"Taken by Ana at \d\d:\d\d", said(caught)[0])


@pytest.mark.parametrize("status", ["done", "verified", "cancelled"])
async def test_what_is_finished_is_not_taken(connection: Connection, status: str) -> None:
    floor = await crew(connection)
    number = await order_in(connection, floor.ids[0], status)
    async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, "Ana"):
        await connection.execute(TAKE, number)
    assert caught.value.sqlstate == "FC409"
    assert f"work order {number} is {status}" in said(caught)[0]


async def test_who_is_no_employee_takes_nothing(connection: Connection) -> None:
    floor = await crew(connection)
    number = await add_order(connection, floor.ids[0])
    for name in ("Olga", None):
        async with refused(connection, asyncpg.InsufficientPrivilegeError):
            if name:
                await act_as(connection, name)
            await connection.execute(TAKE, number)
    async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, "Eve"):
        await connection.execute(TAKE, number)
    assert caught.value.sqlstate == "FC404"


@pytest.mark.parametrize("statement", [TAKE, BY_HAND])
async def test_fifty_take_it_at_once_and_one_gets_it(open_committing: Open, statement: str) -> None:
    watcher = await open_committing()
    floor = await stand(watcher)
    number = await add_order(watcher, floor.ids[0])
    names = [f"Tech{place}" for place in range(TAKERS)]
    for name in names:
        await add_person(watcher, name, "maintenance", is_employee=True)
    # one after the other: fifty that log in at once keep each other waiting
    connections = [await open_committing() for _ in names]
    gate = asyncio.Barrier(TAKERS)

    async def take(connection: Connection, name: str) -> str:
        try:
            async with connection.transaction():
                await act_as(connection, name)
                await gate.wait()
                await connection.execute(statement, number)
            return "got it"
        except asyncpg.PostgresError as error:
            return f"{error.sqlstate} {error.args[0]}"

    answers = await asyncio.gather(
        *(take(*taker) for taker in zip(connections, names, strict=True))
    )
    assert answers.count("got it") == 1
    winner = names[answers.index("got it")]
    others = {answer for answer in answers if answer != "got it"}
    assert all(re.fullmatch(rf"FC409 Taken by {winner} at \d\d:\d\d", answer) for answer in others)
    order = await read(watcher, number)
    assert order["assignee_id"] == await employee(watcher, winner)
    assert (order["status"], order["version"]) == ("in_progress", 2)
    assert await labour_of(watcher, number) == [(winner, True)]
