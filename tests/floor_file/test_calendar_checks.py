"""Shifts, breaks and exceptions: mistakes are reported with their line and a remedy."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from tests.floor_file.support import floor_of, problems

GOOD = """\
[[plants]]
name = "North"
time_zone = "Europe/Berlin"
[[plants.shifts]]
name = "M"
starts = 06:00:00
ends = "14:00"
breaks = [
    { name = "Lunch", starts = 10:00:00, ends = 10:30:00 },
]
[[plants.shifts]]
name = "N"
starts = 22:00:00
ends = 06:00:00
weekdays = ["Sun", "Mon"]
breaks = [{ name = "Meal", starts = 01:00:00, ends = 01:30:00 }]
[[plants.exceptions]]
date = 2026-12-25
note = "Christmas"
[[plants.exceptions]]
date = 2026-12-31
shift = "Day"
line = "Engine"
[[plants.exceptions]]
date = 2026-12-31
line = "Engine"
shift = "Extra"
starts = 16:00:00
ends = 18:00:00
[[plants.lines]]
name = "Engine"
[[plants.lines.shifts]]
name = "Day"
starts = 08:00:00
ends = 16:00:00
[[plants.lines]]
name = "Exterior"
"""
SECOND = '[[plants.lines.shifts]]\nname = "Noon"\nstarts = 12:00:00\nends = 13:00:00'
TIME = 'a local time in hours and minutes, for example 06:00:00 or "06:00".'
MEET = "A shift may begin when the one before it ends, and no earlier."
WITHIN = "A break begins and ends within its shift, and lasts some time."
MISTAKES = {
    "two at one time": (
        "starts = 22:00:00", "starts = 13:30:00",
        '13: Shift "N" overlaps shift "M" (line 6): on Mon both work from 13:30 to 14:00. ' + MEET,
    ),
    "the night runs into the morning": (
        'ends = 06:00:00', 'ends = 06:45:00',
        '13: Shift "N" overlaps shift "M" (line 6): on Mon both work from 06:00 to 06:45. ' + MEET,
    ),
    "a shift of a name twice": (
        'name = "N"', 'name = "m"',
        '12: Shift "m" is there twice: on line 5 and here. '
        "No two shifts of a plant, or of a line, may share a name, ignoring case.",
    ),
    "no weekday": (
        '["Sun", "Mon"]', "[]",
        '15: Shift "N": weekdays = [] will not do. weekdays is a list of the days it begins on: '
        '"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun".',
    ),
    "weekday unknown": (
        '["Sun", "Mon"]', '["Sun", "Mondays"]',
        '15: Shift "N": weekdays = ["Sun", "Mondays"] will not do. weekdays is a list of the days '
        'it begins on: "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun".',
    ),
    "time is no time": (
        '"14:00"', '"2 pm"', f'7: Shift "M": ends = "2 pm" will not do. ends is {TIME}',
    ),
    "time with seconds": (
        "starts = 06:00:00", "starts = 06:00:30",
        f'6: Shift "M": starts = 06:00:30 will not do. starts is {TIME}',
    ),
    "time of an hour that does not exist": (
        '"14:00"', '"24:00"', f'7: Shift "M": ends = "24:00" will not do. ends is {TIME}',
    ),
    "time missing": (
        'ends = "14:00"\n', "", f'4: Shift "M": ends is missing. ends is {TIME}',
    ),
    "break after the shift": (
        "ends = 10:30:00", "ends = 14:01:00",
        '9: Shift "M": break "Lunch" from 10:00 to 14:01 is not within 06:00 to 14:00. ' + WITHIN,
    ),
    "break before the shift": (
        "starts = 10:00:00", "starts = 05:59:00",
        '9: Shift "M": break "Lunch" from 05:59 to 10:30 is not within 06:00 to 14:00. ' + WITHIN,
    ),
    "break without length": (
        "ends = 10:30:00", "ends = 10:00:00",
        '9: Shift "M": break "Lunch" from 10:00 to 10:00 is not within 06:00 to 14:00. ' + WITHIN,
    ),
    "break of a night shift": (
        "starts = 01:00:00", "starts = 21:00:00",
        '16: Shift "N": break "Meal" from 21:00 to 01:30 is not within 22:00 to 06:00. ' + WITHIN,
    ),
    "unknown key in a break": (
        'name = "Lunch", starts', 'name = "Lunch", from = 1, starts',
        '9: Break "Lunch": unknown key from. Known keys: name, starts, ends.',
    ),
    "key of another part": (
        "starts = 22:00:00", "starts = 22:00:00\ndate = 2026-01-01",
        '14: Shift "N": unknown key date. date belongs to an exception. '
        "Known keys: name, starts, ends, weekdays, breaks.",
    ),
    "line of an exception unknown": (
        'line = "Engine"\n[[', 'line = "Engin"\n[[',
        '23: Exception 2026-12-31: line "Engin" is unknown. Did you mean Engine? '
        'Plant "North" has Engine, Exterior.',
    ),
    "shift of an exception unknown": (
        'shift = "Day"', 'shift = "M"',
        '22: Exception 2026-12-31: shift "M" is unknown. Line "Engine" has Day.',
    ),
    "shift of an exception unknown to all": (
        'note = "Christmas"', 'shift = "n"',
        '19: Exception 2026-12-25: shift "n" is unknown. Did you mean N? '
        'Plant "North" has M, N, Day.',
    ),
    "extra shift named like another but for case": (
        '"Extra"', '"day"',
        '27: Exception 2026-12-31: shift "day" is unknown. Did you mean Day? '
        'Line "Engine" has Day.',
    ),
    "half a time": (
        "ends = 18:00:00\n", "",
        '28: Exception 2026-12-31: ends is missing. '
        "Give both where a shift has another time, and neither where nobody works.",
    ),
    "another time of no shift": (
        'shift = "Extra"\n', "",
        "27: Exception 2026-12-31: shift is missing. Name the shift that has this time.",
    ),
    "the same day twice": (
        'note = "Christmas"', "[[plants.exceptions]]\ndate = 2026-12-25",
        "19: Exception 2026-12-25 is there twice: on line 17 and here. "
        "Say once for each date, line and shift what differs.",
    ),
    "date in quotes": (
        "2026-12-25", '"2026-12-25"',
        '18: Exception "2026-12-25": date = "2026-12-25" will not do. '
        "date is a date without quotes, for example 2026-12-25.",
    ),
    "date and time": (
        "2026-12-25", "2026-12-25T10:00:00",
        "18: Exception 2026-12-25 10:00:00: date = 2026-12-25 10:00:00 will not do. "
        "date is a date without quotes, for example 2026-12-25.",
    ),
    "date missing": (
        "date = 2026-12-25\n", "",
        "17: Exception without a date: date is missing. "
        "date is a date without quotes, for example 2026-12-25.",
    ),
}  # fmt: skip


def test_the_good_file_is_good(tmp_path: Path) -> None:
    (plant,) = floor_of(tmp_path, GOOD).plants
    morning, night = plant.shifts
    assert (morning.starts, morning.ends) == (time(6), time(14))
    assert len(morning.weekdays) == 7
    assert night.weekdays == ("Sun", "Mon")
    assert [len(line.shifts) for line in plant.lines] == [1, 0]


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_reported(tmp_path: Path, name: str) -> None:
    old, new, expected = MISTAKES[name]
    assert old in GOOD
    assert problems(tmp_path, GOOD.replace(old, new, 1)) == [expected]


@pytest.mark.parametrize(
    ("weekdays", "clash"),
    [('["Sun"]', "Mon"), ('["Tue"]', "Wed"), ('["Sat"]', None), ('["Fri", "Sat"]', None)],
)
def test_a_night_meets_only_the_day_after_it(
    tmp_path: Path, weekdays: str, clash: str | None
) -> None:
    text = GOOD.replace('ends = "14:00"', 'ends = "14:00"\nweekdays = ["Mon", "Wed"]')
    text = text.replace("ends = 06:00:00", "ends = 07:00:00")
    text = text.replace('["Sun", "Mon"]', weekdays)
    if clash is None:
        floor_of(tmp_path, text)
        return
    (found,) = problems(tmp_path, text)
    assert f"on {clash} both work from 06:00 to 07:00" in found


def test_a_shift_may_last_a_day(tmp_path: Path) -> None:
    whole = GOOD.replace("starts = 08:00:00\nends = 16:00:00", "starts = 08:00:00\nends = 08:00:00")
    floor_of(tmp_path, whole)
    (found,) = problems(tmp_path, whole.replace("ends = 08:00:00", "ends = 08:00:00\n" + SECOND))
    assert "both work from 12:00 to 13:00" in found
