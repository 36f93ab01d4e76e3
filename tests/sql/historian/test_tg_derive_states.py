"""historian.tg_derive_states: samples that come, change and go are followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from database.connect import Connection
from tests.sql.historian.states import NO_COMMUNICATION, minute, usual
from tests.sql.support import Floor, assert_status_is_kept


async def test_the_state_follows_the_status_tag(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0))
    assert await press.now() == ("operational", None)
    await press.says("status", (1, 1))
    assert await press.now() == ("warning", "Held")
    await press.says("status", (2, None, NO_COMMUNICATION))
    assert await press.now() == ("no_data", "BadNoCommunication")
    await press.says("status", (3, 1))
    assert await press.now() == ("warning", "Held")
    await assert_status_is_kept(connection)


async def test_a_late_sample_splits_history(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0), (10, 3), (20, 3))
    await press.says("status", (15, 0))
    assert await press.events() == [
        (0, "operational", None, None),
        (10, "down", None, None),
        (15, "operational", None, None),
        (20, "down", None, None),
    ]
    await connection.execute("delete from historian.samples where at = $1", minute(15))
    assert await press.events() == [(0, "operational", None, None), (10, "down", None, None)]


async def test_a_moved_sample_is_followed_on_both_sides(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    other = await usual(connection, floor.ids[1], "status")
    await press.says("status", (0, 0), (10, 3), (20, 0))
    await connection.execute("update historian.samples set at = $1 where value = 3", minute(30))
    assert await press.events() == [(0, "operational", None, None), (30, "down", None, None)]
    await connection.execute(
        "update historian.samples set tag_id = $1 where value = 3", other.tags["status"]
    )
    assert await press.events() == [(0, "operational", None, None)]
    assert await other.events() == [(30, "down", None, None)]


async def test_copy_of_many_machines_is_followed(connection: Connection, floor: Floor) -> None:
    presses = [await usual(connection, key, "status", "reason", "value") for key in floor.ids]
    await connection.copy_records_to_table(
        "samples",
        schema_name="historian",
        columns=["tag_id", "at", "value"],
        records=[
            record
            for press in presses
            for number in range(40)
            for record in (
                (press.tags["status"], minute(number), float(number // 20 * 3)),
                (press.tags["reason"], minute(number), 17.0),
                (press.tags["value"], minute(number), float(number)),
            )
        ],
    )
    for press in presses:
        assert await press.events() == [(0, "operational", None, None), (20, "down", "Jam", None)]


async def test_other_tags_derive_nothing(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "value", "good")
    await press.says("value", (0, 3))
    await press.says("good", (0, 3))
    assert await press.events() == []
    assert await connection.fetchval("select count(*) from floor.machine_status") == 0


async def test_events_say_where_they_come_from(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0))
    event = await connection.fetchrow("select source, recorded_at from floor.status_events")
    assert event is not None
    assert event["source"] == "opcua:Press shop"
    assert datetime.now(UTC) - event["recorded_at"] < timedelta(minutes=5)


async def test_samples_of_a_disabled_tag_still_count(connection: Connection, floor: Floor) -> None:
    """They were read before it was disabled, and only come now."""
    press = await usual(connection, floor.ids[0], "status")
    await connection.execute("update floor.tags set is_enabled = false")
    await press.says("status", (0, 3))
    assert await press.events() == [(0, "down", None, None)]
