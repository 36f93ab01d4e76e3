"""floor.needs_reason_at: after the limit of the line, and not within planned stops."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import pause
from tests.sql.support import Floor, minute


async def due(connection: Connection, machine_id: int, started: float) -> float:
    at = await connection.fetchval(
        "select floor.needs_reason_at($1, $2)", machine_id, minute(started)
    )
    return float((at - minute(0)).total_seconds() / 60)


async def test_it_is_after_the_limit_of_the_line(connection: Connection, floor: Floor) -> None:
    assert await due(connection, floor.ids[0], 10) == 15
    await connection.execute("update floor.lines set unexplained_after_s = 60")
    assert await due(connection, floor.ids[0], 10) == 11


@pytest.mark.parametrize(
    ("started", "expected"),
    [(10, 15), (27, 32), (30, 90), (50, 90), (86, 91), (90, 95), (190, 250)],
)
async def test_it_is_not_before_planned_stops_are_over(
    connection: Connection, floor: Floor, started: float, expected: float
) -> None:
    first, other = floor.ids[:2]
    await pause(connection, floor.line_id, 30, 60)
    await pause(connection, floor.line_id, 60, 90)
    await pause(connection, floor.line_id, 90, 150, other)
    await pause(connection, floor.line_id, 180, 250, first)
    assert await due(connection, first, started) == expected
