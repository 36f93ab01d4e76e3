"""What does not fit on the map of a plant: tiles that cover one another, short names used twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from floor_file.format import Tile
from floor_file.problems import Found, Problem, Table, repeated, shown, understood
from floor_file.toml_lines import Lines, line_of


def map_problems(machines: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    """Problems of the map of one plant, given its machines."""
    yield from _same_short_names(machines, lines)
    yield from _overlaps(machines, lines)


def _same_short_names(found: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    for (path, table), first in repeated(found, "short"):
        here, there = (line_of(lines, (*place, "short")) for place in (path, first))
        yield Problem(
            here,
            f"Machine {shown(table.get('name'))}: short name {shown(table['short'])} "
            f"is taken by the machine on line {there}.",
            "No two machines of a plant may share a short name, ignoring case.",
        )


def _cells(table: Table) -> set[tuple[int, int]]:
    """The grid cells a machine covers; none where its place cannot be understood."""
    tile = understood(Tile, table)
    if tile is None:
        return set()
    (left, top), (width, height) = tile.at, tile.size
    return set(itertools.product(range(left, left + width), range(top, top + height)))


def _overlaps(machines: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    """Tiles of one plant that cover the same cells: one problem for each, with a free place."""
    taken: dict[tuple[int, int], int] = {}
    clashes: dict[int, int] = {}
    for number, (_, table) in enumerate(machines):
        for cell in sorted(_cells(table)):
            if taken.setdefault(cell, number) != number:
                clashes.setdefault(number, taken[cell])
    for number, other in clashes.items():
        path, table = machines[number]
        other_path, other_table = machines[other]
        free = _free_place(_cells(table), taken, number)
        yield Problem(
            line_of(lines, (*path, "at")),
            f"Machine {shown(table.get('name'))} stands on {shown(other_table.get('name'))} "
            f"(line {line_of(lines, (*other_path, 'at'))}).",
            f"Move one of them: at = {shown(free)} is free.",
        )


def _free_place(
    cells: set[tuple[int, int]], taken: dict[tuple[int, int], int], number: int
) -> list[int]:
    """The nearest place to the right that is free, which is then taken."""
    for step in itertools.count():
        moved = {(x + step, y) for x, y in cells}
        if all(taken.get(cell, number) == number for cell in moved):
            taken.update(dict.fromkeys(moved, number))
            return list(min(moved))
    raise AssertionError("the row to the right never ends")
