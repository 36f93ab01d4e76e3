"""How time is cut: at shifts, midnights, clock hours, clock changes, and now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from database.connect import Connection
from tests.oee.support import (
    DAY,
    Station,
    minutes_of,
    refresh,
    station,
    work,
)
from tests.sql.support import minute

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(*parts: int) -> float:
    """Minutes from the start to an instant on the clock of the plant."""
    return (datetime(*parts, tzinfo=BERLIN) - minute(0)) / timedelta(minutes=1)  # type: ignore[arg-type, misc]


async def test_a_stop_across_a_shift_boundary_is_split(
    connection: Connection, press: Station
) -> None:
    early = await work(connection, press.line_id, 0, 480, "A")
    late = await work(connection, press.line_id, 480, 960, "B")
    await press.was((0, "operational"), (470, "down"), (500, "operational"))
    await refresh(connection, 960)
    assert minutes_of(await press.figures(shift_id=early)) == {"operational": 470, "breakdown": 10}
    assert minutes_of(await press.figures(shift_id=late)) == {"operational": 460, "breakdown": 20}


async def test_a_stop_across_a_shift_boundary_is_one_failure(
    connection: Connection, press: Station
) -> None:
    early = await work(connection, press.line_id, 0, 480, "A")
    late = await work(connection, press.line_id, 480, 960, "B")
    await press.was((0, "operational"), (470, "down"), (500, "operational"))
    await refresh(connection, 960)
    failures = [(await press.figures(shift_id=shift))["failures"] for shift in (early, late)]
    assert failures == [1, 0]
    assert (await press.figures("day"))["failures"] == 1


async def test_an_event_after_midnight_belongs_to_the_night_that_opened_before(
    connection: Connection, press: Station
) -> None:
    opens, closes = berlin(2026, 3, 2, 22, 0), berlin(2026, 3, 3, 6, 0)
    night = await work(connection, press.line_id, opens, closes, "N")
    after_midnight = berlin(2026, 3, 3, 1, 30)
    await press.was((opens, "operational"), (after_midnight, "down"))
    await press.made(after_midnight, 7)
    await refresh(connection, closes)
    row = await press.figures(shift_id=night)
    assert row["business_date"] == DAY
    assert minutes_of(row) == {"operational": 210, "breakdown": 270}
    assert (await press.figures("day", business_date=DAY))["good_pcs"] == 7


async def test_off_shift_time_after_midnight_belongs_to_its_own_date(
    connection: Connection, press: Station
) -> None:
    await press.was((berlin(2026, 3, 2, 23, 0), "operational"))
    await refresh(connection, berlin(2026, 3, 3, 2, 0))
    before = await press.figures("day", business_date=DAY)
    after = await press.figures("day", business_date=DAY + timedelta(days=1))
    assert (minutes_of(before), minutes_of(after)) == ({"unscheduled": 60}, {"unscheduled": 120})


NIGHTS = [
    pytest.param(date(2026, 3, 28), 7, 23, id="the clock goes forward"),
    pytest.param(date(2026, 6, 1), 8, 24, id="an ordinary night"),
    pytest.param(date(2026, 10, 24), 9, 25, id="the clock goes back"),
]


@pytest.mark.parametrize(("day", "night_h", "day_h"), NIGHTS)
async def test_a_night_with_a_clock_change_has_seven_or_nine_hours(
    connection: Connection, press: Station, day: date, night_h: int, day_h: int
) -> None:
    """Local wall time plus a zone, planned from the pattern; the sums follow."""
    await connection.execute(
        "insert into floor.shift_patterns (plant_id, shift_name, starts_at, ends_at)"
        " values ($1, 'N', '22:00', '06:00')",
        press.plant_id,
    )
    await connection.execute("select floor.plan_shifts($1, $2)", day, day + timedelta(days=1))
    morning = day + timedelta(days=1)
    opens = berlin(day.year, day.month, day.day, 22, 0)
    closes = berlin(morning.year, morning.month, morning.day, 6, 0)
    await press.takes(60)
    await press.was((opens, "operational"))
    await press.made(opens, night_h * 30)
    await refresh(connection, closes)
    row = await press.figures(business_date=day)
    assert minutes_of(row) == {"operational": night_h * 60}
    assert row["oee_ratio"] == pytest.approx(0.5)
    hours = await connection.fetchval(
        "select count(*) from gold.oee_station_hour where shift_id = $1", row["shift_id"]
    )
    assert hours == night_h


@pytest.mark.parametrize(("night", "_", "day_h"), NIGHTS)
async def test_a_day_with_a_clock_change_has_23_or_25_hours(
    connection: Connection, press: Station, night: date, _: int, day_h: int
) -> None:
    day = night + timedelta(days=1)
    ends = day + timedelta(days=1)
    await press.was((berlin(day.year, day.month, day.day, 0, 0), "operational"))
    await refresh(connection, berlin(ends.year, ends.month, ends.day, 0, 0))
    assert minutes_of(await press.figures("day", business_date=day)) == {"unscheduled": day_h * 60}


async def test_the_current_shift_is_measured_against_the_time_so_far(
    connection: Connection, press: Station
) -> None:
    await work(connection, press.line_id, 0, 480)
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(5, 60)
    for now, oee in ((120, 0.5), (240, 0.25), (480, 0.125)):
        await refresh(connection, now)
        row = await press.figures()
        assert row["elapsed_s"] == now * 60
        assert row["oee_ratio"] == pytest.approx(oee)


async def test_nothing_after_now_is_looked_at(connection: Connection, press: Station) -> None:
    await work(connection, press.line_id, 0, 480)
    await press.was((0, "operational"), (100, "down"), (150, "operational"))
    await press.made(120, 9)
    await refresh(connection, 110)
    row = await press.figures()
    assert (minutes_of(row), row["good_pcs"]) == ({"operational": 100, "breakdown": 10}, 0)


async def test_a_piece_on_the_boundary_belongs_to_one_shift(
    connection: Connection, press: Station
) -> None:
    early = await work(connection, press.line_id, 0, 480, "A")
    late = await work(connection, press.line_id, 480, 960, "B")
    for at in (479, 480):
        await press.made(at, 1)
    await refresh(connection, 960)
    counts = [(await press.figures(shift_id=shift))["good_pcs"] for shift in (early, late)]
    assert counts == [1, 1]


async def test_a_status_on_the_boundary_belongs_to_what_it_begins(
    connection: Connection, press: Station
) -> None:
    early = await work(connection, press.line_id, 0, 480, "A")
    late = await work(connection, press.line_id, 480, 960, "B")
    await press.was((0, "operational"), (480, "down"), (960, "operational"))
    await refresh(connection, 1000)
    first, second = [await press.figures(shift_id=shift) for shift in (early, late)]
    assert (minutes_of(first), first["failures"]) == ({"operational": 480}, 0)
    assert (minutes_of(second), second["failures"]) == ({"breakdown": 480}, 1)


async def test_an_hour_cut_by_a_shift_says_what_was_cut(
    connection: Connection, press: Station
) -> None:
    """A shift from half past: its first hour is half an hour, and so is what lies before it."""
    await work(connection, press.line_id, 30, 120)
    await press.was((0, "operational"))
    await refresh(connection, 120)
    rows = await connection.fetch(
        "select starts_at, ends_at, shift_id is not null, elapsed_s / 60"
        " from gold.oee_station_hour order by starts_at"
    )
    assert [tuple(row) for row in rows] == [
        (minute(30), minute(60), True, 30),
        (minute(60), minute(120), True, 60),
    ]
    slices = await connection.fetch(
        "select starts_at, ends_at from floor.oee_slices where shift_id is null"
    )
    assert [tuple(row) for row in slices] == [(minute(0), minute(30))]


@pytest.mark.parametrize(
    ("time_zone", "first"), [("Asia/Kolkata", 30), ("Asia/Kathmandu", 15), ("UTC", 0)]
)
async def test_hours_are_those_of_the_local_clock(
    connection: Connection, time_zone: str, first: int
) -> None:
    press = await station(connection, time_zone=time_zone)
    await work(connection, press.line_id, 0, 480)
    await press.was((0, "operational"))
    await refresh(connection, 480)
    rows = await connection.fetch(
        "select starts_at from gold.oee_station_hour order by starts_at limit 3"
    )
    starts = sorted({0, first, first + 60, first + 120})[:3]
    assert [row["starts_at"] for row in rows] == [minute(at) for at in starts]


async def test_no_fraction_of_a_second_is_lost(connection: Connection, press: Station) -> None:
    """A thousand stops of 0.7 s that begin at odd instants make 700 s."""
    await work(connection, press.line_id, 0, 480)
    await press.was((0, "operational"))
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " select $1, $2::timestamptz + number * interval '7.3 s' + late, status"
        " from generate_series(1, 1000) as number"
        " cross join (values (interval '0 s', 'down'), (interval '0.7 s', 'operational'))"
        " as states (late, status)",
        *(press.machine_id, minute(0)),
    )
    await refresh(connection, 480)
    row = await press.figures()
    assert row["breakdown_s"] == pytest.approx(700, abs=1e-6)
    assert row["operational_s"] + row["breakdown_s"] == pytest.approx(28800, abs=1e-6)
