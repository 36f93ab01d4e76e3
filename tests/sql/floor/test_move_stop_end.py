"""floor.move_stop_end: what follows a stop follows it elsewhere."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.stops import Press, minute, press
from tests.sql.support import Floor


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine that was down from minute 40 to 60."""
    made = await press(connection, floor)
    await made.was((0, "operational"), (40, "down"), (55, "down"), (60, "warning", "Tool"))
    await made.was((70, "operational"))
    return made


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (50, [(50, "warning", "Tool"), (70, "operational", None)]),
        (65, [(55, "down", None), (65, "warning", "Tool"), (70, "operational", None)]),
        (70, [(55, "down", None), (70, "operational", None)]),
        (80, [(55, "down", None), (80, "operational", None)]),
    ],
)
async def test_it_follows_there(
    machine: Press, end: float, expected: list[tuple[float, str, str | None]]
) -> None:
    await machine.call("move_stop_end", minute(60), minute(end))
    assert (await machine.events())[2:] == expected
    assert await machine.edits() == [("times", min(60, end), max(60, end))]


async def test_one_that_lasts_is_ended_by_operation(machine: Press) -> None:
    await machine.was((100, "down"), (110, "down"), (120, "down"))
    await machine.call("move_stop_end", None, minute(110))
    assert (await machine.events())[-2:] == [(100, "down", None), (110, "operational", None)]


async def test_where_nothing_moves_nothing_is_written(machine: Press) -> None:
    before = await machine.events()
    await machine.call("move_stop_end", minute(60), minute(60))
    await machine.call("move_stop_end", None, None)
    assert (await machine.events(), await machine.edits()) == (before, [])
