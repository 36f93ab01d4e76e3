"""floor.hold_machine_status: writers of one machine meet at its row, and never in a knot."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import Floor, Open, add_event, settled, stand

HOLD = "select floor.hold_machine_status($1)"
TRY = "select from floor.machine_status where machine_id = $1 for update skip locked"


async def test_a_row_that_is_there_is_not_written(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    before = await connection.fetch("select ctid, * from floor.machine_status")
    await connection.execute(HOLD, floor.ids[:1])
    assert await connection.fetch("select ctid, * from floor.machine_status") == before


async def test_a_missing_row_is_made(connection: Connection, floor: Floor) -> None:
    await connection.execute(HOLD, floor.ids[:2])
    rows = await connection.fetch(
        "select machine_id, status, at::text from floor.machine_status order by machine_id"
    )
    assert [tuple(row) for row in rows] == [(key, "", "-infinity") for key in floor.ids[:2]]


async def test_nothing_to_hold_is_fine(connection: Connection, floor: Floor) -> None:
    await connection.execute(HOLD, [])
    await connection.execute(HOLD, None)
    assert await connection.fetchval("select count(*) from floor.machine_status") == 0


async def test_rows_are_held_in_the_order_of_their_keys(
    committing: Connection, open_committing: Open
) -> None:
    """However they are listed: two callers then wait for each other instead of deadlocking."""
    first, second, _ = (await stand(committing)).ids
    for press in (first, second):
        await add_event(committing, press, 0, "down")
    holder, caller = await open_committing(), await open_committing()
    async with holder.transaction():
        await holder.execute(HOLD, [second])
        waiting = await settled(committing, caller, caller.execute(HOLD, [second, first]))
        assert not waiting.done()
        assert await committing.fetch(TRY, first) == [], "the first is held meanwhile"
    await waiting


async def test_a_row_deleted_while_waiting_is_made_again(
    committing: Connection, open_committing: Open
) -> None:
    """The holder may delete a machine's last event; whoever waited must still hold a row."""
    press = (await stand(committing)).ids[0]
    await add_event(committing, press, 0, "down")
    holder, caller = await open_committing(), await open_committing()
    await caller.execute("begin")
    async with holder.transaction():
        await holder.execute("delete from floor.status_events")
        waiting = await settled(committing, caller, caller.execute(HOLD, [press]))
        assert not waiting.done()
    await waiting
    assert await caller.fetchval("select count(*) from floor.machine_status") == 1
    await caller.execute("rollback")
