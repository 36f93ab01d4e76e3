"""historian.tg_follow_connections: a disabled connection tells nothing any more."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.counters import add_connection
from tests.sql.historian.states import OUT_OF_SERVICE, usual
from tests.sql.support import Floor


async def test_its_tags_are_marked_and_its_machines_no_data(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "value", "good")
    for role in press.tags:
        await press.says(role, (0, 0))
    await add_connection(connection, "Paint shop")
    await connection.execute(
        "update floor.connections set is_enabled = false where connection_name = 'Paint shop'"
    )
    assert await press.now() == ("operational", None)
    await connection.execute("update floor.connections set is_enabled = false")
    told = 'connection "Press shop" was disabled'
    assert await press.now() == ("no_data", told)
    marks = await connection.fetch(
        "select tag_id, text_value from historian.samples where quality = $1 order by tag_id",
        OUT_OF_SERVICE,
    )
    assert [tuple(mark) for mark in marks] == [(tag, told) for tag in press.tags.values()]


async def test_other_changes_mark_nothing(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0))
    await connection.execute(
        "update floor.connections set connection_name = 'New', reloaded_at = now(),"
        " config = '{\"a\": 1}', ingester = 'other'"
    )
    assert await connection.fetchval("select count(*) from historian.samples") == 1
    assert await press.now() == ("operational", None)


async def test_a_renamed_connection_goes_on_under_its_new_name(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "product")
    await press.says("status", (-120, 3), (0, 0), (30, 3), (40, 0))
    await press.says("product", (-200, "A"), (-120, "B"))
    await connection.execute("update floor.connections set connection_name = 'New'")
    assert await press.events() == [(-120, "down", None, None)]
    assert await press.jobs() == [(-200, None, "A")]
    await press.says("status", (35, 0), (50, 0))
    assert await press.events("opcua:New") == [
        (0, "operational", None, None),
        (30, "down", None, None),
        (35, "operational", None, None),
    ]


async def test_a_renamed_connection_can_still_end(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0))
    await connection.execute("update floor.connections set connection_name = 'New'")
    await connection.execute("delete from floor.connections")
    assert await press.now() == ("no_data", 'connection "New" was deleted')
