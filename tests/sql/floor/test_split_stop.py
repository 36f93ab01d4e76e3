"""floor.split_stop: from an instant on, another reason."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.stops import REFUSED, Press, press
from tests.sql.support import Floor, refused, said


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine that was down from minute 10 to 40, because of a jam."""
    made = await press(connection, floor)
    await made.was((0, "operational"), (10, "down", "Jam"), (40, "operational"))
    return made


async def test_the_rest_has_another_reason(machine: Press) -> None:
    await machine.split(10, 25, "Changeover")
    assert await machine.stops() == [(10, 40, [(10, "Jam"), (25, "Changeover")])]
    assert await machine.edits() == [("reason", 25, 40)]


async def test_it_holds_up_to_the_next_part(machine: Press) -> None:
    await machine.split(10, 30, "Changeover")
    await machine.split(10, 20, "Tool")
    assert await machine.stops() == [(10, 40, [(10, "Jam"), (20, "Tool"), (30, "Changeover")])]


async def test_what_merely_repeats_the_old_reason_does_not_bring_it_back(machine: Press) -> None:
    await machine.was((30, "down", "Jam"))
    await machine.split(10, 20, "Tool")
    assert await machine.stops() == [(10, 40, [(10, "Jam"), (20, "Tool")])]


async def test_where_a_part_begins_it_gets_the_reason(machine: Press) -> None:
    await machine.split(10, 20, "Tool")
    await machine.split(10, 20, "Changeover")
    assert await machine.stops() == [(10, 40, [(10, "Jam"), (20, "Changeover")])]


async def test_a_reason_that_was_given_late_is_that_of_the_first_part(
    connection: Connection, floor: Floor
) -> None:
    machine = await press(connection, floor)
    await machine.was((10, "down"), (30, "down", "Jam"), (40, "operational"))
    await machine.split(10, 20, "Tool")
    assert await machine.stops() == [(10, 40, [(10, "Jam"), (20, "Tool")])]


@pytest.mark.parametrize(
    ("at", "reason", "sentence"),
    [
        (10, "Tool", "split within it"),
        (40, "Tool", "split within it"),
        (5, "Tool", "split within it"),
        (20, None, "needs a reason of its own"),
        (20, "Jam", 'it is "Jam" already'),
        (20, "Short shot", "for rejects"),
    ],
)
async def test_nonsense_is_refused(
    machine: Press, at: float, reason: str | None, sentence: str
) -> None:
    async with refused(machine.connection, REFUSED) as caught:
        await machine.split(10, at, reason)
    assert sentence in said(caught)[0]
    assert await machine.stops() == [(10, 40, [(10, "Jam")])]


async def test_a_stop_without_a_reason_is_explained_first(
    connection: Connection, floor: Floor
) -> None:
    """The first reason given holds for all of it: a split would be none."""
    machine = await press(connection, floor)
    await machine.was((10, "down"), (40, "operational"))
    async with refused(connection, REFUSED) as caught:
        await machine.split(10, 20, "Tool")
    assert "no reason yet" in said(caught)[0]
