"""floor.move_stop_start: what stands at the new beginning, and what goes."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.stops import Press, minute, press
from tests.sql.support import Floor


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine that was down from minute 40 to 60."""
    made = await press(connection, floor)
    await made.was((0, "operational"), (30, "no_data"), (35, "warning"))
    await made.was((40, "down", "Jam"), (50, "down"), (60, "operational"))
    return made


async def test_later_the_state_before_goes_on(machine: Press) -> None:
    await machine.call("move_stop_start", minute(40), minute(52), minute(60))
    assert (await machine.events())[2:] == [
        (35, "warning", None),
        (52, "down", "Jam"),
        (60, "operational", None),
    ]


async def test_an_event_that_stands_there_already_stays(machine: Press) -> None:
    await machine.call("move_stop_start", minute(40), minute(50), minute(60))
    assert (50, "down", "Jam") in await machine.events()
    assert await machine.edits() == [("times", 40, 50)]


async def test_earlier_what_lies_between_goes(machine: Press) -> None:
    await machine.call("move_stop_start", minute(40), minute(20), minute(60))
    assert [at for at, *_ in await machine.events()] == [0, 20, 40, 50, 60]
    assert await machine.edits() == [("times", 20, 40)]


async def test_the_word_of_the_source_goes_along(machine: Press) -> None:
    await machine.connection.execute("update floor.status_events set detail = 'E-stop'")
    await machine.call("move_stop_start", minute(40), minute(38), minute(60))
    row = await machine.connection.fetchrow(
        "select detail, source from floor.status_events where at = $1", minute(38)
    )
    assert tuple(row or ()) == ("E-stop", "hand")


async def test_where_nothing_moves_nothing_is_written(machine: Press) -> None:
    before = await machine.events()
    await machine.call("move_stop_start", minute(40), minute(40), minute(60))
    assert (await machine.events(), await machine.edits()) == (before, [])
