"""floor.merge_stop_parts: the reason before a part goes on."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.stops import REFUSED, Press, minute, press
from tests.sql.support import Floor, refused, said


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine that was down from minute 10 to 40 for three reasons."""
    made = await press(connection, floor)
    await made.was((10, "down", "Jam"), (20, "down", "Tool"), (30, "down", "Changeover"))
    await made.was((40, "operational"))
    return made


async def merge(machine: Press, part: float) -> None:
    await machine.call("merge_stop_parts", minute(10), minute(40), minute(part))


async def test_the_reason_before_goes_on(machine: Press) -> None:
    await merge(machine, 20)
    assert await machine.stops() == [(10, 40, [(10, "Jam"), (30, "Changeover")])]
    assert await machine.edits() == [("reason", 20, 30)]
    assert (20, "down", None) in await machine.events()


async def test_what_a_person_wrote_to_split_it_goes(machine: Press) -> None:
    await machine.split(10, 25, "Service")
    await merge(machine, 25)
    assert await machine.stops() == [(10, 40, [(10, "Jam"), (20, "Tool"), (30, "Changeover")])]
    assert 25 not in [at for at, *_ in await machine.events()]


async def test_where_no_part_begins_the_parts_are_named(machine: Press) -> None:
    async with refused(machine.connection, REFUSED) as caught:
        await merge(machine, 22)
    message, hint = said(caught)
    assert "no part of this stop begins" in message
    assert str(hint).count(":") == 4
