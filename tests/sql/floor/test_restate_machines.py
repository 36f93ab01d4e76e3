"""floor.restate_machines mends floor.machine_status, whatever stood there."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import (
    Floor,
    Open,
    add_event,
    assert_status_is_kept,
    kept_status,
    settled,
    stand,
)

HOLD = "select from floor.machine_status where machine_id = $1 for update"


async def test_wrong_missing_and_superfluous_rows_are_mended(
    connection: Connection, floor: Floor
) -> None:
    wrong, missing, superfluous = floor.ids
    await add_event(connection, wrong, 0, "down")
    await add_event(connection, missing, 0, "warning")
    await connection.execute(
        "update floor.machine_status set status = 'operational' where machine_id = $1", wrong
    )
    await connection.execute("delete from floor.machine_status where machine_id = $1", missing)
    await connection.execute(
        "insert into floor.machine_status (machine_id, status, at, since_at, source, recorded_at)"
        " values ($1, 'down', now(), now(), '', now())",
        superfluous,
    )
    await connection.execute("select floor.restate_machines($1)", floor.ids)
    await assert_status_is_kept(connection)


async def test_others_are_left_alone(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    await connection.execute("update floor.machine_status set status = 'operational'")
    await connection.execute("select floor.restate_machines($1)", floor.ids[1:])
    assert await kept_status(connection, floor.ids[0]) == ("operational", 0, 0)


async def test_what_is_right_is_not_written_again(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    before = await connection.fetchval("select ctid from floor.machine_status")
    await connection.execute("select floor.restate_machines($1)", floor.ids)
    assert await connection.fetchval("select ctid from floor.machine_status") == before


async def test_rows_are_held_in_the_order_of_their_keys(
    committing: Connection, open_committing: Open
) -> None:
    """However they are listed: two callers then wait for each other instead of deadlocking."""
    first, second, _ = (await stand(committing)).ids
    for press in (first, second):
        await add_event(committing, press, 0, "down")
    holder, caller = await open_committing(), await open_committing()
    async with holder.transaction():
        await holder.execute(HOLD, second)
        waiting = await settled(
            committing, caller, caller.execute("select floor.restate_machines($1)", [second, first])
        )
        assert not waiting.done()
        free = await committing.fetch(f"{HOLD} skip locked", first)
        assert free == [], "the first is held while the second is waited for"
    await waiting
