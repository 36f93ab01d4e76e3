"""floor.stop_to_edit: the stop, held for whoever may edit it."""

from __future__ import annotations

import asyncio

import asyncpg

from database.connect import Connection
from tests.sql.floor.stops import minute, minutes, press
from tests.sql.support import Floor, Open, refused, settled, stand

ASK = "select started_at, ended_at from floor.stop_to_edit($1, $2)"


async def test_it_is_that_of_the_instant(connection: Connection, floor: Floor) -> None:
    machine = await press(connection, floor)
    await machine.was((10, "down"), (15, "down"), (20, "operational"), (30, "down"))
    row = await connection.fetchrow(ASK, machine.machine_id, minute(17))
    assert row is not None
    assert [minutes(at) for at in row] == [10, 20]
    row = await connection.fetchrow(ASK, machine.machine_id, minute(30))
    assert row is not None
    assert (minutes(row["started_at"]), row["ended_at"]) == (30, None)


async def test_a_machine_there_is_not_is_not_found(connection: Connection, floor: Floor) -> None:
    for machine_id in (-1, floor.ids[0]):
        async with refused(connection, asyncpg.PostgresError) as caught:
            await connection.fetchrow(ASK, machine_id, minute(17))
        assert caught.value.sqlstate == "FC404"


async def test_two_who_edit_take_turns(open_committing: Open) -> None:
    """The second one sees what the first one did."""
    first, second, observer = [await open_committing() for _ in range(3)]
    machine = await press(first, await stand(first))
    await machine.was((0, "operational"), (10, "down"), (20, "operational"))
    async with first.transaction():
        await machine.retime(10, 5, None)
        waiting = await settled(
            observer,
            second,
            second.fetchrow(ASK, machine.machine_id, minute(12)),
        )
        assert not waiting.done()
    row = await asyncio.wait_for(waiting, 10)
    assert minutes(row["started_at"]) == 5
