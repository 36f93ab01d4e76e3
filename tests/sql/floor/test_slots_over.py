"""floor.slots_over: time of lines, cut at local clock hours and at the edges of shifts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from database.connect import Connection
from tests.oee.support import DAY, work
from tests.sql.support import Floor, minute, stand

Slot = tuple[float, float, int | None, date]


async def slots(connection: Connection, line_id: int, start: float, end: float) -> list[Slot]:
    """Slots of one period: from, to, shift and business date."""
    rows = await connection.fetch(
        "select starts_at, ends_at, shift_id, business_date from floor.slots_over("
        "array[$1::int], array[$2::timestamptz], array[$3::timestamptz]) order by starts_at",
        *(line_id, minute(start), minute(end)),
    )
    return [
        (
            *((at - minute(0)) / timedelta(minutes=1) for at in (row["starts_at"], row["ends_at"])),
            row["shift_id"],
            row["business_date"],
        )
        for row in rows
    ]


async def test_slots_come_whole(connection: Connection, floor: Floor) -> None:
    assert await slots(connection, floor.line_id, 70, 121) == [
        (60, 120, None, DAY),
        (120, 180, None, DAY),
    ]


async def test_a_period_that_ends_with_a_slot_has_no_more(
    connection: Connection, floor: Floor
) -> None:
    assert await slots(connection, floor.line_id, 60, 120) == [(60, 120, None, DAY)]


async def test_an_empty_period_has_none(connection: Connection, floor: Floor) -> None:
    assert await slots(connection, floor.line_id, 60, 60) == []


async def test_shifts_cut_hours(connection: Connection, floor: Floor) -> None:
    first = await work(connection, floor.line_id, 20, 90, "A")
    second = await work(connection, floor.line_id, 90, 100, "B")
    assert await slots(connection, floor.line_id, 0, 120) == [
        (0, 20, None, DAY),
        (20, 60, first, DAY),
        (60, 90, first, DAY),
        (90, 100, second, DAY),
        (100, 120, None, DAY),
    ]


async def test_two_shifts_in_an_hour(connection: Connection, floor: Floor) -> None:
    first = await work(connection, floor.line_id, 10, 20, "A")
    second = await work(connection, floor.line_id, 30, 40, "B")
    assert [slot[:3] for slot in await slots(connection, floor.line_id, 0, 60)] == [
        (0, 10, None),
        (10, 20, first),
        (20, 30, None),
        (30, 40, second),
        (40, 60, None),
    ]


async def test_a_night_belongs_to_the_day_it_began_and_the_rest_to_the_local_date(
    connection: Connection, floor: Floor
) -> None:
    """In Berlin the day ends at 23:00 UTC, that is 1020 minutes after the start."""
    night = await work(connection, floor.line_id, 960, 1080, "N")
    assert await slots(connection, floor.line_id, 900, 1140) == [
        (900, 960, None, DAY),
        (960, 1020, night, DAY),
        (1020, 1080, night, DAY),
        (1080, 1140, None, DAY + timedelta(days=1)),
    ]


async def test_shifts_of_other_lines_do_not_cut(connection: Connection, floor: Floor) -> None:
    other = await stand(connection, plant="Other", line="Other", machines=[])
    await work(connection, other.line_id, 10, 20)
    assert await slots(connection, floor.line_id, 0, 60) == [(0, 60, None, DAY)]


@pytest.mark.parametrize(
    ("zone", "start", "expected"),
    [
        ("UTC", 0, [(0, 60), (60, 120)]),
        ("Asia/Kolkata", 0, [(-30, 30), (30, 90), (90, 150)]),
        ("Asia/Kathmandu", 0, [(-45, 15), (15, 75), (75, 135)]),
    ],
)
async def test_hours_are_local(
    connection: Connection, zone: str, start: int, expected: list[tuple[int, int]]
) -> None:
    floor = await stand(connection, time_zone=zone)
    found = await slots(connection, floor.line_id, start, start + 120)
    assert [slot[:2] for slot in found] == expected


async def test_a_half_hour_clock_change(connection: Connection) -> None:
    """On Lord Howe Island clocks go back half an hour at 02:00: that hour lasts 1.5 hours."""
    floor = await stand(connection, time_zone="Australia/Lord_Howe")
    rows = await connection.fetch(
        "select starts_at at time zone 'Australia/Lord_Howe' as starts_at,"
        " extract(epoch from ends_at - starts_at)::int / 60 as lasted"
        " from floor.slots_over(array[$1::int], array[timestamptz '2026-04-04 13:00+00'],"
        " array[timestamptz '2026-04-04 18:00+00']) order by slots_over.starts_at",
        floor.line_id,
    )
    assert [(f"{row['starts_at']:%H:%M}", row["lasted"]) for row in rows] == [
        ("00:00", 60),
        ("01:00", 90),
        ("02:00", 60),
        ("03:00", 60),
        ("04:00", 60),
    ]


async def test_several_lines_and_periods_at_once(connection: Connection, floor: Floor) -> None:
    other = await stand(connection, plant="Other", line="Other", machines=[])
    rows = await connection.fetch(
        "select line_id, from_at, to_at, count(*)"
        " from floor.slots_over($1::int[], $2::timestamptz[], $3::timestamptz[])"
        " group by line_id, from_at, to_at order by line_id, from_at",
        [floor.line_id, other.line_id, floor.line_id],
        [minute(0), minute(0), minute(300)],
        [minute(120), minute(60), minute(301)],
    )
    assert [tuple(row) for row in rows] == [
        (floor.line_id, minute(0), minute(120), 2),
        (floor.line_id, minute(300), minute(301), 1),
        (other.line_id, minute(0), minute(60), 1),
    ]
