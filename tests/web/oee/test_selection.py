"""What /oee shows: read from the query string, and written back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from errors import UserError
from web.oee import selection as oee_selection
from web.oee.selection import Selection, Shift
from web.page import Row

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # 00:30 in the plant, in the night shift of Friday
LINE = {"line": "Engine", "line_id": 7}
HOURS = {"M": 6, "A": 14, "N": 22}


def shifts(first: date = date(2026, 11, 18), days: int = 4) -> list[Shift]:
    """Three shifts a day."""
    found = []
    for number in range(days):
        day = first + timedelta(days=number)
        for name, hour in HOURS.items():
            begin = datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN).astimezone(UTC)
            found.append(Shift(day, name, begin, begin + timedelta(hours=8)))
    return found


def read(text: str, known: list[Shift] | None = None, line: Row | None = None) -> Selection:
    """What a query string selects."""
    listed = shifts() if known is None else known
    return oee_selection.read(QueryParams(text), line, BERLIN, listed, NOW)


def test_without_a_period_it_is_the_shift_worked_now() -> None:
    selection = read("", line=LINE)
    assert (selection.period, selection.last, selection.shift_name) == (
        "shift", date(2026, 11, 20), "N",
    )  # fmt: skip
    assert selection.arguments == (date(2026, 11, 20), date(2026, 11, 20), "N", None, None, 7)
    assert oee_selection.title(selection, shifts()) == "Shift N, Fri 20 Nov 2026, 22:00 to 06:00"


def test_a_shift_that_lines_work_at_different_times_is_told_without_times() -> None:
    known = [shift._replace(is_at_one_time=False) for shift in shifts()]
    assert oee_selection.title(read("", known), known) == "Shift N, Fri 20 Nov 2026"


def test_between_shifts_it_is_the_last_one_that_was_worked() -> None:
    until_evening = [shift for shift in shifts() if shift.ends_at <= NOW]
    assert read("", until_evening).shift_name == "A"


def test_without_any_shift_it_is_the_day() -> None:
    selection = read("", [])
    assert (selection.period, selection.first, selection.last) == (
        "day", date(2026, 11, 21), date(2026, 11, 21),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first", "last", "shift", "title"),
    [
        ("period=day&date=2026-11-19", 19, 19, None, "Thu 19 Nov 2026"),
        ("period=shift&date=2026-11-19&shift=a", 19, 19, "A",
         "Shift A, Thu 19 Nov 2026, 14:00 to 22:00"),
        ("period=shift&date=2026-11-19", 19, 19, "M", "Shift M, Thu 19 Nov 2026, 06:00 to 14:00"),
        ("period=week&date=2026-11-19", 16, 22, None,
         "Week 47, Mon 16 Nov 2026 to Sun 22 Nov 2026"),
        ("from=2026-11-17&to=2026-11-19", 17, 19, None, "Tue 17 Nov 2026 to Thu 19 Nov 2026"),
        ("from=2026-11-17&to=2026-11-19&shift=N", 17, 19, "N",
         "Shift N, Tue 17 Nov 2026 to Thu 19 Nov 2026"),
    ],
)  # fmt: skip
def test_periods(text: str, first: int, last: int, shift: str | None, title: str) -> None:
    selection = read(text)
    assert (selection.first.day, selection.last.day) == (first, last)
    assert selection.shift_name == shift
    assert oee_selection.title(selection, shifts()) == title


def test_a_period_by_the_clock_is_in_plant_time() -> None:
    selection = read("from=2026-11-20T06:00&to=2026-11-20T18:00")
    assert selection.from_at == datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert selection.to_at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert selection.first == date(2026, 11, 19)  # hours of a night shift belong to the day before
    assert "from=2026-11-20T06%3A00" in selection.query()


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("period=year", "period=year", "shift, day, week"),
        ("period=shift&shift=X", "shift=X", "The shifts are M, A, N."),
        ("period=day&shift=N", "shift=N", "period=shift"),
        ("date=yesterday", "date=yesterday", "date=2026-11-20"),
        ("date=0001-01-01&period=week", "date=0001-01-01", "date=2026-11-20"),
        ("from=2026-11-20&to=2026-11-19", "to=2026-11-19", "in order"),
        ("from=2025-11-19&to=2026-11-20", "to=2026-11-20", "366 days"),
        ("from=2026-11-20T06:30&to=2026-11-20T18:00", "from=2026-11-20T06:30", "whole hour"),
        ("from=2026-11-20T06:00", "to=", "whole hour"),
        ("from=2026-11-01T06:00&to=2026-11-20T06:00", "to=2026-11-20T06:00", "72 hours"),
        ("by=colour", "by=colour", "reason, category, machine"),
    ],
)
def test_a_mistake_is_told_with_the_choices(text: str, problem: str, remedy: str) -> None:
    with pytest.raises(UserError) as caught:
        read(text)
    assert problem in caught.value.message
    assert remedy in caught.value.hint


@given(
    st.sampled_from(["shift", "day", "week", "range", "hours"]),
    st.integers(0, 3),
    st.sampled_from(["M", "A", "N"]),
    st.sampled_from(["reason", "category", "machine"]),
    st.sampled_from([(), (("reason", "4"),), (("loss", "setup"), ("machine", "Press & Co"))]),
)
def test_what_is_written_is_read_again(
    period: str, day: int, shift: str, by: str, only: tuple[tuple[str, str], ...]
) -> None:
    at = f"2026-11-{18 + day}"
    text = {
        "shift": f"period=shift&date={at}&shift={shift}",
        "day": f"period=day&date={at}",
        "week": f"period=week&date={at}",
        "range": f"from=2026-11-17&to={at}&shift={shift}",
        "hours": f"from={at}T0{day}:00&to={at}T2{day}:00",
    }[period]
    selection = read(f"{text}&by={by}", line=LINE)
    selection = replace(selection, only=only)
    written = selection.query()
    assert dict(parse_qsl(written))["line"] == "Engine"
    assert read(written, line=LINE) == selection


def test_the_hour_that_comes_twice_keeps_its_offset() -> None:
    text = "from=2026-10-25T02:00%2B01:00&to=2026-10-25T03:00"
    selection = read(text)
    assert selection.from_at == datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert read(selection.query()) == selection


def test_steps_lead_to_the_neighbours() -> None:
    def step(text: str) -> list[str | None]:
        selection = read(text)
        return [
            None if change is None else oee_selection.title(read(selection.query(**change)), [])
            for change in oee_selection.steps(selection, shifts())
        ]

    assert step("period=shift&date=2026-11-19&shift=N") == [
        "Shift A, Thu 19 Nov 2026", "Shift M, Fri 20 Nov 2026",
    ]  # fmt: skip
    assert step("period=shift&date=2026-11-18&shift=M")[0] is None  # no shift is known before
    assert step("period=day&date=2026-11-19") == ["Wed 18 Nov 2026", "Fri 20 Nov 2026"]
    assert step("from=2026-11-17&to=2026-11-18") == [
        "Sun 15 Nov 2026 to Mon 16 Nov 2026", "Thu 19 Nov 2026 to Fri 20 Nov 2026",
    ]  # fmt: skip
    assert step("from=2026-11-20T06:00&to=2026-11-20T18:00") == [None, None]


def test_the_heat_map_shows_days_around_a_short_period() -> None:
    assert read("period=day&date=2026-11-19").heat_dates == (date(2026, 11, 13), date(2026, 11, 19))
    assert read("period=week&date=2026-11-19").heat_dates == (
        date(2026, 11, 16), date(2026, 11, 22),
    )  # fmt: skip
    long = read("from=2026-01-01&to=2026-11-19")
    assert long.heat_dates == (date(2026, 11, 6), date(2026, 11, 19))
