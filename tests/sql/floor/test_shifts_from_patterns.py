"""floor.shifts_from_patterns: which shifts are worked, and from which instant to which."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.shift_calendar import (
    AUTUMN,
    DAY,
    HOUR,
    MONDAY,
    SPRING,
    WORK_DAYS,
    Shift,
    add_exception,
    add_line,
    add_pattern,
    add_three_shifts,
    assert_without_gap,
    shifts_of,
)
from tests.sql.support import Floor, refused, said, stand

BERLIN = "Europe/Berlin"
# Two days before a change of clocks, and how much longer the days around it are.
CHANGES = [
    (BERLIN, date(2026, 3, 27), -1.0),
    (BERLIN, date(2026, 10, 23), 1.0),
    ("America/New_York", date(2026, 3, 6), -1.0),
    ("America/New_York", date(2026, 10, 30), 1.0),
    ("Australia/Lord_Howe", date(2026, 4, 3), 0.5),
    ("Australia/Lord_Howe", date(2026, 10, 2), -0.5),
    ("Pacific/Auckland", date(2026, 4, 3), 1.0),
    ("Pacific/Auckland", date(2026, 9, 25), -1.0),
    ("Asia/Kolkata", date(2026, 3, 27), 0.0),
    ("America/Havana", date(2026, 3, 6), -1.0),
    ("America/Havana", date(2026, 10, 30), 1.0),
]


async def local(connection: Connection, day: date, days: int = 1) -> list[str]:
    """The shifts of some days as clocks in Berlin show them."""
    return [shift.local(BERLIN) for shift in await shifts_of(connection, day, days)]


def length(shifts: list[Shift]) -> timedelta:
    """How long shifts last together."""
    return sum((shift.length for shift in shifts), timedelta())


async def test_no_pattern_no_shift(connection: Connection, floor: Floor) -> None:
    assert await shifts_of(connection, MONDAY, 7) == []


async def test_a_shift_is_local_time_made_absolute(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:30")
    assert await shifts_of(connection, MONDAY) == [
        Shift(
            floor.line_id,
            MONDAY,
            "M",
            datetime(2026, 6, 1, 4, 0, tzinfo=UTC),
            datetime(2026, 6, 1, 12, 30, tzinfo=UTC),
        )
    ]


async def test_a_night_belongs_to_the_evening(connection: Connection, floor: Floor) -> None:
    await add_three_shifts(connection, floor.plant_id)
    shifts = await shifts_of(connection, MONDAY)
    assert [shift.local(BERLIN) for shift in shifts] == [
        "M 06:00-14:00",
        "A 14:00-22:00",
        "N 22:00-06:00",
    ]
    assert {shift.business_date for shift in shifts} == {MONDAY}


@pytest.mark.parametrize(
    ("day", "name", "hours"),
    [(SPRING, "N", 7), (AUTUMN, "N", 9), (MONDAY, "N", 8), (SPRING, "M", 8), (AUTUMN, "A", 8)],
)
async def test_nights_with_a_clock_change_have_seven_or_nine_hours(
    connection: Connection, floor: Floor, day: date, name: str, hours: int
) -> None:
    await add_three_shifts(connection, floor.plant_id)
    (shift,) = [shift for shift in await shifts_of(connection, day) if shift.name == name]
    assert shift.length == hours * HOUR


@pytest.mark.parametrize(("zone", "day", "longer"), CHANGES)
@pytest.mark.parametrize("first", [0, 2, 6])  # shifts change where clocks do, and elsewhere
async def test_days_of_any_length_are_covered(
    connection: Connection, zone: str, day: date, longer: float, first: int
) -> None:
    """Four days around a change: no gap, no overlap, and an hour more or less in all."""
    floor = await stand(connection, time_zone=zone)
    for name, begin in (("M", first), ("A", first + 8), ("N", first + 16)):
        await add_pattern(
            connection, floor.plant_id, name, f"{begin:02}:00", f"{(begin + 8) % 24:02}:00"
        )
    shifts = await shifts_of(connection, day, 4)
    assert len(shifts) == 12
    assert_without_gap(shifts)
    assert length(shifts) == 4 * DAY + longer * HOUR


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
async def test_shifts_may_change_at_a_missing_or_ambiguous_time(
    connection: Connection, floor: Floor, day: date
) -> None:
    await add_pattern(connection, floor.plant_id, "1", "18:30", "02:30")
    await add_pattern(connection, floor.plant_id, "2", "02:30", "10:30")
    await add_pattern(connection, floor.plant_id, "3", "10:30", "18:30")
    shifts = await shifts_of(connection, day, 3)
    assert len(shifts) == 9
    assert_without_gap(shifts)


async def test_what_lies_in_a_skipped_hour_is_dropped(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "Short", "02:10", "02:50")
    assert [shift.business_date for shift in await shifts_of(connection, SPRING, 3)] == [
        SPRING,
        SPRING + 2 * DAY,
    ]


@pytest.mark.parametrize(("begin", "end"), [("00:00", "24:00"), ("06:00", "06:00")])
async def test_around_the_clock(connection: Connection, floor: Floor, begin: str, end: str) -> None:
    """24/7 with one shift a day: 363 days of 24 hours, one of 23 and one of 25."""
    await add_pattern(connection, floor.plant_id, "Day", begin, end)
    shifts = await shifts_of(connection, date(2026, 1, 1), 365)
    assert_without_gap(shifts)
    assert sorted(shift.length for shift in shifts) == [23 * HOUR, *[24 * HOUR] * 363, 25 * HOUR]


async def test_five_days_around_the_clock_load_a_week_to_five_sevenths(
    connection: Connection, floor: Floor
) -> None:
    """Three shifts of eight hours on five days: 71.4 % of the week."""
    await add_three_shifts(connection, floor.plant_id, weekdays=WORK_DAYS)
    shifts = await shifts_of(connection, MONDAY, 7)
    assert len(shifts) == 15
    assert round(length(shifts) / (7 * DAY), 3) == 0.714


async def test_a_weekday_is_that_of_the_business_date(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "N", "22:00", "06:00", weekdays=(7,))
    (night,) = await shifts_of(connection, MONDAY - 2 * DAY, 7)
    assert night.business_date == MONDAY - DAY


async def test_a_pattern_is_worked_while_it_is_valid(connection: Connection, floor: Floor) -> None:
    await add_pattern(
        connection,
        floor.plant_id,
        "M",
        "06:00",
        "14:00",
        valid_from=f"{MONDAY}",
        valid_to=f"{MONDAY + 2 * DAY}",
    )
    shifts = await shifts_of(connection, MONDAY - 7 * DAY, 21)
    assert [shift.business_date for shift in shifts] == [MONDAY, MONDAY + DAY]


async def test_of_two_patterns_of_a_name_the_newer_is_worked(
    connection: Connection, floor: Floor
) -> None:
    await add_pattern(
        connection, floor.plant_id, "M", "05:00", "13:00", valid_from=f"{MONDAY + DAY}"
    )
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    assert await local(connection, MONDAY, 2) == ["M 06:00-14:00", "M 05:00-13:00"]


async def test_a_line_with_shifts_of_its_own_has_no_others(
    connection: Connection, floor: Floor
) -> None:
    other = await add_line(connection, floor.plant_id, "Other")
    await add_three_shifts(connection, floor.plant_id)
    await add_pattern(
        connection,
        floor.plant_id,
        "Day",
        "08:00",
        "16:00",
        line_id=other,
        weekdays=WORK_DAYS,
        valid_from=f"{MONDAY}",
    )
    worked = {
        (shift.line_id, shift.business_date, shift.name)
        for shift in await shifts_of(connection, MONDAY - DAY, 7)
        if shift.line_id == other
    }
    sunday = MONDAY - DAY
    # before its own are valid, those of the plant; a Saturday without a shift of its own is free
    assert worked == {(other, sunday, name) for name in ("M", "A", "N")} | {
        (other, MONDAY + number * DAY, "Day") for number in range(5)
    }
    assert len(await shifts_of(connection, MONDAY)) == 3 + 1


async def test_a_plant_has_no_shifts_of_another(connection: Connection, floor: Floor) -> None:
    await stand(connection, plant="Other", line="Body", machines=["Robot"])
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    assert {shift.line_id for shift in await shifts_of(connection, MONDAY)} == {floor.line_id}


async def test_of_two_that_overlap_the_later_begins_when_the_other_ends(
    connection: Connection, floor: Floor
) -> None:
    await add_three_shifts(connection, floor.plant_id)
    await add_exception(connection, floor.plant_id, MONDAY, "M", ("06:00", "16:00"))
    await add_exception(connection, floor.plant_id, MONDAY, "N", ("22:00", "08:00"))
    await add_exception(connection, floor.plant_id, MONDAY + DAY, "Inventory", ("06:30", "07:30"))
    expected = [
        "M 06:00-16:00",
        "A 16:00-22:00",
        "N 22:00-08:00",
        "M 08:00-14:00",  # cut by the night before; what lies wholly in it is not worked
        "A 14:00-22:00",
        "N 22:00-06:00",
    ]
    assert await local(connection, MONDAY, 2) == expected
    # a day on its own is cut like that, too
    assert await local(connection, MONDAY + DAY) == expected[3:]


async def test_the_night_before_cuts_a_day_asked_for_alone(
    connection: Connection, floor: Floor
) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    await add_pattern(connection, floor.plant_id, "N", "22:00", "07:00")
    assert await local(connection, MONDAY) == ["M 07:00-14:00", "N 22:00-07:00"]


async def test_nothing_is_worked_after_retirement(connection: Connection, floor: Floor) -> None:
    other = await add_line(connection, floor.plant_id, "Other")
    await add_three_shifts(connection, floor.plant_id)
    at = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)  # 10:00 in Berlin
    await connection.execute(
        "update floor.lines set retired_at = $2 where line_id = $1", floor.line_id, at
    )
    shifts = await shifts_of(connection, MONDAY, 3)
    mine = [shift for shift in shifts if shift.line_id == floor.line_id]
    assert [shift.local(BERLIN) for shift in mine] == [
        "M 06:00-14:00",
        "A 14:00-22:00",
        "N 22:00-06:00",
        "M 06:00-10:00",
    ]
    assert len([shift for shift in shifts if shift.line_id == other]) == 9
    await connection.execute("update floor.plants set retired_at = $1", at - DAY)
    assert {shift.local(BERLIN) for shift in await shifts_of(connection, MONDAY, 3)} == {
        "M 06:00-10:00"
    }


@pytest.mark.parametrize(
    ("first", "last"), [("2026-06-01", "2026-06-01"), ("2026-06-02", "2026-06-01")]
)
async def test_no_days_no_shifts(
    connection: Connection, floor: Floor, first: str, last: str
) -> None:
    await add_three_shifts(connection, floor.plant_id)
    assert not await connection.fetch(
        "select from floor.shifts_from_patterns($1::text::date, $2::text::date)", first, last
    )


async def test_dates_must_be_finite(connection: Connection) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.fetch("select from floor.shifts_from_patterns('-infinity', '2026-01-01')")
    assert "infinite" in said(caught)[0]
