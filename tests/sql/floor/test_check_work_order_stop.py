"""floor.check_work_order_stop: an order about a stop, and no second one about the same."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from database.connect import Connection, connector
from tests.sql.floor.crew import acting, add_order, change, crew, read, step, stop
from tests.sql.support import Floor, Open, minute, refused, said, stand


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    floor = await crew(connection)
    await stop(connection, floor.ids[0], 0, 30)
    await stop(connection, floor.ids[0], 100)
    return floor


async def _second(connection: Connection, floor: Floor, at: float) -> str:
    async with refused(connection, asyncpg.PostgresError) as caught:
        await add_order(connection, floor.ids[0], stopped_at=minute(at))
    assert caught.value.sqlstate == "FC409"
    assert caught.value.column_name == "stopped_at"
    return str(caught.value.detail)


async def test_a_stop_has_one_order(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0], stopped_at=minute(5))
    for at in (0, 5, 29):
        assert await _second(connection, floor, at) == str(number)
    assert (await read(connection, number))["stopped_at"] == minute(5)  # kept as it was given
    await add_order(connection, floor.ids[0], stopped_at=minute(150))
    await add_order(connection, floor.ids[0])  # about no stop: as many as one likes
    await add_order(connection, floor.ids[0])


async def test_the_refusal_names_the_other(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0], stopped_at=minute(5))
    async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, "Olga"):
        await add_order(connection, floor.ids[0], stopped_at=minute(6))
    assert said(caught) == (
        f"work order {number} is about this stop of Press_1",
        f"A stop has one work order: go on with {number}.",
    )


@pytest.mark.parametrize("at", [-10, 30, 60])
async def test_where_it_was_not_down_there_is_no_stop(
    connection: Connection, floor: Floor, at: float
) -> None:
    async with refused(connection, asyncpg.PostgresError) as caught:
        await add_order(connection, floor.ids[0], stopped_at=minute(at))
    assert caught.value.sqlstate == "FC404"
    assert said(caught)[0].startswith("Press_1 was not down at")


async def test_a_cancelled_order_makes_room(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0], stopped_at=minute(5))
    await step(connection, number, "cancelled")
    await add_order(connection, floor.ids[0], stopped_at=minute(5))


async def test_an_order_is_moved_to_no_stop_that_has_one(
    connection: Connection, floor: Floor
) -> None:
    await add_order(connection, floor.ids[0], stopped_at=minute(5))
    other = await add_order(connection, floor.ids[0])
    async with refused(connection, asyncpg.PostgresError) as caught:
        await change(connection, other, stopped_at=minute(6))
    assert caught.value.sqlstate == "FC409"
    await change(connection, other, stopped_at=minute(101))
    await change(connection, other, stopped_at=minute(102))  # its own stop


async def test_the_beginning_of_the_stop_may_move(connection: Connection, floor: Floor) -> None:
    earlier = await add_order(connection, floor.ids[0], stopped_at=minute(0))
    later = await add_order(connection, floor.ids[0], stopped_at=minute(100), opened_at=minute(115))
    await connection.execute(
        "update floor.status_events"
        " set at = at + case at when $1 then $3::interval else $4::interval end"
        " where at in ($1, $2) and machine_id = $5",
        minute(0),
        minute(100),
        minute(-5) - minute(0),  # the first began earlier than was known
        minute(10) - minute(0),  # the second later
        floor.ids[0],
    )
    assert await _second(connection, floor, -3) == str(earlier)
    assert await _second(connection, floor, 120) == str(later)


async def test_of_many_at_once_one_is_opened(open_committing: Open, database_url: str) -> None:
    watcher = await open_committing()
    floor = await stand(watcher)
    await stop(watcher, floor.ids[0], 0)
    gate = asyncio.Barrier(12)

    async def report(at: float) -> str:
        connection = await connector(database_url, "reporter")()
        try:
            await gate.wait()
            return str(await add_order(connection, floor.ids[0], stopped_at=minute(at)))
        except asyncpg.PostgresError as error:
            return f"{error.sqlstate} {error.detail}"
        finally:
            connection.terminate()

    answers = await asyncio.gather(*(report(at) for at in range(12)))
    (number,) = [answer for answer in answers if not answer.startswith("FC409")]
    assert answers.count(f"FC409 {number}") == 11
    assert await watcher.fetchval("select count(*) from floor.work_orders") == 1
