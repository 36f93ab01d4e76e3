"""floor.unplanned_dates: where the plan has gaps, and nothing where it has none."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from database.connect import Connection
from tests.sql.floor.shift_calendar import (
    DAY,
    WORK_DAYS,
    add_exception,
    add_line,
    add_pattern,
    plan,
)
from tests.sql.support import Floor

Gaps = list[tuple[date, date]]


async def unplanned(connection: Connection, to: date) -> Gaps:
    """What the database answers: the first and the last date of each gap."""
    gaps = await connection.fetch(
        "select lower(gap) as first, upper(gap) - 1 as last"
        " from unnest(floor.unplanned_dates($1)) as gap",
        to,
    )
    return [(gap["first"], gap["last"]) for gap in gaps]


async def today_of(connection: Connection) -> date:
    """The day of the transaction, UTC."""
    today: date = await connection.fetchval("select (now() at time zone 'UTC')::date")
    return today


async def last_monday(connection: Connection) -> date:
    """A Monday two to three weeks ago, on which all machines were commissioned."""
    today = await today_of(connection)
    monday = today - timedelta(days=14 + today.weekday())
    await connection.execute(
        "update floor.machines set commissioned_at = $1::timestamp at time zone 'UTC'",
        datetime.combine(monday + 2 * DAY, datetime.min.time()),
    )
    return monday


async def retire(connection: Connection, day: date) -> None:
    """All lines retire in the middle of that morning."""
    await connection.execute(
        "update floor.lines"
        " set retired_at = ($1::date + time '10:00') at time zone 'Europe/Berlin'",
        day,
    )


async def test_without_shifts_nothing_is_missing(connection: Connection, floor: Floor) -> None:
    assert await unplanned(connection, await today_of(connection)) == []


async def test_without_machines_nothing_is_missing(connection: Connection) -> None:
    plant_id = await connection.fetchval(
        "insert into floor.plants (plant_name, time_zone) values ('P', 'UTC') returning plant_id"
    )
    await add_line(connection, plant_id, "Empty")
    await add_pattern(connection, plant_id, "M", "06:00", "14:00")
    assert await unplanned(connection, await today_of(connection)) == []


async def test_at_first_all_is_missing(connection: Connection, floor: Floor) -> None:
    monday = await last_monday(connection)
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    assert await unplanned(connection, monday + 20 * DAY) == [(monday, monday + 19 * DAY)]


async def test_gaps_are_before_the_first_and_after_the_last(
    connection: Connection, floor: Floor
) -> None:
    monday = await last_monday(connection)
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    await plan(connection, monday + 5 * DAY, 3)
    assert await unplanned(connection, monday + 10 * DAY) == [
        (monday, monday + 4 * DAY),
        (monday + 8 * DAY, monday + 9 * DAY),
    ]
    # what is planned far ahead does not hide the gap before it
    await plan(connection, monday + 30 * DAY, 1)
    assert (await unplanned(connection, monday + 10 * DAY))[-1] == (
        monday + 8 * DAY,
        monday + 9 * DAY,
    )
    await plan(connection, monday, 10)
    assert await unplanned(connection, monday + 10 * DAY) == []


async def test_a_free_week_end_is_no_gap(connection: Connection, floor: Floor) -> None:
    monday = await last_monday(connection)
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", weekdays=WORK_DAYS)
    await plan(connection, monday, 5)
    assert await unplanned(connection, monday + 7 * DAY) == []
    assert await unplanned(connection, monday + 8 * DAY) == [(monday + 5 * DAY, monday + 7 * DAY)]
    # an extra shift makes it one
    await add_exception(connection, floor.plant_id, monday + 5 * DAY, "X", ("08:00", "12:00"))
    await connection.execute("delete from floor.shifts where shift_name = 'X'")
    assert await unplanned(connection, monday + 7 * DAY) == [(monday + 5 * DAY, monday + 6 * DAY)]


async def test_what_is_closed_or_not_valid_is_no_gap(connection: Connection, floor: Floor) -> None:
    monday = await last_monday(connection)
    await add_pattern(
        connection,
        floor.plant_id,
        "M",
        "06:00",
        "14:00",
        valid_from=f"{monday + 2 * DAY}",
        valid_to=f"{monday + 7 * DAY}",
    )
    await plan(connection, monday, 5)
    for number in (5, 6):
        await add_exception(connection, floor.plant_id, monday + number * DAY)
    assert await unplanned(connection, monday + 20 * DAY) == []


async def test_a_new_line_is_a_gap(connection: Connection, floor: Floor) -> None:
    monday = await last_monday(connection)
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    await plan(connection, monday, 10)
    await add_line(connection, floor.plant_id, "New")
    assert await unplanned(connection, monday + 10 * DAY) == [(monday, monday + 9 * DAY)]


async def test_what_others_wrote_does_not_tell_how_far_the_plan_goes(
    connection: Connection, floor: Floor
) -> None:
    monday = await last_monday(connection)
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    await connection.execute(
        "insert into floor.shifts (line_id, business_date, shift_name, during)"
        " values ($1, $2::date, 'X', tstzrange($2::date, $2::date + interval '1 hour'))",
        floor.line_id,
        monday + 9 * DAY,
    )
    assert await unplanned(connection, monday + 10 * DAY) == [(monday, monday + 9 * DAY)]
    await plan(connection, monday, 5)
    assert await unplanned(connection, monday + 10 * DAY) == [(monday + 5 * DAY, monday + 9 * DAY)]


async def test_an_extra_shift_without_any_pattern_is_a_gap(
    connection: Connection, floor: Floor
) -> None:
    monday = await last_monday(connection)
    await add_exception(connection, floor.plant_id, monday + DAY, "X", ("08:00", "12:00"))
    assert await unplanned(connection, monday + 10 * DAY) == [(monday + DAY, monday + DAY)]


async def test_shifts_after_retirement_are_too_many(connection: Connection, floor: Floor) -> None:
    monday = await last_monday(connection)
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    await plan(connection, monday, 10)
    await retire(connection, monday + 7 * DAY)
    ((first, last),) = await unplanned(connection, monday + 10 * DAY)
    assert first < monday + 7 * DAY
    assert last == monday + 9 * DAY
    await plan(connection, first, 10)
    assert await unplanned(connection, monday + 10 * DAY) == []
    # and so it stays while time goes on
    assert await unplanned(connection, monday + 20 * DAY) == []


async def test_a_line_retired_before_it_was_planned_is_planned_until_then(
    connection: Connection, floor: Floor
) -> None:
    monday = await last_monday(connection)
    await retire(connection, monday + 7 * DAY)
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    assert await unplanned(connection, monday + 20 * DAY) == [(monday, monday + 7 * DAY)]
