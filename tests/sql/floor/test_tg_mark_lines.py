"""floor.tg_mark_lines: all time of machines is marked whose clock became another."""

from __future__ import annotations

import math

import pytest

from database.connect import Connection
from tests.oee.support import forget_marks, marks
from tests.sql.support import Floor, stand

ALWAYS = ("period", -math.inf, math.inf)


@pytest.fixture(autouse=True)
async def other(connection: Connection) -> Floor:
    """Another plant."""
    return await stand(connection, plant="Other", line="Other", machines=["Other_1"])


async def test_a_line_of_another_plant_is_marked(
    connection: Connection, floor: Floor, other: Floor
) -> None:
    await forget_marks(connection)
    await connection.execute(
        "update floor.lines set plant_id = $1 where line_id = $2", other.plant_id, floor.line_id
    )
    assert await marks(connection) == [(machine_id, *ALWAYS) for machine_id in floor.ids]


async def test_a_plant_in_another_zone_is_marked(connection: Connection, floor: Floor) -> None:
    await forget_marks(connection)
    await connection.execute(
        "update floor.plants set time_zone = 'UTC' where plant_id = $1", floor.plant_id
    )
    assert await marks(connection) == [(machine_id, *ALWAYS) for machine_id in floor.ids]


async def test_other_changes_are_not_marked(connection: Connection, floor: Floor) -> None:
    await forget_marks(connection)
    await connection.execute("update floor.plants set plant_name = 'P' || plant_id")
    await connection.execute("update floor.lines set target_oee_ratio = 0.5, plant_id = plant_id")
    assert await marks(connection) == []


async def test_shifts_to_come_are_planned_by_the_other_clock(
    connection: Connection, floor: Floor
) -> None:
    await connection.execute(
        "insert into floor.shift_patterns (plant_id, shift_name, starts_at, ends_at)"
        " values ($1, 'E', '06:00', '14:00')",
        floor.plant_id,
    )
    await connection.execute("select floor.plan_shifts()")
    await connection.execute("update floor.plants set time_zone = 'Asia/Tokyo'")
    begins = await connection.fetch(
        "select distinct lower(during) at time zone 'Asia/Tokyo' - business_date::timestamp"
        " as begins from floor.shifts where business_date > current_date"
    )
    assert [row["begins"].total_seconds() / 3600 for row in begins] == [6]
