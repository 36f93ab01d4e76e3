"""floor.breaks_from_patterns: breaks where the shift is, and no longer than it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from database.connect import Connection
from tests.sql.floor.shift_calendar import (
    AUTUMN,
    DAY,
    MONDAY,
    SPRING,
    add_exception,
    add_line,
    add_pattern,
    breaks_of,
)
from tests.sql.support import Floor

BERLIN = "Europe/Berlin"
DAY_BREAKS = [("Coffee", "09:00", "09:15"), ("Lunch", "12:00", "12:30")]
NIGHT_BREAKS = [("Supper", "23:00", "23:30"), ("Rest", "02:00", "02:30"), ("Tea", "23:50", "00:10")]


async def local(connection: Connection, day: date, days: int = 1) -> list[str]:
    """The breaks of some days as clocks in Berlin show them."""
    return [stop.local(BERLIN) for stop in await breaks_of(connection, day, days)]


async def test_breaks_lie_in_their_shift(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", breaks=DAY_BREAKS)
    await add_pattern(connection, floor.plant_id, "A", "14:00", "22:00")
    stops = await breaks_of(connection, MONDAY)
    assert [stop.local(BERLIN) for stop in stops] == ["Coffee 09:00-09:15", "Lunch 12:00-12:30"]
    assert {(stop.line_id, stop.business_date) for stop in stops} == {(floor.line_id, MONDAY)}


async def test_breaks_of_a_night_lie_on_both_days(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "N", "22:00", "06:00", breaks=NIGHT_BREAKS)
    stops = await breaks_of(connection, MONDAY)
    assert [stop.local(BERLIN) for stop in stops] == [
        "Supper 23:00-23:30",
        "Tea 23:50-00:10",
        "Rest 02:00-02:30",
    ]
    assert {stop.business_date for stop in stops} == {MONDAY}
    assert stops[-1].starts_at - stops[0].starts_at == timedelta(hours=3)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (("07:00", "14:00"), ["Coffee 09:00-09:15", "Lunch 12:00-12:30"]),
        (("09:05", "12:10"), ["Coffee 09:05-09:15", "Lunch 12:00-12:10"]),
        (("09:15", "12:00"), []),
        (("10:00", "18:00"), ["Lunch 12:00-12:30"]),
        (("14:00", "22:00"), []),
        (("22:00", "10:00"), ["Coffee 09:00-09:15"]),  # the next morning
    ],
)
async def test_a_moved_shift_keeps_the_breaks_that_lie_in_it(
    connection: Connection, floor: Floor, times: tuple[str, str], expected: list[str]
) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", breaks=DAY_BREAKS)
    await add_exception(connection, floor.plant_id, MONDAY, "M", times)
    assert await local(connection, MONDAY) == expected


async def test_a_night_that_begins_after_midnight(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "N", "22:00", "06:00", breaks=NIGHT_BREAKS)
    await add_exception(connection, floor.plant_id, MONDAY - DAY, "N")
    await add_exception(connection, floor.plant_id, MONDAY, "N", ("00:00", "08:00"))
    assert await local(connection, MONDAY) == ["Rest 02:00-02:30"]


async def test_a_shift_of_a_whole_day_has_each_once(connection: Connection, floor: Floor) -> None:
    breaks = [("First", "06:00", "06:30"), ("Last", "05:30", "06:00")]
    await add_pattern(connection, floor.plant_id, "Day", "06:00", "06:00", breaks=breaks)
    assert await local(connection, MONDAY) == ["First 06:00-06:30", "Last 05:30-06:00"]


async def test_a_shift_that_is_not_worked_has_none(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", breaks=DAY_BREAKS)
    await add_exception(connection, floor.plant_id, MONDAY)
    assert await local(connection, MONDAY) == []


async def test_an_extra_shift_has_none(connection: Connection, floor: Floor) -> None:
    await add_pattern(
        connection, floor.plant_id, "M", "06:00", "14:00", weekdays=(2,), breaks=DAY_BREAKS
    )
    await add_exception(connection, floor.plant_id, MONDAY, "M", ("06:00", "14:00"))
    assert await local(connection, MONDAY) == []


async def test_a_line_has_the_breaks_of_its_own_shifts(
    connection: Connection, floor: Floor
) -> None:
    other = await add_line(connection, floor.plant_id, "Other")
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", breaks=DAY_BREAKS)
    await add_pattern(
        connection,
        floor.plant_id,
        "M",
        "06:00",
        "14:00",
        line_id=other,
        breaks=[("Late lunch", "13:00", "13:30")],
    )
    names = {(stop.line_id, stop.name) for stop in await breaks_of(connection, MONDAY)}
    assert names == {
        (floor.line_id, "Coffee"),
        (floor.line_id, "Lunch"),
        (other, "Late lunch"),
    }


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
async def test_a_break_is_as_long_when_clocks_change(
    connection: Connection, floor: Floor, day: date
) -> None:
    """Whether its times are skipped, come twice or lie on both sides of the change."""
    times = [("01:45", "02:15"), ("02:00", "02:30"), ("02:30", "03:00"), ("22:00", "22:30")]
    await add_pattern(
        connection,
        floor.plant_id,
        "N",
        "22:00",
        "06:00",
        breaks=[(f"Break {begin}", begin, end) for begin, end in times],
    )
    stops = await breaks_of(connection, day)
    assert [stop.length for stop in stops] == [timedelta(minutes=30)] * 4


async def test_a_break_said_twice_is_one(connection: Connection, floor: Floor) -> None:
    await add_pattern(
        connection, floor.plant_id, "M", "06:00", "14:00", breaks=[DAY_BREAKS[0], DAY_BREAKS[0]]
    )
    assert await local(connection, MONDAY) == ["Coffee 09:00-09:15"]
