"""floor.merge_stops: two neighbouring stops are one, or two parts of one."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.stops import REFUSED, Press, press
from tests.sql.support import Floor, refused, said


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine that was down at 10 to 20, 25 to 40 and 60 to 70."""
    made = await press(connection, floor)
    await made.was((0, "operational"), (10, "down", "Jam"), (20, "operational"), (22, "warning"))
    await made.was((25, "down"), (30, "down", "Tool"), (40, "no_data"), (45, "operational"))
    await made.was((60, "down"), (70, "operational"))
    return made


@pytest.mark.parametrize(("one", "other"), [(10, 25), (25, 10)])
async def test_the_run_between_becomes_down(machine: Press, one: float, other: float) -> None:
    await machine.merge(one, other)
    assert await machine.stops() == [
        (10, 40, [(10, "Jam"), (25, "Tool")]),
        (60, 70, []),
    ]
    assert await machine.edits() == [("times", 20, 25)]


async def test_two_of_one_reason_have_one_part(machine: Press) -> None:
    await machine.explain(25, "Jam")
    await machine.merge(10, 25)
    assert (await machine.stops())[0] == (10, 40, [(10, "Jam")])


async def test_more_than_a_quarter_of_an_hour_between_is_refused(machine: Press) -> None:
    async with refused(machine.connection, REFUSED) as caught:
        await machine.merge(25, 60)
    message, hint = said(caught)
    assert "no_data from" in message
    assert "operational from" in message
    assert "15 minutes" in str(hint)


async def test_another_stop_between_is_named(machine: Press) -> None:
    await machine.was((48, "down"), (50, "operational"))
    await machine.was((52, "down"), (53, "operational"))
    async with refused(machine.connection, REFUSED) as caught:
        await machine.merge(48, 60)
    assert "down from" in said(caught)[0]


async def test_a_stop_is_not_merged_with_itself(machine: Press) -> None:
    async with refused(machine.connection, REFUSED) as caught:
        await machine.merge(10, 10)
    assert "another one" in said(caught)[0]


async def test_parts_of_one_stop_are_merged(machine: Press) -> None:
    await machine.split(10, 15, "Tool")
    await machine.merge(10, 15)
    assert (await machine.stops())[0] == (10, 20, [(10, "Jam")])
