"""floor.stop_reason_at: a reason holds until the next one, the first also for what came before."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.stops import Press, minute, press
from tests.sql.support import Floor


async def at(machine: Press, started: float, ended: float | None, instant: float) -> str | None:
    ended_at = None if ended is None else minute(ended)
    name: str | None = await machine.connection.fetchval(
        "select reason_name from floor.reasons"
        " where reason_id = floor.stop_reason_at($1, $2, $3, $4)",
        *(machine.machine_id, minute(started), ended_at, minute(instant)),
    )
    return name


@pytest.mark.parametrize(
    ("instant", "expected"),
    [(10, "Jam"), (14, "Jam"), (15, "Jam"), (19.9, "Jam"), (20, "Tool"), (39, "Tool")],
)
async def test_what_held_then(
    connection: Connection, floor: Floor, instant: float, expected: str
) -> None:
    machine = await press(connection, floor)
    await machine.was((5, "warning", "Service"), (10, "down"), (15, "down", "Jam"))
    await machine.was((18, "down"), (20, "down", "Tool"), (40, "warning", "Service"))
    assert await at(machine, 10, 40, instant) == expected


async def test_nobody_said(connection: Connection, floor: Floor) -> None:
    machine = await press(connection, floor)
    await machine.was((10, "down"), (40, "warning", "Service"))
    assert await at(machine, 10, 40, 20) is None


async def test_a_stop_that_lasts(connection: Connection, floor: Floor) -> None:
    machine = await press(connection, floor)
    await machine.was((10, "down"), (20, "down", "Jam"))
    assert await at(machine, 10, None, 12) == "Jam"
