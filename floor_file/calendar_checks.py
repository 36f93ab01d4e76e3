"""What is wrong with the shifts of a plant: two at one time, breaks outside, names used twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from floor_file.clock import DAY, WEEK, Span, minute, span
from floor_file.exception_checks import exception_problems
from floor_file.format import Break, Shift
from floor_file.problems import Found, Problem, inside, repeated, shown, titled, understood
from floor_file.toml_lines import Lines, line_of
from floor_file.values import WEEKDAYS


def calendar_problems(plant: Found, lines: Lines) -> Iterator[Problem]:
    """Problems of the shifts of a plant and of those lines that have their own."""
    for owner in (plant, *inside([plant], "lines")):
        shifts = inside([owner], "shifts")
        yield from _same_names(shifts, lines)
        yield from _overlaps(shifts, lines)
        for shift in shifts:
            yield from _breaks_outside(shift, lines)
    yield from exception_problems(plant, lines)


def _same_names(shifts: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    for (path, table), first in repeated(shifts, "name"):
        here, there = (line_of(lines, (*place, "name")) for place in (path, first))
        yield Problem(
            here,
            f"Shift {shown(table['name'])} is there twice: on line {there} and here.",
            "No two shifts of a plant, or of a line, may share a name, ignoring case.",
        )


def _overlaps(shifts: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    """Shifts of one week that share time: one problem for each."""
    weeks = [_week(table) for _, table in shifts]
    for number, found in enumerate(shifts):
        for other in range(number):
            if both := _first_shared(weeks[number], weeks[other]):
                other_path, other_table = shifts[other]
                yield Problem(
                    line_of(lines, (*found[0], "starts")),
                    f"{titled(found)} overlaps shift {shown(other_table.get('name'))} "
                    f"(line {line_of(lines, (*other_path, 'starts'))}): "
                    f"on {WEEKDAYS[both.starts % WEEK // DAY]} both work from {both}.",
                    "A shift may begin when the one before it ends, and no earlier.",
                )
                break


def _week(table: dict[str, object]) -> list[Span]:
    """When a shift is worked, in minutes of a week from Monday on."""
    shift = understood(Shift, table)
    if shift is None:
        return []
    days = sorted({WEEKDAYS.index(day) for day in shift.weekdays})
    return [span(shift.starts, shift.ends).moved(day * DAY) for day in days]


def _first_shared(ones: Sequence[Span], others: Sequence[Span]) -> Span | None:
    shared = [
        both
        for one in ones
        for other in others
        for week in (0, WEEK, -WEEK)  # the night of Sunday runs into Monday
        if (both := one.shared(other.moved(week)))
    ]
    return min(shared, key=lambda both: both.starts % WEEK, default=None)


def _breaks_outside(shift: Found, lines: Lines) -> Iterator[Problem]:
    worked = understood(Shift, shift[1])
    if worked is None:
        return
    whole = span(worked.starts, worked.ends)
    for path, table in inside([shift], "breaks"):
        pause = Break.model_validate(table)
        during = span(pause.starts, pause.ends)
        if minute(pause.starts) < whole.starts:
            during = during.moved(DAY)
        if during.ends > whole.ends:
            yield Problem(
                line_of(lines, path),
                f"{titled(shift)}: break {shown(pause.name)} from {during} is not within {whole}.",
                "A break begins and ends within its shift, and lasts some time.",
            )
