"""floor.tg_mark_reasons: stops and rejects of a reclassified reason are marked."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_reason, forget_marks, marks, stations
from tests.sql.support import Floor

DAY = 24 * 60


@pytest.fixture
async def presses(connection: Connection, floor: Floor) -> list[Station]:
    """Stops for Jam and Belt, which is a kind of Jam, and a reject for Belt."""
    jam = await add_reason(connection, "Jam", "breakdown")
    belt = await add_reason(connection, "Belt", parent=jam)
    other = await add_reason(connection, "Other", "breakdown")
    first, second, third = stations(connection, floor)
    await first.was((10, "down", jam), (20, "operational"), (30, "down", belt))
    await first.was((DAY, "down", jam))
    await second.was((40, "down", other))
    await third.made(50, 0, 1, reason=belt)
    await forget_marks(connection)
    return [first, second, third]


@pytest.mark.parametrize("change", ["loss_category = 'setup'", "is_planned = true"])
async def test_a_reason_and_all_inside_it_are_marked(
    connection: Connection, presses: list[Station], change: str
) -> None:
    await connection.execute(f"update floor.reasons set {change} where reason_name = 'Jam'")
    first, _, third = (press.machine_id for press in presses)
    assert await marks(connection) == [
        (first, "status", 10, 30),
        (first, "status", DAY, DAY),
        (third, "pieces", 50, 50),
    ]


async def test_a_reason_inside_another_is_marked_alone(
    connection: Connection, presses: list[Station]
) -> None:
    await connection.execute(
        "update floor.reasons set parent_id = (select reason_id from floor.reasons"
        " where reason_name = 'Other') where reason_name = 'Belt'"
    )
    first, _, third = (press.machine_id for press in presses)
    assert await marks(connection) == [(first, "status", 30, 30), (third, "pieces", 50, 50)]


async def test_another_name_is_not_marked(connection: Connection, presses: list[Station]) -> None:
    await connection.execute("update floor.reasons set reason_name = reason_name || '!'")
    await connection.execute("update floor.reasons set retired_at = now(), sort_order = 9")
    assert await marks(connection) == []
