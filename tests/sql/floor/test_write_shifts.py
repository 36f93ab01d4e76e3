"""floor.write_shifts: what differs is written, what others wrote stands, keys stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.sql.floor.shift_calendar import (
    DAY,
    MONDAY,
    add_exception,
    add_pattern,
    add_three_shifts,
    assert_planned,
    kept_breaks,
    kept_shifts,
    shift_ids,
)
from tests.sql.support import Floor

BERLIN = "Europe/Berlin"
LUNCH = [("Lunch", "10:00", "10:30")]


async def write(connection: Connection, first: date, days: int = 1) -> int:
    """Write so many days; returns how many rows were written."""
    written: int = await connection.fetchval(
        "select floor.write_shifts($1, $2)", first, first + days * DAY
    )
    return written


async def local(connection: Connection) -> list[str]:
    """All shifts there are, as clocks in Berlin show them."""
    return [shift.local(BERLIN) for shift in await kept_shifts(connection)]


async def change(connection: Connection, statement: str) -> None:
    """Change the calendar behind the back of its triggers."""
    await connection.execute("set local session_replication_role = replica")
    await connection.execute(statement)
    await connection.execute("set local session_replication_role = origin")


async def write_foreign(
    connection: Connection, floor: Floor, day: date, name: str, begin: str, end: str
) -> int:
    """A shift another program wrote; returns its key."""
    shift_id: int = await connection.fetchval(
        "insert into floor.shifts (line_id, business_date, shift_name, during, origin)"
        " values ($1, $2, $3, tstzrange("
        "   ($2::date + $4::text::time) at time zone 'Europe/Berlin',"
        "   ($2::date + $5::text::time) at time zone 'Europe/Berlin'"
        " ), 'erp') returning shift_id",
        floor.line_id,
        day,
        name,
        begin,
        end,
    )
    return shift_id


async def test_shifts_and_breaks_are_written_once(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", breaks=LUNCH)
    await add_pattern(connection, floor.plant_id, "A", "14:00", "22:00")
    assert await write(connection, MONDAY, 7) == 14 + 7
    await assert_planned(connection, MONDAY, 7)
    kept = await connection.fetch("select xmin, * from floor.shifts order by shift_id")
    assert {row["origin"] for row in kept} == {"plan"}
    assert await write(connection, MONDAY - DAY, 9) == 2 * (2 + 1)
    assert await write(connection, MONDAY - DAY, 9) == 0
    await assert_planned(connection, MONDAY - DAY, 9)
    again = await connection.fetch("select xmin, * from floor.shifts order by shift_id")
    assert again[: len(kept)] == kept


async def test_a_break_is_of_its_shift_and_line(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", breaks=LUNCH)
    await write(connection, MONDAY)
    (stop,) = await connection.fetch(
        "select stop_name, machine_id, line_id, origin, shift_id from floor.planned_stops"
    )
    ids = await shift_ids(connection)
    assert tuple(stop) == ("Lunch", None, floor.line_id, "plan", ids[floor.line_id, MONDAY, "M"])


@pytest.mark.parametrize(
    ("changes", "expected", "written"),
    [
        # a boundary moves: one grows where the other shrinks, in both directions
        ({"M": ("06:00", "15:00"), "A": ("15:00", "22:00")}, ["M 06:00-15:00", "A 15:00-22:00"], 2),
        ({"M": ("06:00", "13:00"), "A": ("13:00", "22:00")}, ["M 06:00-13:00", "A 13:00-22:00"], 2),
        # both move, and each to where the other was
        ({"M": ("08:00", "16:00"), "A": ("16:00", "00:00")}, ["M 08:00-16:00", "A 16:00-00:00"], 2),
        ({"M": ("14:00", "22:00"), "A": ("06:00", "14:00")}, ["A 06:00-14:00", "M 14:00-22:00"], 2),
        ({"M": ("22:00", "23:00")}, ["A 14:00-22:00", "M 22:00-23:00"], 1),
        ({"M": ("08:00", "10:00")}, ["M 08:00-10:00", "A 14:00-22:00"], 1),
    ],
)
async def test_a_shift_that_moves_keeps_its_key(
    connection: Connection,
    floor: Floor,
    changes: dict[str, tuple[str, str]],
    expected: list[str],
    written: int,
) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    await add_pattern(connection, floor.plant_id, "A", "14:00", "22:00")
    await write(connection, MONDAY)
    ids = await shift_ids(connection)
    for name, (begin, end) in changes.items():
        await change(
            connection,
            f"update floor.shift_patterns set starts_at = '{begin}', ends_at = '{end}'"
            f" where shift_name = '{name}'",
        )
    assert await write(connection, MONDAY) == written
    assert await local(connection) == expected
    assert await shift_ids(connection) == ids


async def test_what_is_no_longer_planned_goes_with_its_breaks(
    connection: Connection, floor: Floor
) -> None:
    await add_three_shifts(connection, floor.plant_id)
    await connection.execute(
        "insert into floor.break_patterns (shift_pattern_id, break_name, starts_at, ends_at)"
        " select shift_pattern_id, 'Break', starts_at + interval '4 hours',"
        " starts_at + interval '4 hours 30 minutes' from floor.shift_patterns"
    )
    await write(connection, MONDAY, 2)
    ids = await shift_ids(connection)
    await change(connection, "delete from floor.shift_patterns where shift_name = 'A'")
    assert await write(connection, MONDAY, 2) == 2
    await assert_planned(connection, MONDAY, 2)
    assert len(await kept_breaks(connection)) == 4
    assert set((await shift_ids(connection)).items()) < set(ids.items())


async def test_breaks_that_change_are_written_alone(connection: Connection, floor: Floor) -> None:
    breaks = [("Coffee", "09:00", "09:15"), ("Lunch", "12:00", "12:30")]
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", breaks=breaks)
    await write(connection, MONDAY)
    coffee = await connection.fetchval(
        "select planned_stop_id from floor.planned_stops where stop_name = 'Coffee'"
    )
    await change(
        connection,
        "update floor.break_patterns set starts_at = '11:45' where break_name = 'Lunch'",
    )
    assert await write(connection, MONDAY) == 2  # one goes, one comes
    await assert_planned(connection, MONDAY, 1)
    assert coffee == await connection.fetchval(
        "select planned_stop_id from floor.planned_stops where stop_name = 'Coffee'"
    )


async def test_other_days_are_left_as_they_are(connection: Connection, floor: Floor) -> None:
    await add_three_shifts(connection, floor.plant_id)
    await write(connection, MONDAY, 3)
    before = await kept_shifts(connection)
    await change(connection, "delete from floor.shift_patterns")
    assert await write(connection, MONDAY + DAY) == 3
    after = await kept_shifts(connection)
    assert after == [shift for shift in before if shift.business_date != MONDAY + DAY]


@pytest.mark.parametrize(
    ("name", "begin", "end", "expected"),
    [
        ("Overhaul", "12:00", "16:00", ["Overhaul 12:00-16:00", "N 22:00-06:00"]),  # overlaps two
        ("M", "07:00", "11:00", ["M 07:00-11:00", "A 14:00-22:00", "N 22:00-06:00"]),
        ("A", "08:00", "09:00", ["A 08:00-09:00", "N 22:00-06:00"]),  # key of one, time of another
    ],
)
async def test_what_others_wrote_stands(
    connection: Connection, floor: Floor, name: str, begin: str, end: str, expected: list[str]
) -> None:
    await add_three_shifts(connection, floor.plant_id)
    foreign = await write_foreign(connection, floor, MONDAY, name, begin, end)
    await write(connection, MONDAY)
    assert await local(connection) == expected
    assert (await shift_ids(connection))[floor.line_id, MONDAY, name] == foreign
    assert await write(connection, MONDAY) == 0
    # another program's shift has no planned breaks, and keeps its own
    await connection.execute(
        "insert into floor.planned_stops (line_id, during, stop_name, shift_id, origin)"
        " select line_id, during, 'Cleaning', shift_id, 'erp' from floor.shifts"
    )
    assert await write(connection, MONDAY) == 0
    await connection.execute("delete from floor.shifts where origin = 'erp'")
    assert await write(connection, MONDAY) == 4 - len(expected)
    assert await local(connection) == ["M 06:00-14:00", "A 14:00-22:00", "N 22:00-06:00"]


async def test_a_planned_shift_may_be_taken_over(connection: Connection, floor: Floor) -> None:
    """Whoever gives a shift another origin keeps it, with its breaks."""
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", breaks=LUNCH)
    await write(connection, MONDAY, 2)
    await connection.execute(
        "update floor.shifts set origin = 'supervisor',"
        " during = tstzrange(lower(during), upper(during) + interval '2 hours')"
        " where business_date = $1",
        MONDAY,
    )
    before = await kept_shifts(connection), await kept_breaks(connection)
    assert await write(connection, MONDAY, 2) == 0
    assert (await kept_shifts(connection), await kept_breaks(connection)) == before


async def test_a_shift_does_not_grow_into_what_others_wrote(
    connection: Connection, floor: Floor
) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00")
    await add_pattern(connection, floor.plant_id, "A", "14:00", "22:00")
    await write(connection, MONDAY)
    await write_foreign(connection, floor, MONDAY, "Overhaul", "22:00", "23:00")
    await change(
        connection, "update floor.shift_patterns set ends_at = '22:30' where shift_name = 'A'"
    )
    assert await write(connection, MONDAY) == 1
    assert await local(connection) == ["M 06:00-14:00", "Overhaul 22:00-23:00"]


async def test_a_break_may_be_taken_over(connection: Connection, floor: Floor) -> None:
    await add_pattern(connection, floor.plant_id, "M", "06:00", "14:00", breaks=LUNCH)
    await write(connection, MONDAY, 2)
    await connection.execute(
        "update floor.planned_stops set origin = 'supervisor',"
        " during = tstzrange(upper(during), upper(during) + interval '1 hour')"
        " where lower(during) < $1",
        datetime.combine(MONDAY + DAY, time(), UTC),
    )
    assert await write(connection, MONDAY, 2) == 0
    rows = await connection.fetch("select origin from floor.planned_stops order by during")
    assert [row["origin"] for row in rows] == ["supervisor", "plan"]


async def test_a_neighbour_from_an_older_calendar_is_not_overlapped(
    connection: Connection, floor: Floor
) -> None:
    """As when a plant gets another time zone, and only the days to come are planned anew."""
    await add_three_shifts(connection, floor.plant_id)
    await write(connection, MONDAY, 2)
    await change(connection, "update floor.plants set time_zone = 'Asia/Kolkata'")
    await write(connection, MONDAY + DAY)
    assert await local(connection) == [
        "M 06:00-14:00",
        "A 14:00-22:00",
        "N 22:00-06:00",
        # the morning in Kolkata begins in the night of Berlin, and was left out
        "A 10:30-18:30",
        "N 18:30-02:30",
    ]


_names = st.sampled_from(["M", "A", "N", "X"])
_quarters = st.integers(0, 95)
_exceptions = st.lists(
    st.tuples(st.integers(0, 3), _names, st.none() | st.tuples(_quarters, _quarters)),
    max_size=8,
    unique_by=lambda row: row[:2],
)


def _time(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calendars=st.lists(_exceptions, min_size=1, max_size=4))
async def test_whatever_changes_the_plan_follows(
    connection: Connection,
    floor: Floor,
    calendars: list[list[tuple[int, str, tuple[int, int] | None]]],
) -> None:
    """Any calendar after any other: no constraint is in the way, and keys stay."""
    whole = connection.transaction()
    await whole.start()
    try:
        await add_three_shifts(connection, floor.plant_id)
        await write(connection, MONDAY - DAY, 6)
        for calendar in calendars:
            # all at once, not one after the other as triggers would
            await connection.execute("set local session_replication_role = replica")
            await connection.execute("delete from floor.calendar_exceptions")
            for day, name, quarters in calendar:
                times = quarters and (_time(quarters[0]), _time(quarters[1]))
                await add_exception(connection, floor.plant_id, MONDAY + day * DAY, name, times)
            await connection.execute("set local session_replication_role = origin")
            ids = await shift_ids(connection)
            await write(connection, MONDAY - DAY, 6)
            await assert_planned(connection, MONDAY - DAY, 6)
            now = await shift_ids(connection)
            assert {key: now[key] for key in now if key in ids} == {
                key: ids[key] for key in ids if key in now
            }
            assert await write(connection, MONDAY - DAY, 6) == 0
    finally:
        await whole.rollback()
