"""historian.tg_follow_tag_states: a corrected meaning shows at once."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.states import machine, usual
from tests.sql.support import Floor, assert_status_is_kept


async def test_a_first_meaning_shows_at_once(connection: Connection, floor: Floor) -> None:
    press = await machine(connection, floor.ids[0], "status")
    await press.says("status", (0, 6), (5, 6))
    assert await press.now() == ("no_data", 'value "6" is not in floor.tag_states')
    await press.means("status", "6", status="operational", label="Execute")
    assert await press.now() == ("operational", "Execute")
    assert await press.events() == [(0, "operational", None, "Execute")]
    await assert_status_is_kept(connection)


async def test_a_corrected_meaning_shows_at_once(connection: Connection, floor: Floor) -> None:
    """Since the value lasts; what was before stays as it was derived."""
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 3), (5, 0), (10, 3), (15, 3))
    await connection.execute(
        "update floor.tag_states set status = 'warning', label = 'Idle' where raw_value = '3'"
    )
    assert await press.events() == [
        (0, "down", None, None),
        (5, "operational", None, None),
        (10, "warning", None, "Idle"),
    ]


async def test_a_meaning_that_joins_two_runs_leaves_no_wrong_event(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 1), (5, 3), (10, 3))
    await connection.execute(
        "update floor.tag_states set status = 'operational', label = null"
        " where raw_value in ('1', '3')"
    )
    assert await press.now() == ("operational", None)
    await press.says("status", (7, 1))  # a late one does not bring the old meaning back
    assert await press.now() == ("operational", None)


async def test_a_deleted_meaning_shows_at_once(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 3))
    await connection.execute("delete from floor.tag_states where raw_value = '3'")
    assert await press.now() == ("no_data", 'value "3" is not in floor.tag_states')


async def test_a_reason_may_be_corrected_and_taken_back(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason")
    await press.says("status", (0, 2))
    set_reason = "update floor.tag_states set reason_id = floor.reason_id($1) where raw_value = '2'"
    await connection.execute(set_reason, "Tool")
    assert await press.events() == [(0, "down", "Tool", None)]
    await connection.execute(set_reason, None)
    assert await press.events() == [(0, "down", None, None)]
    await press.says("reason", (1, 18))
    await press.means("reason", "18")
    assert await press.events() == [(0, "down", None, None)]


async def test_a_product_shows_at_once(connection: Connection, floor: Floor) -> None:
    press = await machine(connection, floor.ids[0], "product")
    await connection.execute("insert into floor.products (product_name) values ('Cover')")
    await press.says("product", (0, 7), (5, 7))
    assert await press.jobs() == [(0, None, "7")]
    await press.means("product", "7", product="Cover")
    assert await press.jobs() == [(0, "Cover", None)]


async def test_machines_that_never_spoke_stay_silent(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason", "product")
    await connection.execute("update floor.tag_states set label = 'x'")
    await connection.execute("delete from floor.tag_states")
    assert await press.events() == []
    assert await connection.fetchval("select count(*) from floor.machine_status") == 0
