"""historian.derive_current: what lasts now, by what values mean now."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.states import Machine, minute, usual
from tests.sql.support import Floor


async def derive(press: Machine, role: str) -> None:
    """Derive what lasts now from one tag."""
    await press.connection.execute("select historian.derive_current($1)", [press.tags[role]])


async def test_it_reaches_back_to_the_event_that_lasts(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 3), (5, 0), (10, 3), (15, 3))
    await connection.execute("update floor.status_events set status = 'no_data'")
    await derive(press, "status")
    assert await press.events() == [
        (0, "no_data", None, None),
        (5, "no_data", None, None),
        (10, "down", None, None),
    ]


async def test_without_an_event_it_begins_with_the_newest_sample(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "product")
    await press.says("status", (0, 3), (5, 3))
    await press.says("product", (3, "A"), (6, "A"))
    await connection.execute("delete from floor.status_events; delete from floor.job_events")
    await derive(press, "status")
    await derive(press, "product")
    assert await press.events() == [(5, "down", None, None)]
    assert await press.jobs() == [(6, None, "A")]


async def test_a_reason_reaches_back_to_the_event_as_well(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason")
    await press.says("status", (0, 3), (5, 3))
    await press.says("reason", (2, 17), (4, 17))
    assert await press.events() == [(0, "down", None, None), (2, "down", "Jam", None)]
    await connection.execute("update floor.status_events set reason_id = null")
    await derive(press, "reason")
    assert await press.events() == [(0, "down", None, None), (2, "down", "Jam", None)]


async def test_tags_without_samples_or_a_role_are_passed_over(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "value")
    await press.says("value", (0, 3))
    await derive(press, "status")
    await derive(press, "value")
    assert await press.events() == []


async def test_a_job_is_derived_from_the_event_that_lasts(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "product")
    await press.says("product", (0, "A"), (5, "B"), (9, "B"))
    await connection.execute(
        "update floor.job_events set job_name = 'wrong' where at = $1", minute(5)
    )
    await derive(press, "product")
    assert await press.jobs() == [(0, None, "A"), (5, None, "B")]
