"""Words the tests of the shift calendar are written in: patterns, exceptions, what is planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

import asyncpg

from database.connect import Connection

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
WORK_DAYS = (1, 2, 3, 4, 5)
# Clocks of Berlin change in the nights that begin on these Saturdays.
SPRING = date(2026, 3, 28)
AUTUMN = date(2026, 10, 24)
# Nothing special: a Monday.
MONDAY = date(2026, 6, 1)

# Europe, America, half an hour, the south, none at all, and where midnight itself moves.
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Asia/Kolkata",
    "America/Havana",
    "Atlantic/Azores",
]

Break: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class Shift:
    """One shift, or break of a shift, as a calendar has it."""

    line_id: int
    business_date: date
    name: str
    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.ends_at - self.starts_at

    def local(self, zone: str) -> str:
        """Name and times, as clocks of the zone show them: ``M 06:00-14:00``."""
        begin, end = (at.astimezone(ZoneInfo(zone)) for at in (self.starts_at, self.ends_at))
        return f"{self.name} {begin:%H:%M}-{end:%H:%M}"


async def add_pattern(
    connection: Connection,
    plant_id: int,
    name: str,
    starts_at: str,
    ends_at: str,
    *,
    line_id: int | None = None,
    weekdays: Sequence[int] = EVERY_DAY,
    valid_from: str = "-infinity",
    valid_to: str = "infinity",
    breaks: Iterable[Break] = (),
) -> int:
    """A shift that is worked from now on; returns its key."""
    pattern_id: int = await connection.fetchval(
        "insert into floor.shift_patterns"
        " (plant_id, line_id, shift_name, starts_at, ends_at, weekdays, valid_from, valid_to)"
        " values ($1, $2, $3, $4::text::time, $5::text::time, $6, $7::text::date, $8::text::date)"
        " returning shift_pattern_id",
        plant_id,
        line_id,
        name,
        starts_at,
        ends_at,
        list(weekdays),
        valid_from,
        valid_to,
    )
    for break_name, begin, end in breaks:
        await connection.execute(
            "insert into floor.break_patterns (shift_pattern_id, break_name, starts_at, ends_at)"
            " values ($1, $2, $3::text::time, $4::text::time)",
            pattern_id,
            break_name,
            begin,
            end,
        )
    return pattern_id


async def add_three_shifts(
    connection: Connection,
    plant_id: int,
    *,
    line_id: int | None = None,
    weekdays: Sequence[int] = EVERY_DAY,
    valid_from: str = "-infinity",
) -> None:
    """Around the clock: M from 06:00, A from 14:00, N from 22:00."""
    for name, begin, end in (
        ("M", "06:00", "14:00"),
        ("A", "14:00", "22:00"),
        ("N", "22:00", "06:00"),
    ):
        await add_pattern(
            connection,
            plant_id,
            name,
            begin,
            end,
            line_id=line_id,
            weekdays=weekdays,
            valid_from=valid_from,
        )


async def add_exception(
    connection: Connection,
    plant_id: int,
    day: date,
    name: str | None = None,
    times: tuple[str, str] | None = None,
    *,
    line_id: int | None = None,
) -> None:
    """A day that differs: closed, a shift not worked, or worked at other times."""
    begin, end = times or (None, None)
    await connection.execute(
        "insert into floor.calendar_exceptions"
        " (plant_id, line_id, business_date, shift_name, starts_at, ends_at)"
        " values ($1, $2, $3, $4, $5::text::time, $6::text::time)",
        plant_id,
        line_id,
        day,
        name,
        begin,
        end,
    )


async def add_line(connection: Connection, plant_id: int, name: str) -> int:
    """Another line of the plant; returns its key."""
    line_id: int = await connection.fetchval(
        "insert into floor.lines (plant_id, line_name) values ($1, $2) returning line_id",
        plant_id,
        name,
    )
    return line_id


def _shifts(rows: Sequence[asyncpg.Record]) -> list[Shift]:
    return [
        Shift(
            row["line_id"],
            row["business_date"],
            row["name"],
            row["during"].lower,
            row["during"].upper,
        )
        for row in rows
    ]


async def shifts_of(connection: Connection, first: date, days: int = 1) -> list[Shift]:
    """What floor.shifts_from_patterns() says of so many days, by line and time."""
    return _shifts(
        await connection.fetch(
            "select line_id, business_date, shift_name as name, during"
            " from floor.shifts_from_patterns($1, $2) order by line_id, during",
            first,
            first + days * DAY,
        )
    )


async def breaks_of(connection: Connection, first: date, days: int = 1) -> list[Shift]:
    """What floor.breaks_from_patterns() says of so many days, by line and time."""
    return _shifts(
        await connection.fetch(
            "select line_id, business_date, stop_name as name, during"
            " from floor.breaks_from_patterns($1, $2) order by line_id, during",
            first,
            first + days * DAY,
        )
    )


async def kept_shifts(connection: Connection) -> list[Shift]:
    """What floor.shifts holds, whoever wrote it, by line and time."""
    return _shifts(
        await connection.fetch(
            "select line_id, business_date, shift_name as name, during"
            " from floor.shifts order by line_id, during"
        )
    )


async def kept_breaks(connection: Connection) -> list[Shift]:
    """The breaks floor.planned_stops holds, by line and time."""
    return _shifts(
        await connection.fetch(
            "select planned_stops.line_id, business_date, stop_name as name, planned_stops.during"
            " from floor.planned_stops inner join floor.shifts using (shift_id)"
            " where planned_stops.origin = 'plan' order by planned_stops.line_id, during"
        )
    )


async def shift_ids(connection: Connection) -> dict[tuple[int, date, str], int]:
    """Keys of all shifts."""
    rows = await connection.fetch(
        "select line_id, business_date, shift_name, shift_id from floor.shifts"
    )
    return {
        (row["line_id"], row["business_date"], row["shift_name"]): row["shift_id"] for row in rows
    }


async def plan(connection: Connection, first: date, days: int = 1) -> int:
    """Plan so many days; returns how many rows were written."""
    written: int = await connection.fetchval(
        "select floor.plan_shifts($1, $2)", first, first + days * DAY
    )
    return written


async def assert_planned(connection: Connection, first: date, days: int) -> None:
    """Shifts and breaks of these days are exactly what the patterns say; there are no others."""
    assert await kept_shifts(connection) == await shifts_of(connection, first, days)
    assert await kept_breaks(connection) == await breaks_of(connection, first, days)


def assert_without_overlap(shifts: Sequence[Shift]) -> None:
    """Each shift of one line ends before the next one begins."""
    for before, after in pairwise(shifts):
        assert before.ends_at <= after.starts_at, f"{before} overlaps {after}"


def assert_without_gap(shifts: Sequence[Shift]) -> None:
    """Each shift of one line ends when the next one begins."""
    for before, after in pairwise(shifts):
        assert before.ends_at == after.starts_at, f"between {before} and {after}"
