"""What can be wrong with a floor file: every problem, with its line and its remedy."""

from __future__ import annotations

import difflib
import itertools
import json
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import ValidationError

from floor_file.format import PARTS, Floor, Part, Tile
from floor_file.toml_lines import Lines, Path, line_of

Table: TypeAlias = dict[str, Any]
Found: TypeAlias = tuple[Path, Table]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right: where, what and how. ``line`` counts from 1."""

    line: int
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def broken_rules(raw: Table, lines: Lines) -> list[Problem]:
    """What breaks the rules of the format: one problem for each key."""
    try:
        Floor.model_validate(raw)
    except ValidationError as error:
        found: dict[Path, str] = {}
        for detail in error.errors():
            loc = detail["loc"]
            depth = max(n for n, step in enumerate(loc, 1) if isinstance(step, str))
            is_whole = depth == len(loc)  # else something within the value is wrong
            if not is_whole and loc[depth - 1] in PARTS:
                depth += 1  # one element of a list of plants, lines, …
            found.setdefault(loc[:depth], detail["type"] if is_whole else "value")
        return [_broken_rule(raw, lines, path, kind) for path, kind in found.items()]
    return []


def _broken_rule(raw: Table, lines: Lines, path: Path, kind: str) -> Problem:
    depth = max(n for n, step in enumerate(path) if isinstance(step, str))
    key = str(path[depth])
    whole, part = _whole(raw, path[:depth])
    line = line_of(lines, path)
    if kind == "extra_forbidden":
        return Problem(line, f"{whole}: unknown key {key}.", _known_keys(part, key))
    rule = f"{key} is {part.model_fields[key].description}."
    if kind == "missing":
        return Problem(line, f"{whole}: {key} is missing.", rule)
    shown = _shown(_value(raw, path))
    if isinstance(path[-1], int):
        return Problem(line, f"{whole}: {shown} is no {PARTS[key][0]}.", rule)
    return Problem(line, f"{whole}: {key} = {shown} will not do.", rule)


def _whole(raw: Table, path: Path) -> tuple[str, type[Part]]:
    """What a path leads to, in words, and the model of it."""
    if not path:
        return "Floor file", Floor
    kind, part = PARTS[str(path[-2])]
    table = _value(raw, path)
    name = table.get("name") if isinstance(table, dict) else None
    shown = _shown(name) if isinstance(name, str) else "without a name"
    return f"{kind.capitalize()} {shown}", part


def _value(raw: Table, path: Path) -> Any:
    value: Any = raw
    for step in path:
        value = value[step]
    return value


def _shown(value: object) -> str:
    """A value nearly as the file has it, cut where it is long."""
    text = (
        str(value)
        if isinstance(value, float)
        else json.dumps(value, ensure_ascii=False, default=str)
    )
    return text if len(text) <= 60 else f"{text[:57]}…"


def _known_keys(part: type[Part], key: str) -> str:
    known = f"Known keys: {', '.join(part.model_fields)}."
    owners = [kind for kind, other in PARTS.values() if key in other.model_fields]
    if owners:
        return f"{key} belongs to a {' or a '.join(owners)}. {known}"
    if similar := difflib.get_close_matches(key.lower(), part.model_fields, n=1):
        return f"Did you mean {similar[0]}? {known}"
    return known


def contradictions(raw: Table, lines: Lines) -> Iterator[Problem]:
    """What does not fit together, as far as the file can be understood at all."""
    types = _inside([((), raw)], "machine_types")
    plants = _inside([((), raw)], "plants")
    production_lines = _inside(plants, "lines")
    machines = _inside(production_lines, "machines")
    for parts in (types, plants, production_lines, machines):
        yield from _same_names(parts, lines)
    yield from _unknown_zones(plants, lines)
    yield from _unknown_types(machines, types, lines)
    for plant, _ in plants:
        in_plant = [found for found in machines if found[0][:2] == plant]
        yield from _same_short_names(in_plant, lines)
        yield from _overlaps(in_plant, lines)


def _inside(above: Sequence[Found], key: str) -> list[Found]:
    """Every well-formed table in the lists of that name, with its path."""
    return [
        ((*path, key, number), part)
        for path, table in above
        if isinstance(table.get(key), list)
        for number, part in enumerate(table[key])
        if isinstance(part, dict)
    ]


def _repeated(found: Sequence[Found], key: str) -> Iterator[tuple[Found, Path]]:
    """Tables whose text under that key was there before, ignoring case; and where."""
    first: dict[str, Path] = {}
    for path, table in found:
        text = table.get(key)
        if isinstance(text, str) and first.setdefault(text.lower(), path) != path:
            yield (path, table), first[text.lower()]


def _same_names(found: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    for (path, table), first in _repeated(found, "name"):
        kind = PARTS[str(path[-2])][0]
        here, there = (line_of(lines, (*place, "name")) for place in (path, first))
        yield Problem(
            here,
            f"{kind.capitalize()} {_shown(table['name'])} is in the file twice: "
            f"on line {there} and here.",
            f"No two {kind}s may share a name, in all of the file and ignoring case.",
        )


def _same_short_names(found: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    for (path, table), first in _repeated(found, "short"):
        here, there = (line_of(lines, (*place, "short")) for place in (path, first))
        yield Problem(
            here,
            f"Machine {_shown(table.get('name'))}: short name {_shown(table['short'])} "
            f"is taken by the machine on line {there}.",
            "No two machines of a plant may share a short name, ignoring case.",
        )


def _unknown_zones(plants: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    zones = zoneinfo.available_timezones() - {"Factory", "localtime"}
    for path, plant in plants:
        zone = plant.get("time_zone")
        if isinstance(zone, str) and zone and zone not in zones:
            similar = " or ".join(_similar_zones(zone, zones))
            yield Problem(
                line_of(lines, (*path, "time_zone")),
                f"Plant {_shown(plant.get('name'))}: time zone {_shown(zone)} is unknown.",
                f"Did you mean {similar}?"
                if similar
                else "Write Region/City as the IANA database has it, for example Europe/Berlin.",
            )


def _similar_zones(zone: str, zones: set[str]) -> list[str]:
    """Zones somebody may have meant: by their full names, or by the city alone."""
    names = {name.rpartition("/")[2].lower(): name for name in sorted(zones, reverse=True)}
    names |= {name.lower(): name for name in zones}
    wanted = zone.lower().replace(" ", "_")
    if wanted in names:
        return [names[wanted]]
    matches = difflib.get_close_matches(wanted, names, n=3, cutoff=0.7)
    return list(dict.fromkeys(names[match] for match in matches))


def _unknown_types(
    machines: Sequence[Found], types: Sequence[Found], lines: Lines
) -> Iterator[Problem]:
    known = [table["name"] for _, table in types if isinstance(table.get("name"), str)]
    for path, machine in machines:
        wanted = machine.get("type")
        if not isinstance(wanted, str) or not wanted or wanted in known:
            continue
        similar = difflib.get_close_matches(wanted.lower(), [name.lower() for name in known], n=1)
        meant = [f"Did you mean {name}?" for name in known if name.lower() in similar][:1]
        choices = f"[[machine_types]] has {', '.join(known) or 'none yet'}."
        yield Problem(
            line_of(lines, (*path, "type")),
            f"Machine {_shown(machine.get('name'))}: type {_shown(wanted)} is unknown.",
            " ".join([*meant, choices]),
        )


def _cells(table: Table) -> set[tuple[int, int]]:
    """The grid cells a machine covers; none where its place cannot be understood."""
    try:
        tile = Tile.model_validate(table)
    except ValidationError:
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
            f"Machine {_shown(table.get('name'))} stands on {_shown(other_table.get('name'))} "
            f"(line {line_of(lines, (*other_path, 'at'))}).",
            f"Move one of them: at = {_shown(free)} is free.",
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
