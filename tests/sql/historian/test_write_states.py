"""historian.write_states: status events are made what the samples say, and no more is touched."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.states import Machine, minute, usual
from tests.sql.support import Floor


async def write(made: Machine, since: float = 0, until: float = 60) -> None:
    """Bring one stretch of a machine up to date."""
    await made.connection.execute(
        "select historian.write_states($1, $2, $3)",
        [made.machine_id],
        [minute(since)],
        [minute(until)],
    )


async def add(made: Machine, at: float, status: str, **columns: object) -> None:
    """An event that was not derived."""
    columns = {"detail": None, "source": "opcua:Press shop", "reason": None, **columns}
    await made.connection.execute(
        "insert into floor.status_events (machine_id, at, status, detail, source, reason_id)"
        " values ($1, $2, $3, $4, $5, floor.reason_id($6))",
        *(made.machine_id, minute(at), status),
        *(columns[name] for name in ("detail", "source", "reason")),
    )


async def test_changes_are_written_and_repeats_are_not(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0), (5, 0), (10, 2), (15, 2), (20, 0))
    await connection.execute("delete from floor.status_events")
    await write(press)
    assert await press.events() == [
        (0, "operational", None, None),
        (10, "down", "Jam", None),
        (20, "operational", None, None),
    ]


async def test_events_that_no_longer_follow_are_deleted(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0), (20, 0))
    await add(press, 10, "down")
    await add(press, 70, "down")
    await write(press)
    assert await press.events() == [(0, "operational", None, None), (70, "down", None, None)]


async def test_events_of_others_stay(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0), (20, 0))
    await add(press, 10, "down", source="psql")
    await write(press)
    assert await press.events("psql") == [(10, "down", None, None)]
    # they do not make a repeat of the tag a change either
    assert await press.events() == [(0, "operational", None, None)]


async def test_what_is_right_is_not_touched(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0), (10, 2), (20, 0))
    before = await connection.fetch("select ctid, xmin, * from floor.status_events")
    await write(press)
    assert await connection.fetch("select ctid, xmin, * from floor.status_events") == before


async def test_what_differs_is_corrected_in_place(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 1), (10, 2))
    await connection.execute("update floor.status_events set status = 'no_data', detail = 'x'")
    await write(press)
    assert await press.events() == [(0, "warning", None, "Held"), (10, "down", "Jam", None)]


async def test_a_reason_given_by_hand_stays(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await connection.execute(
        "insert into floor.reasons (reason_name, loss_category) values ('No material', 'breakdown')"
    )
    await press.says("status", (0, 0), (10, 3), (20, 0))
    await connection.execute(
        "update floor.status_events set reason_id = floor.reason_id('No material')"
        " where status = 'down'"
    )
    await connection.execute("update floor.status_events set detail = 'to be corrected'")
    await write(press)
    assert (10, "down", "No material", None) in await press.events()
    # a stop that turns out to have begun before keeps it, too
    await press.says("status", (8, 3))
    assert await press.events() == [
        (0, "operational", None, None),
        (8, "down", None, None),
        (10, "down", "No material", None),
        (20, "operational", None, None),
    ]
    # but what was no stop has no reason for one
    await connection.execute("update historian.samples set value = 0 where value = 3")
    assert await press.events() == [(0, "operational", None, None)]


async def test_a_reason_of_the_device_comes_before_one_given_by_hand(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await connection.execute(
        "insert into floor.reasons (reason_name, loss_category) values ('No material', 'breakdown')"
    )
    await press.says("status", (0, 2))
    await connection.execute(
        "update floor.status_events set reason_id = floor.reason_id('No material')"
    )
    await write(press)
    assert await press.events() == [(0, "down", "Jam", None)]


async def test_a_first_state_that_the_event_before_it_denies_is_written(
    connection: Connection, floor: Floor
) -> None:
    """As after a change of what values mean: the samples agree, the events do not."""
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0), (10, 0), (20, 0))
    await connection.execute("update floor.status_events set status = 'down'")
    await write(press, 10, 10)
    assert await press.events() == [(0, "down", None, None), (10, "operational", None, None)]


async def test_without_a_status_tag_nothing_is_taken_back(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "reason")
    await press.says("reason", (0, 17))
    await add(press, 10, "down")
    await write(press)
    assert await press.events() == [(10, "down", None, None)]
