"""Which machine a recording is of: found by name, or put on the map if asked to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import asyncpg

from database.connect import Connection
from database.queries import query
from errors import UserError
from imports import local_time

IMPORTED_LINE = "Imported"
TILE_WIDTH, TILE_HEIGHT = 4, 3
SHORT_NAME_CHARACTERS = 6
# The map has one free spot at a time to give away.
_LOCK = "select pg_advisory_xact_lock(hashtext('import.create_machine'))"


@dataclass(frozen=True, slots=True)
class NewMachine:
    """What to create where a machine is unknown. ``line``: an existing one, default "Imported"."""

    line: str | None = None
    machine_type: str = "Machine Tool"
    short_name: str | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that rows are written for. ``zone`` is that of its plant."""

    machine_id: int
    name: str
    zone: ZoneInfo
    is_retired: bool = False
    is_new: bool = False


async def find(
    connection: Connection, name: str, create: NewMachine | None = None, origin: str = "import"
) -> Machine:
    """The machine of that name, ignoring case; with ``create``, made or revived where it is not.

    Call it in a transaction, which survives an unknown name. ``origin``: the program that keeps
    a new machine. Raises UserError naming similar machines, or the lines there are.
    """
    try:
        async with connection.transaction():
            found = await _look_up(connection, name)
    except asyncpg.ForeignKeyViolationError as error:
        if create is None:
            hint = f"{error.hint} A new one: --create-machine."
            raise UserError(
                f"{_sentence(error)}.", hint=hint, field="machine", value=name
            ) from error
        await _create(connection, name, create, origin)
        found = await _look_up(connection, name)
        return Machine(found.machine_id, found.name, found.zone, is_new=True)
    if found.is_retired and create is not None:
        await connection.execute(query("import_revive_machine"), found.machine_id)
        return Machine(found.machine_id, found.name, found.zone)
    return found


def short_name(name: str) -> str:
    """Up to six characters for a tile: ``Okuma MULTUS U3000`` → OM3000, ``Okuma`` → OKUMA."""
    if len(name) <= SHORT_NAME_CHARACTERS:
        return name.upper()[:SHORT_NAME_CHARACTERS]
    numbers = re.findall(r"\d+", name)
    digits = numbers[-1][-4:] if numbers else ""
    names = re.findall(r"[^\W\d_]+", name)
    room = SHORT_NAME_CHARACTERS - len(digits)
    letters = names[0] if len(names) == 1 else "".join(word[0] for word in names)
    return (letters[:room] + digits).upper()[:SHORT_NAME_CHARACTERS] or name[:SHORT_NAME_CHARACTERS]


async def _look_up(connection: Connection, name: str) -> Machine:
    row = await connection.fetchrow(query("import_machine"), name)
    assert row is not None  # noqa: S101 floor.machine_id() raises for an unknown name
    return Machine(
        row["machine_id"], row["machine_name"], local_time.zone(row["time_zone"]), row["is_retired"]
    )


async def _create(connection: Connection, name: str, wanted: NewMachine, origin: str) -> None:
    label = wanted.short_name or short_name(name)
    if not 1 <= len(label) <= SHORT_NAME_CHARACTERS:
        raise UserError(
            f'Short name "{label}" does not fit a tile.',
            hint=f"It has 1 to {SHORT_NAME_CHARACTERS} characters.",
            field="short_name",
            value=label,
        )
    await connection.execute(_LOCK)
    line_id = await _line(connection, wanted.line, origin)
    await connection.execute(query("import_create_type"), wanted.machine_type)
    await connection.execute(
        query("import_create_machine"),
        name,
        label,
        wanted.machine_type,
        line_id,
        TILE_WIDTH,
        TILE_HEIGHT,
        origin,
    )


async def _line(connection: Connection, wanted: str | None, origin: str) -> int:
    rows = await connection.fetch(query("import_line"), wanted or IMPORTED_LINE)
    for row in rows:
        if row["is_wanted"]:
            return int(row["line_id"])
    if wanted is not None:
        names = ", ".join(row["line_name"] for row in rows) or "none yet"
        raise UserError(
            f'Line "{wanted}" is unknown.', hint=f"Lines are: {names}.", field="line", value=wanted
        )
    line_id: int | None = await connection.fetchval(
        query("import_create_line"), IMPORTED_LINE, origin
    )
    if line_id is None:
        raise UserError(
            "There is no plant yet that a new machine could stand in.",
            hint='List one in floor.toml and run "floorcast migrate".',
            field="line",
        )
    return line_id


def _sentence(error: asyncpg.PostgresError) -> str:
    text = str(error.args[0])
    return text[:1].upper() + text[1:]
