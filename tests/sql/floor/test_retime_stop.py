"""floor.retime_stop: a stop began or ended at another time."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.stops import REFUSED, Press, Stop, minute, press
from tests.sql.support import Floor, refused, said


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Press:
    """A machine that was down at 10 to 20, at 40 to 60 for two reasons, and since 100."""
    made = await press(connection, floor)
    await made.was((0, "operational"), (10, "down"), (20, "warning"), (30, "operational"))
    await made.was((40, "down"), (45, "down", "Jam"), (55, "down", "Tool"), (60, "operational"))
    await made.was((100, "down"))
    return made


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (45, None, (45, 60, [(45, "Jam"), (55, "Tool")])),
        (57, None, (57, 60, [(57, "Tool")])),
        (25, None, (25, 60, [(25, "Jam"), (55, "Tool")])),
        (None, 90, (40, 90, [(40, "Jam"), (55, "Tool")])),
        (None, 50, (40, 50, [(40, "Jam")])),
        (None, 42, (40, 42, [(40, "Jam")])),
        (35, 44, (35, 44, [(35, "Jam")])),
        (25, 35, (25, 35, [(25, "Jam")])),
        (70, 80, (70, 80, [(70, "Tool")])),
        (40, 70, (40, 70, [(40, "Jam"), (55, "Tool")])),
    ],
)
async def test_it_moves_and_nothing_else_does(
    machine: Press, begin: float | None, end: float | None, expected: Stop
) -> None:
    await machine.retime(40, begin, end)
    assert await machine.stops() == [(10, 20, []), expected, (100, None, [])]


async def test_around_it_goes_on_what_was(machine: Press) -> None:
    await machine.retime(40, 50, 65)
    assert [event for event in await machine.events() if 20 <= event[0] <= 70] == [
        (20, "warning", None),
        (30, "operational", None),
        (50, "down", "Jam"),
        (55, "down", "Tool"),
        (65, "operational", None),
    ]
    assert await machine.edits() == [("times", 60, 65), ("times", 40, 50)]


async def test_a_stop_that_lasts_ends_where_somebody_says(machine: Press) -> None:
    await machine.was((110, "down"))
    await machine.retime(100, None, 105)
    assert (await machine.stops())[-1] == (100, 105, [])
    status = await machine.connection.fetchval(
        "select status from floor.machine_status where machine_id = $1", machine.machine_id
    )
    assert status == "operational"
    assert await machine.edits() == [("times", 105, 105)]


async def test_one_that_lasts_goes_on_when_its_beginning_moves(machine: Press) -> None:
    await machine.retime(100, 95, None)
    assert (await machine.stops())[-1] == (95, None, [])


async def test_the_first_event_of_a_machine_may_be_a_stop(
    connection: Connection, floor: Floor
) -> None:
    machine = await press(connection, floor)
    await machine.was((10, "down"), (20, "operational"))
    await machine.retime(10, 15, None)
    assert await machine.stops() == [(15, 20, [])]
    await machine.retime(15, 5, None)
    assert await machine.stops() == [(5, 20, [])]


async def test_its_work_order_stays_with_it(machine: Press) -> None:
    connection = machine.connection
    order = await connection.fetchval(
        "insert into floor.work_orders (machine_id, title, stopped_at) values ($1, 'Jam', $2)"
        " returning work_order_id",
        machine.machine_id,
        minute(40),
    )
    for begin, end in ((50, 55), (51, 90), (61, 70), (25, 28)):
        started = (await machine.stops())[1][0]
        await machine.retime(started, begin, end)
        found = await connection.fetchval(
            "select work_order_id from floor.stops where started_at = $1", minute(begin)
        )
        assert found == order


@pytest.mark.parametrize(
    ("begin", "end", "sentence"),
    [
        (None, None, "these times already"),
        (40, 60, "these times already"),
        (20, None, "stop before it lasted until"),
        (15, None, "stop before it lasted until"),
        (None, 100, "the next one began at"),
        (None, 110, "the next one began at"),
        (60, None, "would begin at"),
        (50, 45, "would begin at"),
        (None, 5_000, "still to come"),
        (-2_000, None, "more than a day earlier"),
    ],
)
async def test_nonsense_is_refused(
    machine: Press, begin: float | None, end: float | None, sentence: str
) -> None:
    before = await machine.events()
    async with refused(machine.connection, REFUSED) as caught:
        await machine.retime(40, begin, end)
    assert sentence in said(caught)[0]
    assert await machine.events() == before
