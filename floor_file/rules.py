"""What breaks the format of a floor file: unknown and missing keys, and values that will not do."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import ValidationError

from floor_file.format import PARTS, Floor, Part
from floor_file.problems import Problem, Table, shown, titled
from floor_file.toml_lines import Lines, Path, line_of


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
    value = shown(_value(raw, path))
    if isinstance(path[-1], int):
        return Problem(line, f"{whole}: {value} is no {PARTS[key][0]}.", rule)
    return Problem(line, f"{whole}: {key} = {value} will not do.", rule)


def _whole(raw: Table, path: Path) -> tuple[str, type[Part]]:
    """What a path leads to, in words, and the model of it."""
    if not path:
        return "Floor file", Floor
    return titled((path, _value(raw, path))), PARTS[str(path[-2])][1]


def _value(raw: Table, path: Path) -> Any:
    value: Any = raw
    for step in path:
        value = value[step]
    return value


def _known_keys(part: type[Part], key: str) -> str:
    known = f"Known keys: {', '.join(part.model_fields)}."
    owners = [kind for kind, other in PARTS.values() if key in other.model_fields]
    if owners:
        return f"{key} belongs to {' or '.join(map(_one, owners))}. {known}"
    if similar := difflib.get_close_matches(key.lower(), part.model_fields, n=2, cutoff=0.75):
        return f"Did you mean {' or '.join(similar)}? {known}"
    return known


def _one(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aei" else f"a {kind}"
