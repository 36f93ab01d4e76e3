"""floor.tg_guard_part_moves: the stock stays at or above zero, however many take at once."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import acting, add_order, crew, order_in
from tests.sql.support import Floor, Open, refused, said

MOVE = (
    "insert into floor.part_moves (part_id, quantity, work_order_id, note) values ($1, $2, $3, '')"
)


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def _bearings(connection: Connection, quantity: int) -> int:
    part_id: int = await connection.fetchval(
        "insert into floor.parts (part_number, part_name) values ('6204', 'Bearing')"
        " returning part_id"
    )
    await connection.execute(MOVE, part_id, Decimal(quantity), None)
    return part_id


async def test_what_is_not_there_is_not_taken(connection: Connection, floor: Floor) -> None:
    part_id = await _bearings(connection, 3)
    number = await add_order(connection, floor.ids[0])
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(MOVE, part_id, Decimal(-5), number)
    assert caught.value.sqlstate == "FC409"
    assert said(caught)[0] == "3 pcs of Bearing in stock, 5 asked"
    await connection.execute(MOVE, part_id, Decimal(-3), number)
    async with refused(connection, asyncpg.PostgresError):
        await connection.execute(MOVE, part_id, Decimal("-0.5"), None)


async def test_an_order_gives_back_at_most_what_it_used(
    connection: Connection, floor: Floor
) -> None:
    part_id = await _bearings(connection, 3)
    number, other = [await add_order(connection, floor.ids[0]) for _ in range(2)]
    await connection.execute(MOVE, part_id, Decimal(-2), number)
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(MOVE, part_id, Decimal(1), other)
    assert said(caught)[0] == "0 pcs of Bearing were used, 1 given back"
    await connection.execute(MOVE, part_id, Decimal(2), number)


async def test_moves_stay(connection: Connection, floor: Floor) -> None:
    await _bearings(connection, 3)
    for statement in ("update floor.part_moves set quantity = 9", "delete from floor.part_moves"):
        async with refused(connection, asyncpg.PostgresError) as caught:
            await connection.execute(statement)
        assert caught.value.sqlstate == "FC409"


async def test_parts_of_what_is_closed_stay(connection: Connection, floor: Floor) -> None:
    part_id = await _bearings(connection, 3)
    await connection.execute(
        MOVE, part_id, Decimal(-1), await order_in(connection, floor.ids[0], "done")
    )
    for status in ("verified", "cancelled"):
        number = await order_in(connection, floor.ids[0], status)
        async with refused(connection, asyncpg.PostgresError) as caught:
            await connection.execute(MOVE, part_id, Decimal(-1), number)
        assert caught.value.sqlstate == "FC409"


@pytest.mark.parametrize(
    ("name", "is_allowed"), [("Ana", True), ("Sam", True), ("Olga", False), ("Eve", False)]
)
async def test_who_works_uses_parts(
    connection: Connection, floor: Floor, name: str, is_allowed: bool
) -> None:
    part_id = await _bearings(connection, 3)
    number = await add_order(connection, floor.ids[0])
    if is_allowed:
        async with acting(connection, name):
            await connection.execute(MOVE, part_id, Decimal(-1), number)
        assert await connection.fetchval(
            "select moved_by from floor.part_moves where work_order_id = $1", number
        ) == (f"{name.lower()}@plant.test")
        return
    async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, name):
        await connection.execute(MOVE, part_id, Decimal(-1), number)
    assert caught.value.sqlstate in ("42501", "FC404")


async def test_an_unknown_part_is_named(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(MOVE, 0, Decimal(1), None)
    assert caught.value.sqlstate == "FC404"


async def test_of_many_at_once_none_takes_what_is_gone(open_committing: Open) -> None:
    watcher = await open_committing()
    floor = await crew(watcher)
    part_id = await _bearings(watcher, 5)
    number = await add_order(watcher, floor.ids[0])
    # one after the other: those that log in at once keep each other waiting
    connections = [await open_committing() for _ in range(12)]

    async def take(connection: Connection) -> str:
        try:
            await connection.execute(MOVE, part_id, Decimal(-1), number)
            return "taken"
        except asyncpg.PostgresError as error:
            return str(error.args[0])

    taken = await asyncio.gather(*(take(connection) for connection in connections))
    assert taken.count("taken") == 5
    assert taken.count("0 pcs of Bearing in stock, 1 asked") == 7
    assert await watcher.fetchval("select stock_qty from floor.part_stock") == 0
