"""floor.shifts_from_patterns on days that differ: lines before plants, shifts before days."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.floor.shift_calendar import (
    DAY,
    MONDAY,
    add_exception,
    add_line,
    add_pattern,
    shifts_of,
)
from tests.sql.support import Floor, stand

BERLIN = "Europe/Berlin"


async def local(connection: Connection, day: date, days: int = 1) -> list[str]:
    """The shifts of some days as clocks in Berlin show them."""
    return [shift.local(BERLIN) for shift in await shifts_of(connection, day, days)]


PLANT, LINE = False, True


@pytest.mark.parametrize(
    ("exceptions", "worked"),
    [
        ([], ["M 06:00-14:00", "A 14:00-22:00"]),
        ([(PLANT, None, None)], []),
        ([(LINE, None, None)], []),
        ([(PLANT, "A", None)], ["M 06:00-14:00"]),
        ([(LINE, "M", None)], ["A 14:00-22:00"]),
        ([(PLANT, "A", ("15:00", "20:00"))], ["M 06:00-14:00", "A 15:00-20:00"]),
        ([(PLANT, "a", ("15:00", "20:00"))], ["M 06:00-14:00", "A 15:00-20:00"]),
        # an extra shift
        ([(PLANT, "N", ("22:00", "04:00"))], ["M 06:00-14:00", "A 14:00-22:00", "N 22:00-04:00"]),
        # no shift of that name: nothing to leave out
        ([(PLANT, "N", None)], ["M 06:00-14:00", "A 14:00-22:00"]),
        # a shift before a day
        ([(PLANT, None, None), (PLANT, "M", ("08:00", "12:00"))], ["M 08:00-12:00"]),
        ([(PLANT, None, None), (PLANT, "X", ("08:00", "12:00"))], ["X 08:00-12:00"]),
        # a line before its plant
        ([(PLANT, None, None), (LINE, "M", ("08:00", "12:00"))], ["M 08:00-12:00"]),
        ([(LINE, None, None), (PLANT, "M", ("08:00", "12:00"))], []),
        ([(LINE, None, None), (PLANT, "X", ("08:00", "12:00"))], []),
        ([(PLANT, "X", ("22:00", "23:00")), (LINE, "X", None)], ["M 06:00-14:00", "A 14:00-22:00"]),
        (
            [(PLANT, "M", None), (LINE, "M", ("07:00", "13:00"))],
            ["M 07:00-13:00", "A 14:00-22:00"],
        ),
        (
            [(PLANT, "M", ("07:00", "13:00")), (LINE, "M", ("08:00", "12:00"))],
            ["M 08:00-12:00", "A 14:00-22:00"],
        ),
        # both moved
        (
            [(PLANT, "M", ("05:00", "15:00")), (PLANT, "A", ("15:00", "01:00"))],
            ["M 05:00-15:00", "A 15:00-01:00"],
        ),
        # all day
        ([(PLANT, None, None), (PLANT, "X", ("06:00", "06:00"))], ["X 06:00-06:00"]),
    ],
)
async def test_exceptions(
    connection: Connection,
    floor: Floor,
    exceptions: list[tuple[bool, str | None, tuple[str, str] | None]],
    worked: list[str],
) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    await add_pattern(connection, floor.plant_id, "A", "14:00", "22:00")
    for is_of_line, name, times in exceptions:
        await add_exception(
            connection,
            floor.plant_id,
            MONDAY,
            name,
            times,
            line_id=floor.line_id if is_of_line else None,
        )
    assert await local(connection, MONDAY) == worked
    # the days around are as always
    for day in (MONDAY - DAY, MONDAY + DAY):
        assert await local(connection, day) == ["M 06:00-14:00", "A 14:00-22:00"]


async def test_an_exception_concerns_its_line_or_plant_only(
    connection: Connection, floor: Floor
) -> None:
    other = await add_line(connection, floor.plant_id, "Other")
    far = await stand(connection, plant="Far", line="Far", machines=["Far"])
    for plant_id in (floor.plant_id, far.plant_id):
        await add_pattern(connection, plant_id, "M", "06:00", "14:00")
    await add_exception(connection, floor.plant_id, MONDAY, line_id=other)
    await add_exception(connection, far.plant_id, MONDAY + DAY)
    worked = {
        (shift.line_id, shift.business_date) for shift in await shifts_of(connection, MONDAY, 2)
    }
    assert worked == {
        (floor.line_id, MONDAY),
        (far.line_id, MONDAY),
        (floor.line_id, MONDAY + DAY),
        (other, MONDAY + DAY),
    }


async def test_an_exception_works_without_any_pattern(connection: Connection, floor: Floor) -> None:
    await add_exception(connection, floor.plant_id, MONDAY, "Trial", ("10:00", "12:00"))
    assert await local(connection, MONDAY - DAY, 3) == ["Trial 10:00-12:00"]
