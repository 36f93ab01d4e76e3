"""historian.tg_follow_tags: states follow tags that go, change hands or are disabled."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.states import Machine, usual
from tests.sql.support import Floor, assert_status_is_kept


async def change(press: Machine, role: str, what: str) -> None:
    """Update one tag of a machine."""
    await press.connection.execute(
        f"update floor.tags set {what} where tag_id = $1", press.tags[role]
    )


async def test_a_machine_whose_status_tag_is_deleted_is_no_data(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "value")
    await press.says("status", (0, 0))
    await connection.execute("delete from floor.tags where role = 'value'")
    assert await press.now() == ("operational", None)
    await connection.execute("delete from floor.tags where role = 'status'")
    assert await press.now() == ("no_data", f'tag "status of {press.machine_id}" was deleted')
    assert [status for _, status, *_ in await press.events()] == ["operational", "no_data"]
    await assert_status_is_kept(connection)


async def test_a_tag_that_never_spoke_ends_nothing(connection: Connection, floor: Floor) -> None:
    await usual(connection, floor.ids[0], "status")
    await connection.execute("delete from floor.tags")
    assert await connection.fetchval("select count(*) from floor.status_events") == 0


async def test_a_status_tag_with_another_role_tells_nothing_any_more(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0))
    await change(press, "status", "role = 'value'")
    told = f'tag "status of {press.machine_id}" no longer tells its status'
    assert await press.now() == ("no_data", told)
    await change(press, "status", "role = 'status'")
    assert await press.now() == ("operational", None)


async def test_a_status_tag_may_move_to_another_machine(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    other = Machine(connection, floor.ids[1], press.tags)
    await press.says("status", (0, 3), (5, 0), (9, 0))
    await change(press, "status", f"machine_id = {floor.ids[1]}")
    assert (await press.now())[0] == "no_data"
    assert await other.events() == [(9, "operational", None, None)]
    await other.says("status", (20, 3))
    assert await other.now() == ("down", None)
    assert (await press.now())[0] == "no_data"


async def test_machines_may_swap_their_status_tags(connection: Connection, floor: Floor) -> None:
    """In two steps, because a machine has one status tag at a time."""
    first = await usual(connection, floor.ids[0], "status")
    second = await usual(connection, floor.ids[1], "status")
    await first.says("status", (0, 0))
    await second.says("status", (0, 3))
    await change(first, "status", "role = 'value'")
    await change(second, "status", f"machine_id = {first.machine_id}")
    await change(first, "status", f"role = 'status', machine_id = {second.machine_id}")
    assert await first.now() == ("down", None)
    assert await second.now() == ("operational", None)


async def test_a_tag_with_a_past_tells_from_its_newest_sample_on(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "value")
    await press.says("value", (0, 1), (5, 0), (6, 0))
    for raw_value, status in (("0", "operational"), ("1", "down")):
        await press.means("value", raw_value, status=status)
    await change(press, "value", "role = 'status'")
    assert await press.events() == [(6, "operational", None, None)]


async def test_without_its_reason_tag_the_status_speaks_alone(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason")
    await press.says("reason", (0, 18))
    await press.says("status", (5, 3))
    assert await press.events() == [(5, "down", "Tool", "Tool broke")]
    await change(press, "reason", "role = 'value'")
    assert (await press.now()) == ("down", None)
    await change(press, "reason", "role = 'reason'")
    assert await press.events() == [(5, "down", "Tool", "Tool broke")]
    await connection.execute("delete from floor.tags where role = 'reason'")
    assert (await press.now()) == ("down", None)


async def test_a_disabled_tag_says_so_itself(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "value")
    await press.says("status", (0, 0))
    await press.says("value", (0, 7))
    await change(press, "value", "is_enabled = false")
    assert await press.now() == ("operational", None)
    await change(press, "status", "is_enabled = false")
    assert await press.now() == ("no_data", f'tag "status of {press.machine_id}" was disabled')
    await change(press, "status", "is_enabled = false, unit = 'x'")
    assert await connection.fetchval("select count(*) from historian.samples") == 4
    await change(press, "status", "is_enabled = true")
    assert (await press.now())[0] == "no_data"  # until it is heard again
    await connection.execute(
        "insert into historian.samples (tag_id, at, value) values ($1, clock_timestamp(), 0)",
        press.tags["status"],
    )
    assert await press.now() == ("operational", None)


async def test_other_changes_change_no_state(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0), (5, 3))
    before = await connection.fetch("select * from floor.status_events")
    await change(press, "status", "tag_name = 'State', unit = 'x', address = 'elsewhere'")
    assert await connection.fetch("select * from floor.status_events") == before
