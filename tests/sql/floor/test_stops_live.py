"""floor.stops_live: equal to what floor.stops says of the last day."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from database.connect import Connection
from tests.sql.floor.stops import START, Press, minutes, press
from tests.sql.support import Floor, forget_changes, noted_keys


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine."""
    return await press(connection, floor)


async def told(machine: Press) -> list[tuple[float, float | None]]:
    """Beginning and end of the stops that are told of the machine."""
    rows = await machine.connection.fetch("select * from floor.stops_live")
    assert [(row["machine_name"], row["line"]) for row in rows] in ([], [("Press_1", "Engine")])
    found = [
        (at(stop["started_at"]) or 0.0, at(stop["ended_at"]))
        for row in rows
        for stop in json.loads(row["stops"])
    ]
    owing = await machine.connection.fetch(
        "select started_at, ended_at from floor.stops where needs_reason_at is not null"
        " and (started_at > now() - interval '24 hours' or ended_at is null) order by started_at"
    )
    assert found == [
        (minutes(row[0]), None if row[1] is None else minutes(row[1])) for row in owing
    ]
    return found


def at(text: str | None) -> float | None:
    """The minute of an instant as it is told."""
    return None if text is None else minutes(datetime.fromisoformat(text))


async def test_it_holds_what_owes_a_reason(machine: Press) -> None:
    await machine.was((0, "down"), (4, "operational"), (10, "down"), (20, "operational"))
    await machine.was((30, "down"), (35, "down", "Jam"), (60, "operational"), (70, "down"))
    assert await told(machine) == [(10, 20), (70, None)]
    await machine.explain(10, "Jam")
    await machine.explain(70, "Tool")
    assert await told(machine) == []


async def test_one_that_has_just_begun_is_told(machine: Press) -> None:
    await machine.connection.execute(
        "insert into floor.status_events (machine_id, at, status) values ($1, now(), 'down')",
        machine.machine_id,
    )
    assert len(await told(machine)) == 1


async def test_it_goes_back_a_day_or_to_the_beginning_of_what_lasts(machine: Press) -> None:
    day = 24 * 60
    await machine.was((-2 * day, "down"), (-2 * day + 30, "operational"))
    # began before, repeated and ended within
    await machine.was((-20 * 60, "down"), (-13 * 60, "down"), (-12 * 60, "operational"))
    assert await told(machine) == []
    await machine.was((0, "operational"))
    await machine.connection.execute("delete from floor.status_events where at >= $1", START)
    await machine.connection.execute(
        "delete from floor.status_events where status = 'operational' and at > $1",
        START - timedelta(days=1),
    )
    assert await told(machine) == [(-20 * 60, None)]


async def test_a_machine_that_left_is_not_asked_for(machine: Press) -> None:
    await machine.was((0, "down"))
    await machine.connection.execute("update floor.machines set retired_at = now()")
    assert await machine.connection.fetch("select * from floor.stops_live") == []


async def test_the_feed_is_told_of_beginnings_ends_and_reasons(machine: Press) -> None:
    connection = machine.connection
    for change, is_told in (
        ((0, "operational"), False),
        ((10, "down"), True),
        ((30, "operational"), True),
        ((40, "warning"), False),
        ((50, "down"), True),
    ):
        await forget_changes(connection)
        await machine.was(change)
        assert (("stops", "Press_1") in await noted_keys(connection)) is is_told, change
    await forget_changes(connection)
    await machine.explain(10, "Jam")
    assert ("stops", "Press_1") in await noted_keys(connection)
    ask = "select line, machine from relay.live_rows where topic = 'stops' and key = 'Press_1'"
    assert tuple(await connection.fetchrow(ask) or ()) == ("Engine", "Press_1")
    await machine.explain(50, "Tool")
    assert await connection.fetchrow(ask) is None  # nothing is owed any more
