"""floor.tg_follow_stop_edits: a work order stays with its stop."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.floor.stops import Press, minute, minutes, press
from tests.sql.support import Floor


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine that was down from minute 40 to 60, with a work order about that."""
    made = await press(connection, floor)
    await made.was((0, "operational"), (40, "down"), (60, "operational"))
    await connection.execute(
        "insert into floor.work_orders (machine_id, title, stopped_at) values ($1, 'Jam', $2)",
        *(made.machine_id, minute(45)),
    )
    return made


async def named(machine: Press) -> float:
    """The instant the order names."""
    return minutes(await machine.connection.fetchval("select stopped_at from floor.work_orders"))


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (44, None, 45),
        (50, None, 50),
        (None, 50, 45),
        (None, 43, 40),
        (70, 80, 70),
        (20, 30, 20),
        (20, 90, 45),
    ],
)
async def test_it_names_an_instant_of_the_stop(
    machine: Press, begin: float | None, end: float | None, expected: float
) -> None:
    await machine.retime(40, begin, end)
    assert await named(machine) == expected


async def test_whoever_may_move_the_stop_moves_it(machine: Press) -> None:
    """It takes no right to plan work: the order says the same as before."""
    connection = machine.connection
    await add_person(connection, "Otto", "operator")
    await act_as(connection, "Otto")
    await machine.retime(40, 50, None)
    assert await named(machine) == 50


async def test_a_finished_order_stays_as_it_is(machine: Press) -> None:
    connection = machine.connection
    await connection.execute("insert into floor.employees (employee_name) values ('Mia')")
    await connection.execute(
        "update floor.work_orders set status = 'in_progress', assignee_id ="
        " (select employee_id from floor.employees where employee_name = 'Mia')"
    )
    await connection.execute("update floor.work_orders set status = 'done'")
    await machine.retime(40, 50, None)
    assert await named(machine) == 45
    assert (await machine.stops())[0][:2] == (50, 60)


async def test_a_reason_moves_nothing(machine: Press) -> None:
    await machine.explain(40, "Jam")
    assert await named(machine) == 45
