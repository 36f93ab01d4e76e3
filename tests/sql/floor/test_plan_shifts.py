"""floor.plan_shifts: as far as needed, without gaps, by one at a time."""

from __future__ import annotations

from datetime import date, timedelta

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.shift_calendar import (
    DAY,
    HOUR,
    MONDAY,
    add_line,
    add_pattern,
    add_three_shifts,
    assert_planned,
    assert_without_gap,
    kept_shifts,
    plan,
)
from tests.sql.support import Floor, Open, refused, said, settled, stand

PLAN = "select floor.plan_shifts()"
PLAN_UP_TO = "select floor.plan_shifts(null, $1)"


async def today_of(connection: Connection) -> date:
    """The day of the transaction, UTC."""
    today: date = await connection.fetchval("select (now() at time zone 'UTC')::date")
    return today


async def planned_dates(connection: Connection, line_id: int) -> tuple[date, date]:
    """The first and the last date a line is planned for."""
    dates = [
        shift.business_date for shift in await kept_shifts(connection) if shift.line_id == line_id
    ]
    return min(dates), max(dates)


async def add_fact(connection: Connection, machine_id: int, age: timedelta) -> None:
    """An event of some time ago."""
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " values ($1, now() - $2::interval, 'down')",
        machine_id,
        age,
    )


async def test_shifts_are_planned_two_weeks_ahead(connection: Connection, floor: Floor) -> None:
    today = await today_of(connection)
    await add_three_shifts(connection, floor.plant_id)
    assert await connection.fetchval(PLAN) == 3 * 18
    assert await planned_dates(connection, floor.line_id) == (today - 2 * DAY, today + 15 * DAY)
    await assert_planned(connection, today - 2 * DAY, 18)
    assert await connection.fetchval(PLAN) == 0


async def test_without_patterns_nothing_is_planned(connection: Connection, floor: Floor) -> None:
    assert await connection.fetchval(PLAN) == 0
    assert await plan(connection, MONDAY, 30) == 0


async def test_named_dates_are_planned(connection: Connection, floor: Floor) -> None:
    await add_three_shifts(connection, floor.plant_id)
    assert await plan(connection, MONDAY, 2) == 6
    await assert_planned(connection, MONDAY, 2)
    assert await plan(connection, MONDAY, 0) == 0
    assert await plan(connection, MONDAY, -1) == 0


async def test_half_a_period_is_enough(connection: Connection, floor: Floor) -> None:
    today = await today_of(connection)
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    assert await connection.fetchval("select floor.plan_shifts($1)", today) == 16
    # from where it is needed
    written = await connection.fetchval("select floor.plan_shifts(null, $1)", today + 20 * DAY)
    assert written == 2 + 4
    await assert_planned(connection, today - 2 * DAY, 22)


@pytest.mark.parametrize("dates", ["'-infinity', '2026-01-01'", "'2026-01-01', 'infinity'"])
async def test_dates_must_be_finite(connection: Connection, dates: str) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.execute(f"select floor.plan_shifts({dates})")
    message, hint = said(caught)
    assert message.startswith("shifts cannot be planned from")
    assert hint == "Name finite dates, or leave them out: then what is missing is planned."


async def test_each_day_adds_a_day(connection: Connection, floor: Floor) -> None:
    """What a call at the end of a longer period writes is what it would have written at first."""
    today = await today_of(connection)
    await add_three_shifts(connection, floor.plant_id)
    for number in range(1, 10):
        to = today + number * DAY
        written = await connection.fetchval("select floor.plan_shifts(null, $1)", to)
        assert written == (9 if number == 1 else 3)
    await assert_planned(connection, today - 2 * DAY, 11)
    assert_without_gap(await kept_shifts(connection))


async def test_an_older_fact_extends_the_plan(connection: Connection, floor: Floor) -> None:
    today = await today_of(connection)
    await add_three_shifts(connection, floor.plant_id)
    await connection.execute(PLAN)
    await add_fact(connection, floor.ids[0], 30 * DAY)
    assert await connection.fetchval(PLAN) == 3 * 30
    await assert_planned(connection, today - 32 * DAY, 48)
    assert await connection.fetchval(PLAN) == 0


async def test_a_pattern_is_not_worked_before_it_is_valid(
    connection: Connection, floor: Floor
) -> None:
    today = await today_of(connection)
    await add_fact(connection, floor.ids[0], 30 * DAY)
    await add_three_shifts(connection, floor.plant_id, valid_from=f"{today - 10 * DAY}")
    assert await connection.fetchval(PLAN) == 3 * (10 + 16)
    assert await planned_dates(connection, floor.line_id) == (today - 10 * DAY, today + 15 * DAY)
    assert await connection.fetchval(PLAN) == 0


async def test_an_older_pattern_that_comes_later_is_worked_from_then(
    connection: Connection, floor: Floor
) -> None:
    today = await today_of(connection)
    await add_fact(connection, floor.ids[0], 30 * DAY)
    await add_pattern(
        connection, floor.plant_id, "M", "06:00", "14:00", valid_from=f"{today - 10 * DAY}"
    )
    await connection.execute(PLAN)
    await add_pattern(
        connection, floor.plant_id, "A", "14:00", "22:00", valid_from=f"{today - 20 * DAY}"
    )
    await connection.execute(PLAN)
    await assert_planned(connection, today - 32 * DAY, 48)
    assert (await planned_dates(connection, floor.line_id))[0] == today - 20 * DAY


async def test_a_new_line_is_planned_like_the_others(connection: Connection, floor: Floor) -> None:
    await add_three_shifts(connection, floor.plant_id)
    await add_fact(connection, floor.ids[0], 10 * DAY)
    await connection.execute(PLAN)
    new = await add_line(connection, floor.plant_id, "New")
    assert await connection.fetchval(PLAN) == 3 * 28
    assert await planned_dates(connection, new) == await planned_dates(connection, floor.line_id)
    assert await connection.fetchval(PLAN) == 0


async def test_a_retired_line_loses_what_lies_ahead(connection: Connection, floor: Floor) -> None:
    other = await add_line(connection, floor.plant_id, "Other")
    await add_three_shifts(connection, floor.plant_id)
    await connection.execute(PLAN)
    before = await kept_shifts(connection)
    now = await connection.fetchval("select now()")
    await connection.execute("update floor.lines set retired_at = now() where line_id = $1", other)
    await connection.execute(PLAN)
    after = await kept_shifts(connection)
    assert [shift for shift in after if shift.line_id == floor.line_id] == [
        shift for shift in before if shift.line_id == floor.line_id
    ]
    mine = [shift for shift in after if shift.line_id == other]
    assert mine[-1].ends_at == now
    assert [shift.starts_at for shift in mine] == [
        shift.starts_at for shift in before if shift.line_id == other and shift.starts_at < now
    ]
    assert await connection.fetchval(PLAN) == 0
    # back again
    await connection.execute("update floor.lines set retired_at = null")
    await plan(connection, now.date() - 2 * DAY, 18)
    assert await kept_shifts(connection) == before


async def test_plants_keep_their_own_time(connection: Connection) -> None:
    plants = {}
    for zone in ("Pacific/Auckland", "America/New_York"):
        floor = await stand(connection, plant=zone, time_zone=zone, line=zone, machines=[zone])
        await add_three_shifts(connection, floor.plant_id)
        plants[zone] = floor.line_id
    await connection.execute(PLAN)
    for zone, line_id in plants.items():
        shifts = [shift for shift in await kept_shifts(connection) if shift.line_id == line_id]
        assert_without_gap(shifts)
        assert shifts[0].local(zone) == "M 06:00-14:00"
        # fourteen days ahead, whatever date it is there
        assert shifts[-1].ends_at > await connection.fetchval("select now()") + 14 * 24 * HOUR


async def stand_and_look_ahead(connection: Connection) -> date:
    """A floor with three shifts; the end of its plan, which stays when the day ends meanwhile."""
    async with connection.transaction():
        floor = await stand(connection)
        await add_three_shifts(connection, floor.plant_id)
        return await today_of(connection) + 16 * DAY


async def test_two_callers_take_turns(committing: Connection, open_committing: Open) -> None:
    to = await stand_and_look_ahead(committing)
    other, observer = await open_committing(), await open_committing()
    first = committing.transaction()
    await first.start()
    assert await committing.fetchval(PLAN_UP_TO, to) == 3 * 18
    task = await settled(observer, other, other.fetchval(PLAN_UP_TO, to))
    assert not task.done()
    await first.commit()
    assert await task == 0
    assert len(await kept_shifts(observer)) == 3 * 18


async def test_nothing_to_do_waits_for_nobody(
    committing: Connection, open_committing: Open
) -> None:
    to = await stand_and_look_ahead(committing)
    await committing.execute(PLAN_UP_TO, to)
    other = await open_committing()
    holder = committing.transaction()
    await holder.start()
    await plan(committing, MONDAY)
    assert await other.fetchval(PLAN_UP_TO, to) == 0
    await holder.rollback()
