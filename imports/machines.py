"""Which machine a recording is of: found by name, or put on the map if asked to."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import asyncpg

from database.connect import Connection
from database.queries import query
from errors import UserError
from imports import local_time

IMPORTED_LINE = "Imported"
SHORT_NAME_CHARACTERS = 6
_ADD = "select floor.add_machine($1, $2, $3, p_origin => $4)"
_SHORT_NAME = "update floor.machines set short_name = $2 where machine_id = $1"


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
        await _add(connection, name, NewMachine(), origin)
        return Machine(found.machine_id, found.name, found.zone)
    return found


async def _look_up(connection: Connection, name: str) -> Machine:
    row = await connection.fetchrow(query("import_machine"), name)
    assert row is not None  # noqa: S101 floor.machine_id() raises for an unknown name
    return Machine(
        row["machine_id"], row["machine_name"], local_time.zone(row["time_zone"]), row["is_retired"]
    )


async def _create(connection: Connection, name: str, wanted: NewMachine, origin: str) -> None:
    label = wanted.short_name
    if label is not None and not 1 <= len(label) <= SHORT_NAME_CHARACTERS:
        raise UserError(
            f'Short name "{label}" does not fit a tile.',
            hint=f"It has 1 to {SHORT_NAME_CHARACTERS} characters.",
            field="short_name",
            value=label,
        )
    if wanted.line is not None:
        await _refuse_unknown_line(connection, wanted.line)
    machine_id = await _add(connection, name, wanted, origin)
    if label is not None:
        await connection.execute(_SHORT_NAME, machine_id, label)


async def _add(connection: Connection, name: str, wanted: NewMachine, origin: str) -> int:
    line = wanted.line or IMPORTED_LINE
    try:
        return int(await connection.fetchval(_ADD, name, line, wanted.machine_type, origin))
    except asyncpg.ForeignKeyViolationError as error:  # there is no plant
        raise UserError(f"{_sentence(error)}.", hint=error.hint or "", field="line") from error


async def _refuse_unknown_line(connection: Connection, wanted: str) -> None:
    rows = await connection.fetch(query("import_line"), wanted)
    if not any(row["is_wanted"] for row in rows):
        names = ", ".join(row["line_name"] for row in rows) or "none yet"
        raise UserError(
            f'Line "{wanted}" is unknown.', hint=f"Lines are: {names}.", field="line", value=wanted
        )


def _sentence(error: asyncpg.PostgresError) -> str:
    text = str(error.args[0])
    return text[:1].upper() + text[1:]
