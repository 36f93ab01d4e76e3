"""floor.refuse_stop_times: what cannot have been is named; floor.retime_stop() tries it all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from database.connect import Connection
from tests.sql.floor.stops import REFUSED, Press, minute, press
from tests.sql.support import Floor, refused, said


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine that was down at 10 to 20, and at 40 to 60."""
    made = await press(connection, floor)
    await made.was((0, "operational"), (10, "down"), (20, "operational"))
    await made.was((40, "down"), (60, "operational"))
    return made


async def test_what_can_have_been_passes(machine: Press) -> None:
    for begin, end in ((21, 60), (40, 590), (70, 80)):
        await machine.call("refuse_stop_times", minute(40), minute(60), minute(begin), minute(end))


async def test_a_stop_that_lasts_may_begin_up_to_now(machine: Press) -> None:
    now = datetime.now(UTC)
    await machine.call("refuse_stop_times", minute(40), None, now - timedelta(minutes=1), None)
    async with refused(machine.connection, REFUSED) as caught:
        await machine.call("refuse_stop_times", minute(40), None, now + timedelta(minutes=1), None)
    assert "now, as it lasts" in said(caught)[0]


async def test_more_than_a_day_later_is_a_typing_error(machine: Press) -> None:
    long_ago = minute(40) - timedelta(days=3)
    async with refused(machine.connection, REFUSED) as caught:
        await machine.call("refuse_stop_times", long_ago, long_ago, long_ago, minute(60))
    assert "more than a day later" in said(caught)[0]


async def test_infinity_is_no_instant(machine: Press) -> None:
    async with refused(machine.connection, REFUSED) as caught:
        await machine.connection.execute(
            "select floor.refuse_stop_times($1, $2, $3, '-infinity', null)",
            *(machine.machine_id, minute(40), minute(60)),
        )
    assert "at an instant" in said(caught)[0]
