"""floor.tg_plan_shifts: a changed calendar is a changed plan, for the dates it reaches."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.floor.shift_calendar import (
    DAY,
    SPRING,
    Shift,
    add_exception,
    add_line,
    add_pattern,
    add_three_shifts,
    assert_planned,
    kept_breaks,
    kept_shifts,
    plan,
    shift_ids,
)
from tests.sql.support import Floor, Open, settled, stand

BERLIN = "Europe/Berlin"


async def first_planned(connection: Connection, days: int = 40) -> date:
    """Plan from so many days ago; returns the first date. M, A and N, with a break each."""
    plant_id = await connection.fetchval("select plant_id from floor.plants")
    await add_three_shifts(connection, plant_id)
    # none at an hour of the night that clocks skip or show twice
    await connection.execute(
        "insert into floor.break_patterns (shift_pattern_id, break_name, starts_at, ends_at)"
        " select shift_pattern_id, 'Break', starts_at + interval '3 hours 15 minutes',"
        " starts_at + interval '3 hours 45 minutes' from floor.shift_patterns"
    )
    today: date = await connection.fetchval("select (now() at time zone 'UTC')::date")
    first = today - days * DAY
    await connection.execute("select floor.plan_shifts($1)", first)
    return first


def of_day(shifts: list[Shift], day: date) -> list[str]:
    """What is worked on a day, as clocks in Berlin show it."""
    return [shift.local(BERLIN) for shift in shifts if shift.business_date == day]


def apart_from(shifts: list[Shift], *days: date) -> list[Shift]:
    """All but what is worked on these days."""
    return [shift for shift in shifts if shift.business_date not in days]


async def test_an_exception_for_a_past_date_changes_that_date_alone(
    connection: Connection, floor: Floor
) -> None:
    first = await first_planned(connection)
    day = first + 10 * DAY
    before, breaks = await kept_shifts(connection), await kept_breaks(connection)
    rows = "select xmin, * from floor.shifts where business_date <> $1 order by shift_id"
    untouched = await connection.fetch(rows, day)
    await add_exception(connection, floor.plant_id, day, "A", ("15:00", "19:00"))
    after = await kept_shifts(connection)
    assert of_day(after, day) == ["M 06:00-14:00", "A 15:00-19:00", "N 22:00-06:00"]
    assert apart_from(after, day) == apart_from(before, day)
    assert await connection.fetch(rows, day) == untouched
    assert of_day(await kept_breaks(connection), day) == [
        "Break 09:15-09:45",
        "Break 17:15-17:45",
        "Break 01:15-01:45",
    ]
    assert apart_from(await kept_breaks(connection), day) == apart_from(breaks, day)
    await assert_planned(connection, first, 56)


async def test_an_exception_may_move_change_and_go(connection: Connection, floor: Floor) -> None:
    first = await first_planned(connection)
    day, other = first + 10 * DAY, first + 12 * DAY
    before = await kept_shifts(connection)
    await add_exception(connection, floor.plant_id, day, "M", ("08:00", "12:00"))
    await connection.execute("update floor.calendar_exceptions set starts_at = '09:00'")
    assert of_day(await kept_shifts(connection), day)[0] == "M 09:00-12:00"
    await connection.execute("update floor.calendar_exceptions set business_date = $1", other)
    after = await kept_shifts(connection)
    assert of_day(after, other)[0] == "M 09:00-12:00"
    assert apart_from(after, other) == apart_from(before, other)
    await connection.execute("delete from floor.calendar_exceptions")
    assert await kept_shifts(connection) == before


async def test_many_days_may_change_in_one_statement(connection: Connection, floor: Floor) -> None:
    first = await first_planned(connection)
    await connection.execute(
        "insert into floor.calendar_exceptions (plant_id, business_date)"
        " select $1, day from unnest($2::date[]) as day",
        floor.plant_id,
        [first + number * DAY for number in (3, 4, 20, 50)],
    )
    await assert_planned(connection, first, 56)
    assert len(await kept_shifts(connection)) == 3 * 52
    await connection.execute("truncate floor.calendar_exceptions")
    await assert_planned(connection, first, 56)
    assert len(await kept_shifts(connection)) == 3 * 56


async def test_a_night_made_longer_cuts_the_next_morning(
    connection: Connection, floor: Floor
) -> None:
    first = await first_planned(connection)
    day = first + 10 * DAY
    await add_exception(connection, floor.plant_id, day, "N", ("22:00", "08:00"))
    assert of_day(await kept_shifts(connection), day + DAY)[0] == "M 08:00-14:00"
    await assert_planned(connection, first, 56)
    await connection.execute("delete from floor.calendar_exceptions")
    assert of_day(await kept_shifts(connection), day + DAY)[0] == "M 06:00-14:00"
    await assert_planned(connection, first, 56)


@pytest.mark.parametrize("number", [-1, 57])
async def test_dates_not_planned_yet_wait_for_their_turn(
    connection: Connection, floor: Floor, number: int
) -> None:
    first = await first_planned(connection)
    before = await kept_shifts(connection)
    await add_exception(connection, floor.plant_id, first + number * DAY, "M", ("08:00", "12:00"))
    assert await kept_shifts(connection) == before
    await plan(connection, first - DAY, 60)
    assert of_day(await kept_shifts(connection), first + number * DAY)[0] == "M 08:00-12:00"


async def test_before_the_first_plan_nothing_is_planned(
    connection: Connection, floor: Floor
) -> None:
    await add_three_shifts(connection, floor.plant_id)
    await add_exception(connection, floor.plant_id, SPRING, "X", ("08:00", "12:00"))
    assert await kept_shifts(connection) == []


async def test_a_pattern_changes_all_it_is_valid_for(connection: Connection, floor: Floor) -> None:
    first = await first_planned(connection)
    ids = await shift_ids(connection)
    # one after the other: while both claim the hour, the one that begins earlier has it
    await connection.execute(
        "update floor.shift_patterns set ends_at = '15:00' where shift_name = 'M'"
    )
    await assert_planned(connection, first, 56)
    await connection.execute(
        "update floor.shift_patterns set starts_at = '15:00' where shift_name = 'A'"
    )
    await assert_planned(connection, first, 56)
    assert of_day(await kept_shifts(connection), first) == [
        "M 06:00-15:00",
        "A 15:00-22:00",
        "N 22:00-06:00",
    ]
    assert await shift_ids(connection) == ids


async def test_a_dated_pattern_leaves_the_past_alone(connection: Connection, floor: Floor) -> None:
    first = await first_planned(connection)
    day = first + 30 * DAY
    before = await kept_shifts(connection)
    await connection.execute(
        "update floor.shift_patterns set valid_to = $1 where shift_name = 'M'", day
    )
    pattern_id = await add_pattern(
        connection, floor.plant_id, "M", "07:00", "14:00", valid_from=f"{day}"
    )
    after = await kept_shifts(connection)
    earlier = [shift for shift in before if shift.business_date < day]
    assert [shift for shift in after if shift.business_date < day] == earlier
    assert of_day(after, day)[0] == "M 07:00-14:00"
    await assert_planned(connection, first, 56)
    # what a row was valid for before counts, too
    await connection.execute(
        "update floor.shift_patterns set valid_from = $1 where shift_pattern_id = $2",
        day + 10 * DAY,
        pattern_id,
    )
    assert of_day(await kept_shifts(connection), day) == ["A 14:00-22:00", "N 22:00-06:00"]
    await assert_planned(connection, first, 56)


async def test_a_pattern_of_a_line_replaces_and_returns(
    connection: Connection, floor: Floor
) -> None:
    other = await add_line(connection, floor.plant_id, "Other")
    first = await first_planned(connection)
    before = await kept_shifts(connection)
    await add_pattern(connection, floor.plant_id, "Day", "08:00", "16:00", line_id=other)
    await assert_planned(connection, first, 56)
    assert len(await kept_shifts(connection)) == 4 * 56
    await connection.execute("delete from floor.shift_patterns where line_id is not null")
    assert await kept_shifts(connection) == before


async def test_breaks_follow_their_patterns(connection: Connection, floor: Floor) -> None:
    first = await first_planned(connection)
    shifts = await connection.fetch("select xmin, * from floor.shifts order by shift_id")
    await connection.execute("update floor.break_patterns set break_name = 'Meal'")
    await assert_planned(connection, first, 56)
    assert {stop.name for stop in await kept_breaks(connection)} == {"Meal"}
    await connection.execute(
        "insert into floor.break_patterns (shift_pattern_id, break_name, starts_at, ends_at)"
        " select shift_pattern_id, 'Coffee', '09:00', '09:10' from floor.shift_patterns"
        " where shift_name = 'M'"
    )
    await assert_planned(connection, first, 56)
    assert len(await kept_breaks(connection)) == 4 * 56
    await connection.execute("delete from floor.break_patterns where break_name = 'Meal'")
    await assert_planned(connection, first, 56)
    await connection.execute("truncate floor.break_patterns")
    assert await kept_breaks(connection) == []
    # shifts were none of it
    assert shifts == await connection.fetch("select xmin, * from floor.shifts order by shift_id")


async def test_without_patterns_the_plan_is_empty(connection: Connection, floor: Floor) -> None:
    await first_planned(connection)
    await connection.execute("truncate floor.shift_patterns cascade")
    assert await kept_shifts(connection) == []
    assert await kept_breaks(connection) == []


async def test_a_pattern_takes_its_breaks_along(connection: Connection, floor: Floor) -> None:
    first = await first_planned(connection)
    await connection.execute("delete from floor.shift_patterns where shift_name = 'A'")
    await assert_planned(connection, first, 56)
    assert len(await kept_breaks(connection)) == 2 * 56


async def test_a_statement_that_meets_no_row_plans_nothing(
    connection: Connection, floor: Floor
) -> None:
    first = await first_planned(connection)
    await connection.execute("delete from floor.shifts where business_date = $1", first + DAY)
    before = await kept_shifts(connection)
    for table, column in (
        ("shift_patterns", "shift_name"),
        ("break_patterns", "break_name"),
        ("calendar_exceptions", "note"),
    ):
        await connection.execute(f"delete from floor.{table} where false")
        await connection.execute(f"update floor.{table} set {column} = 'x' where false")
    assert await kept_shifts(connection) == before


async def test_a_change_waits_for_a_plan_in_the_making(
    committing: Connection, open_committing: Open
) -> None:
    """Else neither would see the other, and the change would be lost."""
    floor = await stand(committing)
    await add_three_shifts(committing, floor.plant_id)
    writer, observer = await open_committing(), await open_committing()
    planning = committing.transaction()
    await planning.start()
    await committing.execute("select floor.plan_shifts()")
    task = await settled(
        observer, writer, writer.execute("delete from floor.shift_patterns where shift_name = 'A'")
    )
    assert not task.done()
    await planning.commit()
    await task
    assert {shift.name for shift in await kept_shifts(observer)} == {"M", "N"}
