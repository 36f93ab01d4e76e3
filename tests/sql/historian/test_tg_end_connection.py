"""historian.tg_end_connection: machines of a deleted connection are told while it is known."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.counters import add_connection, add_tag
from tests.sql.historian.states import usual
from tests.sql.support import Floor, assert_status_is_kept


async def test_its_machines_are_no_data(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "value")
    await press.says("status", (0, 0))
    elsewhere = await add_connection(connection, "Paint shop")
    other = await add_tag(connection, "status", floor.ids[1], connection_id=elsewhere)
    await connection.execute(
        "insert into historian.samples (tag_id, at, value) values ($1, now(), 0)", other.tag_id
    )
    await connection.execute("delete from floor.connections where connection_name = 'Press shop'")
    assert await press.now() == ("no_data", 'connection "Press shop" was deleted')
    assert [status for _, status, *_ in await press.events()] == ["operational", "no_data"]
    events = await connection.fetch(
        "select status from floor.status_events where machine_id = $1", floor.ids[1]
    )
    assert len(events) == 1
    assert await connection.fetchval("select count(*) from floor.tags") == 1
    await assert_status_is_kept(connection)


async def test_a_connection_without_tags_goes_quietly(connection: Connection, floor: Floor) -> None:
    await add_connection(connection)
    await connection.execute("delete from floor.connections")
    assert await connection.fetchval("select count(*) from floor.status_events") == 0
