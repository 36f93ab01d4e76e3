"""What is wrong with the exceptions of a calendar: unknown names, half a time, the same twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from floor_file.format import CalendarException
from floor_file.problems import Found, Problem, inside, names, titled, understood, unknown
from floor_file.toml_lines import Lines, Path, line_of


def exception_problems(plant: Found, lines: Lines) -> Iterator[Problem]:
    """Problems of the exceptions of a plant, each with its line."""
    exceptions = inside([plant], "exceptions")
    for found in exceptions:
        yield from _half_said(found, lines)
        yield from _unknown(found, plant, lines)
    yield from _said_twice(exceptions, lines)


def _half_said(found: Found, lines: Lines) -> Iterator[Problem]:
    path, table = found
    given = [key for key in ("starts", "ends") if key in table]
    if len(given) == 1:
        missing = "ends" if given == ["starts"] else "starts"
        yield Problem(
            line_of(lines, (*path, given[0])),
            f"{titled(found)}: {missing} is missing.",
            "Give both where a shift has another time, and neither where nobody works.",
        )
    elif given and "shift" not in table:
        yield Problem(
            line_of(lines, (*path, "starts")),
            f"{titled(found)}: shift is missing.",
            "Name the shift that has this time.",
        )


def _unknown(found: Found, plant: Found, lines: Lines) -> Iterator[Problem]:
    line, shift = found[1].get("line"), found[1].get("shift")
    production_lines = inside([plant], "lines")
    known = names(production_lines)
    yield from unknown(found, ("line",), line, known, titled(plant), lines)
    if line is not None and line not in known:
        return
    named = [one for one in production_lines if one[1].get("name") == line]
    own = inside(named, "shifts")
    owners = named if own else [plant] if line else [plant, *production_lines]
    owner = titled(named[0]) if own else titled(plant)
    shifts = list(dict.fromkeys(names(inside(owners, "shifts"))))
    is_of_that_day = "starts" in found[1] and str(shift).lower() not in map(str.lower, shifts)
    if not is_of_that_day:  # one more shift may have any name
        yield from unknown(found, ("shift",), shift, shifts, owner, lines)


def _said_twice(exceptions: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    first: dict[object, Path] = {}
    for found in exceptions:
        said = understood(CalendarException, found[1])
        if said is None:
            continue
        there = first.setdefault((said.date, said.line, said.shift), found[0])
        if there != found[0]:
            yield Problem(
                line_of(lines, found[0]),
                f"{titled(found)} is there twice: on line {line_of(lines, there)} and here.",
                "Say once for each date, line and shift what differs.",
            )
