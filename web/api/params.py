"""What the query string of an API request may say. Whatever it may not is refused by name."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

import asyncpg
from starlette.datastructures import QueryParams

from database.connect import Connection
from database.queries import query
from errors import UserError

DEFAULT_DAYS = 7
MOST_DAYS = 366
LONGEST_SHOWN = 80
FORMATS = ("json", "csv")


def refuse_unknown(params: QueryParams, known: Collection[str]) -> None:
    """Raises UserError for a parameter there is not, or one given twice: neither is ignored."""
    for name in params:
        if name not in known:
            close = get_close_matches(name, known, 1)
            meant = f"Did you mean {close[0]}? " if close else ""
            raise UserError(
                f"There is no parameter {name[:LONGEST_SHOWN]!r} here.",
                hint=f"{meant}The parameters are {', '.join(known)}.",
                field=name[:LONGEST_SHOWN],
                value=params[name][:LONGEST_SHOWN],
            )
        if len(params.getlist(name)) > 1:
            raise UserError(
                f"{name} is given more than once.",
                hint="Give it once.",
                field=name,
                value=", ".join(params.getlist(name))[:LONGEST_SHOWN],
            )


def days(params: QueryParams) -> int:
    """How many business dates, today included. Raises UserError naming what is possible."""
    text = params.get("days", str(DEFAULT_DAYS))
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    if not 1 <= number <= MOST_DAYS:
        raise UserError(
            f"days={text[:LONGEST_SHOWN]} is not a number of days.",
            hint=f"Give a whole number from 1 to {MOST_DAYS}; 1 is today.",
            field="days",
            value=text[:LONGEST_SHOWN],
        )
    return number


def wants_csv(params: QueryParams) -> bool:
    """Whether a table is asked for as a file. Raises UserError for a format there is not."""
    text = params.get("format", FORMATS[0])
    if text not in FORMATS:
        raise UserError(
            f"format={text[:LONGEST_SHOWN]} is not a format.",
            hint=f"Choose {' or '.join(FORMATS)}.",
            field="format",
            value=text[:LONGEST_SHOWN],
        )
    return text == "csv"


async def line(connection: Connection, params: QueryParams) -> asyncpg.Record | None:
    """The line of ``line=``, however it is typed; None where none is named."""
    return await _named(connection, params, "line")


async def machine(connection: Connection, params: QueryParams) -> asyncpg.Record | None:
    """The machine of ``machine=``, however it is typed; None where none is named."""
    return await _named(connection, params, "machine")


async def _named(connection: Connection, params: QueryParams, kind: str) -> asyncpg.Record | None:
    # PostgreSQL knows no NUL in a text
    name = params.get(kind, "")[:LONGEST_SHOWN].replace("\0", "\ufffd")
    if not name:
        return None
    found: asyncpg.Record | None = await connection.fetchrow(query(f"api_{kind}"), name)
    if found is None:
        raise await unknown(connection, kind, name)
    return found


async def unknown(connection: Connection, kind: str, name: str) -> UserError:
    """The error of a name there is not, with the names that come close."""
    similar = await connection.fetchval(query("api_similar"), kind, name)
    none_yet = f"There is no {kind} yet: add one to floor.toml and run `floorcast migrate`."
    return UserError(
        f"The {kind} {name!r} is unknown.",
        hint=f"Did you mean {similar}?" if similar else none_yet,
        field=kind,
        value=name,
    )
