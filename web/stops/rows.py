"""Stops as the database has them, and the machine and the reasons a request names."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import asyncpg
from starlette.requests import Request

import auth
from database.connect import Connection
from database.queries import query
from web import page
from web.api import params as api_params
from web.api.answers import RefusedError

EXPLAIN = "stop.explain"
MOST_LISTED = 500


class Machine(NamedTuple):
    """A machine whose stops are edited."""

    machine_id: int
    name: str
    zone: ZoneInfo


async def machine(request: Request, connection: Connection, name: str) -> Machine:
    """The machine of that name, where whoever asks may edit its stops."""
    found = await connection.fetchrow(query("machine_by_name"), name)
    if found is None:
        raise await api_params.unknown(connection, "machine", name)
    auth.require(request, EXPLAIN, found["line"])
    return Machine(found["machine_id"], found["machine_name"], page.zone(found["time_zone"]))


async def reason_id(connection: Connection, name: str | None, field: str = "reason") -> int | None:
    """Key of the reason of that name; None for none. Raises UserError naming similar ones."""
    if name is None:
        return None
    found = await connection.fetchrow(query("api_known_names"), [], [], [name])
    if found is None:
        error = await api_params.unknown(connection, "reason", name)
        raise RefusedError(error.message, hint=error.hint, field=field, value=name)
    key: int = found["id"]
    return key


async def listed(
    connection: Connection,
    machine_id: int | None,
    line: str | None,
    from_at: datetime,
    *,
    only_owing: bool,
) -> list[dict[str, Any]]:
    """Stops since then, in the order people look at them; each knows the total."""
    rows = await connection.fetch(
        query("stops_list"), machine_id, line, from_at, only_owing, MOST_LISTED
    )
    return [as_dict(row) for row in rows]


async def one(connection: Connection, machine_id: int, at: datetime) -> dict[str, Any]:
    """The stop an instant lies in. Raises RefusedError where there is none to be edited."""
    row = await connection.fetchrow(query("stops_one"), machine_id, at)
    if row is None:
        raise RefusedError(
            "This stop began more than 30 days ago.",
            hint="Only stops of the last 30 days are edited.",
            field="started_at",
            value=at.isoformat(),
            status=404,
        )
    return as_dict(row)


def as_dict(row: asyncpg.Record) -> dict[str, Any]:
    """A row with its parts as values."""
    return {**row, "reasons": json.loads(row["reasons"])}
