"""Shifts and exceptions become patterns; another time holds from today on and spares the past."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from database.connect import Connection
from machine_config import Applied, apply, load
from tests.floor_file.support import floor_of

ROOT = Path(__file__).parent.parent.parent
ZONE = "Pacific/Auckland"  # its date differs from that of the server half of the day
BASE = f"""\
[[machine_types]]
name = "Valve"
[[plants]]
name = "South"
time_zone = "{ZONE}"
[[plants.shifts]]
name = "M"
starts = 06:00:00
ends = 14:00:00
breaks = [
    {{ name = "Coffee", starts = 08:00:00, ends = 08:15:00 }},
    {{ name = "Meal", starts = 12:00:00, ends = 12:30:00 }},
]
[[plants.shifts]]
name = "A"
starts = 14:00:00
ends = 22:00:00
weekdays = ["Fri", "Mon"]
[[plants.lines]]
name = "Engine"
machines = [{{ name = "V1", short = "V1", type = "Valve", at = [0, 1] }}]
[[plants.lines]]
name = "Exterior"
"""
OWN = '[[plants.lines.shifts]]\nname = "Day"\nstarts = 08:00:00\nends = 16:00:00\n'
TODAY = "today"


def today() -> date:
    """The local date of the plant."""
    return datetime.now(ZoneInfo(ZONE)).date()


async def patterns(connection: Connection) -> list[tuple[str, str, str, str, str]]:
    """Owner, name, time, and from when to when; today's date is "today"."""
    rows = await connection.fetch(
        "select coalesce(line_name, plant_name), shift_name,"
        " to_char(starts_at, 'HH24:MI') || '-' || to_char(ends_at, 'HH24:MI'),"
        " valid_from::text, valid_to::text"
        " from floor.shift_patterns"
        " inner join floor.plants using (plant_id) left join floor.lines using (line_id)"
        " order by line_id nulls first, shift_patterns.sort_order, valid_from"
    )
    return [
        (*row[:3], *(TODAY if text == str(today()) else text for text in row[3:])) for row in rows
    ]


async def applied(connection: Connection, tmp_path: Path, text: str) -> Applied:
    """Apply a file, and again: the second time nothing may happen."""
    first = await apply(connection, floor_of(tmp_path, text))
    assert (await apply(connection, floor_of(tmp_path, text))).is_empty
    return first


async def planned(connection: Connection, line: str, day: date) -> list[str]:
    """Names of the shifts of a line on a day."""
    rows = await connection.fetch(
        "select shift_name from floor.shifts inner join floor.lines using (line_id)"
        " where line_name = $1 and business_date = $2 order by lower(during)",
        line,
        day,
    )
    return [row["shift_name"] for row in rows]


async def test_the_first_shifts_hold_always(connection: Connection, tmp_path: Path) -> None:
    first = await applied(connection, tmp_path, BASE + OWN)
    assert first.added[-3:] == ("shift M of South", "shift A of South", "shift Day of Exterior")
    assert await patterns(connection) == [
        ("South", "M", "06:00-14:00", "-infinity", "infinity"),
        ("South", "A", "14:00-22:00", "-infinity", "infinity"),
        ("Exterior", "Day", "08:00-16:00", "-infinity", "infinity"),
    ]
    weekdays = await connection.fetch(
        "select weekdays from floor.shift_patterns order by starts_at"
    )
    assert [row["weekdays"] for row in weekdays] == [[*range(1, 8)], [*range(1, 8)], [1, 5]]
    breaks = await connection.fetch(
        "select shift_name, break_name,"
        " break_patterns.starts_at::text, break_patterns.ends_at::text"
        " from floor.break_patterns inner join floor.shift_patterns using (shift_pattern_id)"
        " order by break_pattern_id"
    )
    assert [tuple(row) for row in breaks] == [
        ("M", "Coffee", "08:00:00", "08:15:00"),
        ("M", "Meal", "12:00:00", "12:30:00"),
    ]


async def test_shifts_are_planned_at_once(connection: Connection, tmp_path: Path) -> None:
    await applied(connection, tmp_path, BASE + OWN)
    monday = today() + timedelta(days=7 - today().weekday())
    assert await planned(connection, "Engine", monday) == ["M", "A"]
    assert await planned(connection, "Exterior", monday) == ["Day"]
    await applied(connection, tmp_path, BASE)
    assert await planned(connection, "Exterior", monday) == ["M", "A"]


@pytest.mark.parametrize(
    ("old", "new", "time"),
    [
        ("starts = 06:00:00", "starts = 05:00:00", "05:00-14:00"),
        ("ends = 14:00:00", "ends = 13:00:00", "06:00-13:00"),
        ("ends = 14:00:00", 'ends = 14:00:00\nweekdays = ["Mon"]', "06:00-14:00"),
        ("08:15:00", "08:20:00", "06:00-14:00"),
        ('    { name = "Coffee", starts = 08:00:00, ends = 08:15:00 },\n', "", "06:00-14:00"),
        ("breaks = [\n", 'breaks = [\n{ name = "Tea", starts = 09:00:00, ends = 09:05:00 },\n',
         "06:00-14:00"),
    ],
)  # fmt: skip
async def test_another_time_holds_from_today_on(
    connection: Connection, tmp_path: Path, old: str, new: str, time: str
) -> None:
    await applied(connection, tmp_path, BASE)
    assert old in BASE
    changed = await applied(connection, tmp_path, BASE.replace(old, new))
    assert str(changed).startswith("shift M of South changed; ")
    assert (await patterns(connection))[:2] == [
        ("South", "M", "06:00-14:00", "-infinity", TODAY),
        ("South", "M", time, TODAY, "infinity"),
    ]
    count = await connection.fetchval(
        "select count(*) from floor.break_patterns inner join floor.shift_patterns"
        " using (shift_pattern_id) where valid_to = 'infinity'"
    )
    assert count == BASE.replace(old, new).count("name =") - BASE.count("name =") + 2


async def test_a_second_change_on_one_day_replaces_the_first(
    connection: Connection, tmp_path: Path
) -> None:
    await applied(connection, tmp_path, BASE)
    await applied(connection, tmp_path, BASE.replace("06:00:00", "05:00:00"))
    await applied(connection, tmp_path, BASE.replace("06:00:00", "04:00:00"))
    assert (await patterns(connection))[:2] == [
        ("South", "M", "06:00-14:00", "-infinity", TODAY),
        ("South", "M", "04:00-14:00", TODAY, "infinity"),
    ]
    await connection.execute("update floor.shift_patterns set valid_from = valid_from - 9"
                             " where isfinite(valid_from)")  # fmt: skip
    await applied(connection, tmp_path, BASE)
    assert [row[2:] for row in (await patterns(connection))[:3]] == [
        ("06:00-14:00", "-infinity", TODAY),
        ("04:00-14:00", str(today() - timedelta(days=9)), TODAY),
        ("06:00-14:00", TODAY, "infinity"),
    ]


async def test_breaks_in_another_order_are_the_same(connection: Connection, tmp_path: Path) -> None:
    await applied(connection, tmp_path, BASE)
    coffee = '    { name = "Coffee", starts = 08:00:00, ends = 08:15:00 },\n'
    assert coffee in BASE
    text = BASE.replace(coffee, "").replace("12:30:00 },\n", "12:30:00 },\n" + coffee)
    assert (await applied(connection, tmp_path, text)).is_empty


async def test_what_leaves_the_file_ends_today_and_comes_back(
    connection: Connection, tmp_path: Path
) -> None:
    await applied(connection, tmp_path, BASE)
    start, end = BASE.index('[[plants.shifts]]\nname = "A"'), BASE.index("[[plants.lines]]")
    fewer = await applied(connection, tmp_path, BASE[:start] + BASE[end:])
    assert fewer.retired == ("shift A of South",)
    assert (await patterns(connection))[1] == ("South", "A", "14:00-22:00", "-infinity", TODAY)
    again = await applied(connection, tmp_path, BASE)
    assert again.added == ("shift A of South",)
    assert (await patterns(connection))[1:] == [
        ("South", "A", "14:00-22:00", "-infinity", TODAY),
        ("South", "A", "14:00-22:00", TODAY, "infinity"),
    ]


async def test_one_more_shift_begins_today(connection: Connection, tmp_path: Path) -> None:
    await applied(connection, tmp_path, BASE)
    night = '[[plants.shifts]]\nname = "N"\nstarts = 22:00:00\nends = 06:00:00\n'
    await applied(
        connection, tmp_path, BASE.replace("[[plants.lines]]", night + "[[plants.lines]]", 1)
    )
    assert (await patterns(connection))[2] == ("South", "N", "22:00-06:00", TODAY, "infinity")


async def test_a_line_that_worked_the_shifts_of_its_plant_gets_its_own_from_today(
    connection: Connection, tmp_path: Path
) -> None:
    await applied(connection, tmp_path, BASE)
    await applied(connection, tmp_path, BASE + OWN)
    assert (await patterns(connection))[-1] == ("Exterior", "Day", "08:00-16:00", TODAY, "infinity")
    yesterday = today() - timedelta(days=1)
    assert "Day" not in await planned(connection, "Exterior", yesterday)


async def test_another_spelling_and_order_change_in_place(
    connection: Connection, tmp_path: Path
) -> None:
    await applied(connection, tmp_path, BASE)
    changed = await applied(connection, tmp_path, BASE.replace('"M"', '"m"'))
    assert changed.changed == ("shift m of South",)
    assert len(await patterns(connection)) == 2


async def test_shifts_of_others_are_left_alone(connection: Connection, tmp_path: Path) -> None:
    await applied(connection, tmp_path, BASE)
    await connection.execute(
        "insert into floor.shift_patterns (plant_id, line_id, shift_name, starts_at, ends_at)"
        " select plant_id, line_id, 'Late', '22:00', '23:00' from floor.lines"
        " where line_name = 'Engine'"
    )
    assert (await applied(connection, tmp_path, BASE)).is_empty
    assert len(await patterns(connection)) == 3


async def exceptions(connection: Connection) -> list[tuple[object, ...]]:
    """What the exceptions say, in order."""
    rows = await connection.fetch(
        "select coalesce(line_name, plant_name), business_date - $1::date, shift_name,"
        " starts_at::text, ends_at::text, note"
        " from floor.calendar_exceptions"
        " inner join floor.plants using (plant_id) left join floor.lines using (line_id)"
        " order by business_date, line_name nulls first, shift_name nulls first",
        today(),
    )
    return [tuple(row) for row in rows]


def with_exceptions(*said: str) -> str:
    """The base file with exceptions."""
    parts = "".join(f"[[plants.exceptions]]\n{text}\n" for text in said)
    return BASE.replace("[[plants.lines]]", parts + "[[plants.lines]]", 1)


async def test_exceptions_are_written_changed_and_planned(
    connection: Connection, tmp_path: Path
) -> None:
    day = today() + timedelta(days=3)
    closed = f'date = {day}\nnote = "Holiday"'
    extra = f'date = {day}\nline = "Engine"\nshift = "X"\nstarts = 10:00:00\nends = 11:00:00'
    first = await applied(connection, tmp_path, with_exceptions(closed, extra))
    assert first.added[-2:] == (f"exception {day} of South", f"exception {day} X of Engine")
    assert await exceptions(connection) == [
        ("South", 3, None, None, None, "Holiday"),
        ("Engine", 3, "X", "10:00:00", "11:00:00", ""),
    ]
    assert await planned(connection, "Engine", day) == ["X"]
    assert await planned(connection, "Exterior", day) == []
    text = with_exceptions(closed.replace("Holi", "Bank holi"), extra)
    changed = await applied(connection, tmp_path, text)
    assert changed.changed == (f"exception {day} of South",)
    gone = await applied(connection, tmp_path, BASE)
    assert gone.retired == (f"exception {day} of South", f"exception {day} X of Engine")
    assert "M" in await planned(connection, "Exterior", day)


async def test_past_days_stay_when_they_leave_the_file(
    connection: Connection, tmp_path: Path
) -> None:
    days = [today() + timedelta(days=days) for days in (-1, 0)]
    await applied(connection, tmp_path, with_exceptions(*(f"date = {day}" for day in days)))
    assert [row[1] for row in await exceptions(connection)] == [-1, 0]
    gone = await applied(connection, tmp_path, BASE)
    assert gone.retired == (f"exception {days[1]} of South",)
    assert [row[1] for row in await exceptions(connection)] == [-1]


async def test_the_demo_works_around_the_clock(connection: Connection) -> None:
    await apply(connection, load(ROOT / "floor.toml"))
    rows = await connection.fetch(
        "select line_name, count(*) as shifts, sum(upper(during) - lower(during)) as worked,"
        " (select sum(upper(stop.during) - lower(stop.during)) from floor.planned_stops as stop"
        "  inner join floor.shifts as of using (shift_id)"
        "  where of.line_id = lines.line_id and of.business_date = shifts.business_date) as paused"
        " from floor.shifts inner join floor.lines using (line_id)"
        " where business_date = (now() at time zone 'Europe/Berlin')::date + 1"
        " group by lines.line_id, line_name, business_date"
    )
    assert len(rows) == 4
    for row in rows:
        assert row["shifts"] == 3
        assert row["worked"] in [timedelta(hours=hours) for hours in (23, 24, 25)]
        assert row["paused"] == timedelta(hours=3 * 0.75)
    targets = await connection.fetch(
        "select target_oee_ratio::float8 as target, string_agg(line_name, ' ' order by sort_order)"
        " from floor.lines group by target order by target"
    )
    assert [tuple(row) for row in targets] == [
        (0.8, "Exterior"),
        (0.85, "Transmission Engine Interior"),
    ]
