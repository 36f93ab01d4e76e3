"""A problem of a floor file, and how its parts are found and named."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from floor_file.format import PARTS
from floor_file.toml_lines import Lines, Path, line_of

Table: TypeAlias = dict[str, Any]
Found: TypeAlias = tuple[Path, Table]
PartType = TypeVar("PartType", bound=BaseModel)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right: where, what and how. ``line`` counts from 1."""

    line: int
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def inside(above: Sequence[Found], key: str) -> list[Found]:
    """Every well-formed table in the lists of that name, with its path."""
    return [
        ((*path, key, number), part)
        for path, table in above
        if isinstance(table.get(key), list)
        for number, part in enumerate(table[key])
        if isinstance(part, dict)
    ]


def shown(value: object) -> str:
    """A value nearly as the file has it, cut where it is long."""
    text = (
        str(value)
        if isinstance(value, float | date | time)
        else json.dumps(value, ensure_ascii=False, default=str)
    )
    return text if len(text) <= 60 else f"{text[:57]}…"


def titled(found: Found) -> str:
    """What to call a part in a message, for example "Machine "Valve_1"" at its beginning."""
    path, table = found
    kind, part = PARTS[str(path[-2])]
    title = table.get(part.known_by) if isinstance(table, dict) else None
    if isinstance(title, str | date):
        return f"{kind.capitalize()} {shown(title)}"
    return f"{kind.capitalize()} without a {part.known_by}"


def repeated(found: Sequence[Found], key: str) -> Iterator[tuple[Found, Path]]:
    """Tables whose text under that key was there before, ignoring case; and where."""
    first: dict[str, Path] = {}
    for path, table in found:
        text = table.get(key)
        if isinstance(text, str) and first.setdefault(text.lower(), path) != path:
            yield (path, table), first[text.lower()]


def names(found: Sequence[Found]) -> list[str]:
    """The names of parts, as far as they have any."""
    return [table["name"] for _, table in found if isinstance(table.get("name"), str)]


def unknown(
    found: Found, place: Path, wanted: object, known: Sequence[str], owner: str, lines: Lines
) -> Iterator[Problem]:
    """A name that nothing carries. ``place`` leads to it from the part; ``owner`` has the names."""
    if not isinstance(wanted, str) or not wanted or wanted in known:
        return
    similar = difflib.get_close_matches(wanted.lower(), [name.lower() for name in known], n=1)
    meant = [f"Did you mean {name}?" for name in known if name.lower() in similar][:1]
    key = next(step for step in reversed(place) if isinstance(step, str))
    yield Problem(
        line_of(lines, (*found[0], *place)),
        f"{titled(found)}: {key.removesuffix('s')} {shown(wanted)} is unknown.",
        " ".join([*meant, f"{owner} has {', '.join(known) or 'none yet'}."]),
    )


def understood(kind: type[PartType], table: Table) -> PartType | None:
    """A part of the file, unless it breaks the rules of the format, which report it."""
    try:
        return kind.model_validate(table)
    except ValidationError:
        return None
