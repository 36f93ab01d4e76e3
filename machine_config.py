"""The floor and its reference data: floor.toml → validated → rows.

``load`` reads the file and reports everything wrong with it at once, by line, each with a
remedy. ``apply`` brings the reference tables in line with it, in one transaction; applying
the same file twice changes nothing. ``apply_new`` does so only where the file says something
else than when it was last applied, so that what people changed on pages stays.
docs/floor-file.md explains the format to its readers.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from database.connect import Connection
from database.queries import query
from errors import UserError
from floor_file import export
from floor_file.checks import contradictions
from floor_file.format import Floor, spelt_out
from floor_file.problems import Problem
from floor_file.rows import rows_of
from floor_file.rules import broken_rules
from floor_file.toml_lines import locate

__all__ = [
    "Applied",
    "Floor",
    "FloorFileError",
    "Problem",
    "apply",
    "apply_new",
    "as_file",
    "as_tables",
    "change",
    "load",
    "parse",
]


# What people change on pages besides the layout; machines stay with the program that keeps them.
_REFERENCE_STEPS = (
    "config_machine_types",
    "config_products",
    "config_reasons",
    "config_ideal_cycles",
    "config_shifts",
    "config_exceptions",
    "config_retire",
)
_STEPS = (
    "config_machine_types",
    "config_products",
    "config_reasons",
    "config_plants",
    "config_lines",
    "config_machines",
    "config_ideal_cycles",
    "config_shifts",
    "config_exceptions",
    "config_retire",
)


class FloorFileError(UserError):
    """All that is wrong with a floor file. ``problems`` has them in the order of its lines."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems)
        count = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
        listed = "\n".join(f"{path.name}:{problem.line}: {problem}" for problem in self.problems)
        super().__init__(
            f"{path} has {count}; nothing was changed.\n{listed}",
            field="FLOOR_FILE",
            value=str(path),
        )


def load(path: Path) -> Floor:
    """The floor a file describes.

    Raises UserError where the file cannot be read, FloorFileError with every problem found
    where it does not describe a floor.
    """
    return parse(_read(path), path)


def parse(text: str, path: Path, *, has_map: bool = True) -> Floor:
    """The floor a text describes; ``path`` is what its problems name. ``has_map``: it also says
    where machines stand. Raises FloorFileError."""
    try:
        raw = spelt_out(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise FloorFileError(path, [_syntax_problem(text, str(error))]) from error
    lines = locate(text)
    problems = [*broken_rules(raw, lines), *contradictions(raw, lines, has_map=has_map)]
    if problems:
        raise FloorFileError(path, problems)
    return Floor.model_validate(raw)


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(
            f"There is no floor file {path}.",
            hint="Copy floor.toml from the source folder and edit it, or set FLOOR_FILE to yours. "
            "docs/floor-file.md explains the format.",
            field="FLOOR_FILE",
            value=str(path),
        ) from error
    except OSError as error:
        raise UserError(
            f"The floor file {path} cannot be read: {error.strerror}.",
            hint="Set FLOOR_FILE to a file you may read.",
            field="FLOOR_FILE",
            value=str(path),
        ) from error
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(line, "This line is not UTF-8 text.", "Save the file as UTF-8.")
        raise FloorFileError(path, [problem]) from error


def _syntax_problem(text: str, message: str) -> Problem:
    place = re.search(r" \(at line (\d+), column \d+\)$", message)
    reason = message[: place.start()] if place else message.removesuffix(" (at end of document)")
    line = int(place[1]) if place else max(len(text.splitlines()), 1)
    return Problem(
        line,
        f"This is not TOML: {reason[:1].lower()}{reason[1:]}.",
        'Texts stand in "quotes", lists in [brackets] with commas between, and a key once.',
    )


@dataclass(frozen=True)
class Applied:
    """What ``apply`` did. Each entry names one thing, for example "machine Valve_01_01"."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    revived: tuple[str, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether everything stood as the file has it."""
        return not (self.added or self.changed or self.retired or self.revived)

    def __str__(self) -> str:
        parts = [
            f"{_listed(names)} {change}"
            for change in ("added", "changed", "retired", "revived")
            if (names := getattr(self, change))
        ]
        return "; ".join([*parts, f"{self.unchanged} unchanged"])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{len(names)}"


async def apply_new(connection: Connection, floor: Floor) -> Applied | None:
    """Apply the floor unless it is the one applied last; None: it is, and was left alone.

    Its shifts are planned ahead either way. Raises as ``apply`` does.
    """
    async with connection.transaction():
        await _one_at_a_time(connection)
        if await connection.fetchval(query("config_is_applied"), _content(floor)):
            await connection.execute("select floor.plan_shifts()")
            return None
        return await apply(connection, floor)


async def apply(connection: Connection, floor: Floor) -> Applied:
    """Bring the reference tables in line with a floor file: see ``_write``. Raises UserError."""
    async with connection.transaction():
        applied = await _write(connection, floor, _STEPS)
        await connection.execute(query("config_note_applied"), _content(floor))
    return applied


async def change(connection: Connection, floor: Floor) -> Applied:
    """Bring products, reasons, cycles, shifts and exceptions in line with what people want of
    them on a page; where machines stand is left alone, and so is what is known of the floor
    file. Raises UserError."""
    async with connection.transaction():
        await _one_at_a_time(connection)
        # else what another program added could not be taken away on the page
        await connection.execute(query("config_adopt"))
        return await _write(connection, floor, _REFERENCE_STEPS)


async def _write(connection: Connection, floor: Floor, steps: Sequence[str]) -> Applied:
    """Bring the reference tables in line with the floor and plan its shifts, in one transaction.

    A thing is known by its name, ignoring case. What the file no longer has is retired, what
    it has again is revived, and what another program keeps is left alone unless the file names
    it. Another ideal cycle or time of a shift begins now and leaves the past as it was. Where
    all is as it should be, nothing is written or announced.
    Raises UserError where the database refuses the floor; nothing is changed then.
    """
    document = rows_of(floor)
    written: list[asyncpg.Record] = []
    try:
        async with connection.transaction():
            await _one_at_a_time(connection)
            for step in steps:
                written += await connection.fetch(query(step), json.dumps(document))
            await connection.execute("select floor.plan_shifts()")
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        raise UserError(
            f"The database refuses the floor file: {error}.",
            hint=getattr(error, "hint", None) or "Nothing was changed. Edit the floor file.",
            field="FLOOR_FILE",
        ) from error
    names = {
        change: tuple(f"{row['kind']} {row['name']}" for row in written if row["change"] == change)
        for change in ("added", "changed", "retired", "revived")
    }
    wanted = sum(len(rows) for rows in document.values())
    touched = len(names["added"]) + len(names["changed"]) + len(names["revived"])
    return Applied(**names, unchanged=wanted - touched)


async def as_file(connection: Connection) -> str:
    """The floor as it stands in the database, as the text of a floor file."""
    return export.as_text(await as_tables(connection))


async def as_tables(connection: Connection) -> dict[str, Any]:
    """The floor as it stands in the database, as the tables of a floor file."""
    document = json.loads(await connection.fetchval(query("config_export")))
    return export.as_tables(export.rows_from(document))


async def _one_at_a_time(connection: Connection) -> None:
    await connection.execute("select pg_advisory_xact_lock(hashtext('floorcast.config'))")


def _content(floor: Floor) -> str:
    """SHA-256 of what the file says: its comments and layout do not count."""
    return hashlib.sha256(json.dumps(rows_of(floor), sort_keys=True).encode()).hexdigest()
