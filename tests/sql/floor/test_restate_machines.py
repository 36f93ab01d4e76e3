"""floor.restate_machines mends floor.machine_status, whatever stood there."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import Floor, add_event, assert_status_is_kept, kept_status


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
