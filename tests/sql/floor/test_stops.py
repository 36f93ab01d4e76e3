"""floor.stops: one row per stop, with its parts, what it owes, and who explained it."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.floor.stops import START, Press, minute, press
from tests.sql.support import Floor


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine."""
    return await press(connection, floor)


async def rows(machine: Press) -> list[asyncpg.Record]:
    return await machine.connection.fetch("select * from floor.stops order by started_at")


async def test_a_stop_is_a_run_of_down(machine: Press) -> None:
    await machine.was((0, "down"), (5, "down"), (10, "operational"), (20, "down"), (25, "no_data"))
    await machine.was((27, "down"), (30, "warning"), (40, "down"))
    assert [stop[:2] for stop in await machine.stops()] == [(0, 10), (20, 25), (27, 30), (40, None)]


async def test_it_says_where_it_was_and_how_long(machine: Press) -> None:
    await machine.was((0, "down"), (10, "operational"))
    row = (await rows(machine))[0]
    assert (row["machine_name"], row["line"], row["duration_s"]) == ("Press_1", "Engine", 600)


async def test_of_several_reasons_the_last_one_is_told(machine: Press) -> None:
    await machine.was((0, "down"), (3, "down", "Jam"), (4, "down", "Jam"), (6, "down", "Service"))
    await machine.was((7, "down"), (10, "operational", "Tool"))
    row = (await rows(machine))[0]
    assert (row["reason"], row["reason_path"], row["is_planned"]) == ("Service", "Service", True)
    assert (await machine.stops())[0][2] == [(0, "Jam"), (6, "Service")]


async def test_what_is_longer_than_the_limit_owes_a_reason(machine: Press) -> None:
    await machine.was((0, "down"), (5, "operational"), (10, "down"), (15.1, "operational"))
    await machine.was((20, "down", "Jam"), (40, "operational"), (50, "down"))
    found = [(row["owes_reason"], row["needs_reason_at"]) for row in await rows(machine)]
    assert found == [(False, None), (True, minute(15)), (False, None), (True, minute(55))]


async def test_what_lasts_will_owe_one(machine: Press) -> None:
    await machine.connection.execute(
        "insert into floor.status_events (machine_id, at, status) values ($1, now(), 'down')",
        machine.machine_id,
    )
    row = (await rows(machine))[0]
    assert row["owes_reason"] is False
    assert row["needs_reason_at"] - row["started_at"] == timedelta(minutes=5)


async def test_within_planned_stops_nothing_is_owed(machine: Press) -> None:
    await machine.connection.execute(
        "insert into floor.planned_stops (line_id, during, stop_name)"
        " values ($1, tstzrange($2, $3), 'Break')",
        *(machine.line_id, minute(30), minute(60)),
    )
    await machine.was((32, "down"), (55, "operational"), (57, "down"), (62.5, "operational"))
    await machine.was((70, "operational"))
    assert [row["owes_reason"] for row in await rows(machine)] == [False, True]


async def test_its_work_order_is_named(machine: Press) -> None:
    await machine.was((0, "down"), (10, "operational"), (20, "down"))
    order = await machine.connection.fetchval(
        "insert into floor.work_orders (machine_id, title, stopped_at) values ($1, 'Jam', $2)"
        " returning work_order_id",
        machine.machine_id,
        minute(22),
    )
    assert [row["work_order_id"] for row in await rows(machine)] == [None, order]
    await machine.connection.execute(
        "update floor.work_orders set status = 'cancelled', status_note = 'Twice'"
    )
    assert [row["work_order_id"] for row in await rows(machine)] == [None, None]


async def test_who_explained_it(machine: Press) -> None:
    await machine.was((0, "down", "Jam"), (10, "operational"), (20, "down"))
    await add_person(machine.connection, "Ana", "operator")
    await act_as(machine.connection, "Ana")
    assert [row["explained_by"] for row in await rows(machine)] == ["test", None]
    await machine.explain(20, "Tool")
    assert [row["explained_by"] for row in await rows(machine)] == ["test", "Ana"]
    await machine.explain(20, None)
    assert [row["explained_by"] for row in await rows(machine)] == ["test", None]


async def test_a_person_sees_the_stops_of_their_lines(machine: Press) -> None:
    connection = machine.connection
    await machine.was((0, "down"))
    await connection.execute(
        "insert into floor.lines (plant_id, line_name) select plant_id, 'Other' from floor.plants"
    )
    await add_person(connection, "Otto", "operator", line="Other")
    await act_as(connection, "Otto")
    assert await rows(machine) == []


async def test_what_began_more_than_30_days_ago_is_left_out(machine: Press) -> None:
    await machine.connection.execute(
        "insert into floor.status_events (machine_id, at, status) values ($1, $2, 'down')",
        *(machine.machine_id, START - timedelta(days=31)),
    )
    assert await rows(machine) == []
