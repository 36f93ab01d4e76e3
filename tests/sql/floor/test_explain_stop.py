"""floor.explain_stop: all of a stop has one reason, and who may say so."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.floor.stops import Press, minute, press
from tests.sql.support import Floor, refused, said


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine that was down twice, the second time still."""
    made = await press(connection, floor)
    await made.was((0, "operational"), (10, "down"), (15, "down"), (20, "operational"))
    await made.was((30, "down"))
    return made


async def test_a_reason_is_of_the_whole_stop(machine: Press) -> None:
    await machine.explain(10, "Jam")
    assert await machine.stops() == [(10, 20, [(10, "Jam")]), (30, None, [])]


async def test_it_wins_over_all_that_was_said_before(machine: Press) -> None:
    await machine.was((12, "down", "Tool"), (16, "down", "Jam"))
    await machine.explain(10, "Changeover")
    assert await machine.stops() == [(10, 20, [(10, "Changeover")]), (30, None, [])]


async def test_any_instant_of_the_stop_will_do(machine: Press) -> None:
    """A page may have been drawn before the beginning was moved."""
    await machine.explain(17, "Jam")
    await machine.explain(500, "Tool")
    assert await machine.stops() == [(10, 20, [(10, "Jam")]), (30, None, [(30, "Tool")])]


async def test_null_takes_it_back(machine: Press) -> None:
    await machine.explain(10, "Jam")
    await machine.explain(10, None)
    assert (await machine.stops())[0] == (10, 20, [])


async def test_it_is_written_down_with_who_it_was(machine: Press) -> None:
    await machine.connection.execute("select set_config('floor.person', 'ana@plant.test', true)")
    await add_person(machine.connection, "Ana", "operator")
    await machine.explain(10, "Jam")
    rows = await machine.connection.fetch(
        "select kind, from_at, to_at, edited_by from floor.stop_edits"
    )
    assert [tuple(row) for row in rows] == [("reason", minute(10), minute(20), "ana@plant.test")]


async def test_it_needs_a_stop(machine: Press) -> None:
    async with refused(machine.connection, asyncpg.PostgresError) as caught:
        await machine.explain(25, "Jam")
    assert caught.value.sqlstate == "FC404"
    message, hint = said(caught)
    assert "Press_1 was not down at" in message
    assert "again" in str(hint)


async def test_it_needs_a_reason_for_stops(machine: Press) -> None:
    async with refused(machine.connection, asyncpg.CheckViolationError) as caught:
        await machine.explain(10, "Short shot")
    assert "for rejects, not for a stop" in said(caught)[0]


async def test_who_may_not_is_refused(machine: Press) -> None:
    connection = machine.connection
    await connection.execute(
        "insert into floor.lines (plant_id, line_name) select plant_id, 'Other' from floor.plants"
    )
    await add_person(connection, "Vera", "viewer")
    await add_person(connection, "Otto", "operator", line="Other")
    for name in ("Vera", "Otto"):
        async with refused(connection, asyncpg.InsufficientPrivilegeError) as caught:
            await act_as(connection, name)
            await machine.explain(10, "Jam")
        assert "stop.explain" in str(said(caught)[1])
    assert (await machine.stops())[0] == (10, 20, [])


async def test_who_may_does(machine: Press) -> None:
    connection = machine.connection
    await add_person(connection, "Otto", "operator", line="Engine")
    await act_as(connection, "Otto")
    await machine.explain(10, "Jam")
    assert (await machine.stops())[0] == (10, 20, [(10, "Jam")])
    assert await connection.fetchval("select max(explained_by) from floor.stops") == "Otto"
