"""floor.work_order_of_stop: the order about a stop, whatever became of its beginning."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.floor.crew import add_order, crew, step, stop
from tests.sql.support import minute

FIND = "select floor.work_order_of_stop($1, $2, $3, $4)"


async def test_an_instant_within_the_stop_counts(connection: Connection) -> None:
    floor = await crew(connection)
    press = floor.ids[0]
    await stop(connection, press, 0, 30)
    number = await add_order(connection, press, stopped_at=minute(10), opened_at=minute(12))
    assert await connection.fetchval(FIND, press, minute(0), minute(30), False) == number
    assert await connection.fetchval(FIND, press, minute(10), None, False) == number
    assert await connection.fetchval(FIND, press, minute(0), minute(10), False) is None
    assert await connection.fetchval(FIND, floor.ids[1], minute(0), None, False) is None
    await step(connection, number, "cancelled")
    assert await connection.fetchval(FIND, press, minute(0), minute(30), False) is None
    assert await connection.fetchval(FIND, press, minute(0), minute(30), True) == number


async def test_without_its_instant_the_stop_it_was_opened_in_counts(
    connection: Connection,
) -> None:
    floor = await crew(connection)
    press = floor.ids[0]
    await stop(connection, press, 0, 30)
    number = await add_order(connection, press, stopped_at=minute(0), opened_at=minute(20))
    await connection.execute(
        "update floor.status_events set at = $1 where at = $2 and machine_id = $3",
        minute(15),
        minute(0),
        press,
    )
    assert await connection.fetchval(FIND, press, minute(15), minute(30), False) == number
    # an order about an earlier stop, opened in a later one, belongs to the earlier
    await stop(connection, press, 200, 230)
    await stop(connection, press, 300)
    other = await add_order(connection, press, stopped_at=minute(210), opened_at=minute(310))
    assert await connection.fetchval(FIND, press, minute(200), minute(230), False) == other
    assert await connection.fetchval(FIND, press, minute(300), None, False) is None
