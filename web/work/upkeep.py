"""What parts, employees, rules and plans have in common: listed, added, changed and deleted.

The bodies say names; their keys are looked up here, among what whoever asks may see.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

import auth
from auth import NotAllowedError
from database.connect import Connection
from database.queries import query
from web.api import bodies, submissions
from web.api import params as api_params
from web.api.answers import RefusedError, json_answer
from web.api.constraints import told
from web.api.database import reading
from web.work.guarded import guarded
from web.work.texts import LARGEST_ID, RULES

Columns: TypeAlias = dict[str, Any]
# raises where whoever asks may not have a row with these columns
May: TypeAlias = Callable[[Request, Connection, Columns], Awaitable[None]]

# fields that say a name, and the column that has the key
NAMED = {
    "machine": "machine_id",
    "machine_type": "machine_type",
    "line": "line_id",
    "plant": "plant_id",
    "reason": "reason_id",
    "email": "person_id",
}
_EMPLOYEE = "select employee_id from floor.employees where employee_id = $1 and retired_at is null"


@dataclass(frozen=True)
class Kind:
    """One kind of row: what it is called in the statements work_<many>, work_add_<one> and
    work_change_<one>, its table, its bodies, the fields that can be null, and who may have one."""

    one: str
    many: str
    table: str
    new: type[BaseModel]
    changed: type[BaseModel]
    can_be_null: frozenset[str]
    may: May

    @property
    def key(self) -> str:
        """Name of its key, in rows and addresses."""
        return f"{self.one}_id"


async def listed(request: Request, kind: Kind) -> Response:
    """All rows of a kind."""
    api_params.refuse_unknown(request.query_params, ())
    async with reading(request) as connection:
        rows = await connection.fetch(query(f"work_{kind.many}"), None)
    return json_answer({kind.many: [json.loads(row["row_json"]) for row in rows]})


async def added(request: Request, kind: Kind) -> Response:
    """A new row."""
    api_params.refuse_unknown(request.query_params, ())
    new = await bodies.read(request, kind.new, RULES)

    async def write(connection: Connection) -> dict[str, Any]:
        columns = await _columns(connection, new.model_dump(mode="json"))
        await kind.may(request, connection, columns)
        with guarded(new), told():
            key = await connection.fetchval(query(f"work_add_{kind.one}"), json.dumps(columns))
        return await row(connection, kind, key)

    content = new.model_dump(mode="json", exclude_unset=True)
    return await submissions.once(request, content, write, 201)


async def changed(request: Request, kind: Kind) -> Response:
    """A row with what was given changed."""
    api_params.refuse_unknown(request.query_params, ())
    wish = await bodies.read(request, kind.changed, RULES)
    given = {
        name: value
        for name, value in wish.model_dump(mode="json", exclude_unset=True).items()
        if value is not None or name in kind.can_be_null
    }

    async def write(connection: Connection) -> dict[str, Any]:
        key = await _allowed(request, connection, kind)
        columns = await _columns(connection, given)
        if columns:
            stored = await _stored(connection, kind, key)
            await kind.may(request, connection, {**stored, **columns})
            with guarded(wish), told():
                await connection.fetchval(
                    query(f"work_change_{kind.one}"), key, json.dumps(columns)
                )
        return await row(connection, kind, key)

    return await submissions.once(request, given, write)


async def deleted(request: Request, kind: Kind) -> Response:
    """A row less; answered with nothing."""
    api_params.refuse_unknown(request.query_params, ())

    async def write(connection: Connection) -> Mapping[str, Any]:
        key = await _allowed(request, connection, kind)
        with guarded(), told():
            await connection.execute(f"delete from {kind.table} where {kind.key} = $1", key)  # noqa: S608 of this module
        return {}

    return await submissions.once(request, None, write)


async def row(connection: Connection, kind: Kind, key: int) -> dict[str, Any]:
    """One row as the API answers it. Raises RefusedError where there is none that may be seen."""
    found = None
    if key <= LARGEST_ID:
        found = await connection.fetchval(query(f"work_{kind.many}"), key)
    if found is None:
        raise RefusedError(
            f"There is no {kind.one} {key}.",
            hint="It may have been deleted meanwhile: load the list again.",
            field=kind.key,
            value=key,
            status=404,
        )
    one: dict[str, Any] = json.loads(found)
    return one


async def require_everywhere(request: Request, action: str) -> None:
    """Raises NotAllowedError for whoever may do that on some lines alone, or nowhere."""
    who = auth.asking(request)
    if not who.may_everywhere(action):
        raise NotAllowedError(who, action)


async def require_plan(request: Request, connection: Connection, columns: Columns) -> None:
    """Raises NotAllowedError for whoever may not plan at the machine, or on the line, of a row;
    without either, everywhere."""
    line = await connection.fetchval(
        query("work_line"), _integer(columns.get("machine_id")), _integer(columns.get("line_id"))
    )
    if line is None:
        await require_everywhere(request, "work.plan")
    else:
        auth.require(request, "work.plan", line)


async def _allowed(request: Request, connection: Connection, kind: Kind) -> int:
    """Key of the row in the address, where whoever asks may change it."""
    key: int = request.path_params[kind.key]
    await row(connection, kind, key)
    await kind.may(request, connection, await _stored(connection, kind, key))
    return key


async def _stored(connection: Connection, kind: Kind, key: int) -> Columns:
    found = await connection.fetchrow(f"select * from {kind.table} where {kind.key} = $1", key)  # noqa: S608 of this module
    return dict(found or {})


async def _columns(connection: Connection, given: Mapping[str, Any]) -> Columns:
    """What was given, with keys for names. Raises RefusedError for a name there is not."""
    columns: Columns = {}
    for name, value in given.items():
        if name in NAMED and value is not None:
            columns[NAMED[name]] = await _key(connection, name, value)
        else:
            columns[NAMED.get(name, name)] = value
    assignee = columns.get("assignee_id")
    if assignee is not None and await connection.fetchval(_EMPLOYEE, assignee) is None:
        raise RefusedError(
            f"There is no employee {assignee}, or no longer.",
            hint=RULES["assignee_id"][1],
            field="assignee_id",
            value=assignee,
        )
    return columns


async def _key(connection: Connection, kind: str, name: str) -> str:
    found = await connection.fetchrow(query("work_named"), kind, name)
    assert found is not None  # noqa: S101 always one row
    if found["key"] is None:
        what, hint = RULES[kind]
        close = found["similar_names"]
        raise RefusedError(
            f"{kind}={name} is not {what} there is.",
            hint=f"Did you mean {close}?" if close else hint,
            field=kind,
            value=name,
        )
    key: str = found["key"]
    return key


def _integer(key: str | int | None) -> int | None:
    return None if key is None else int(key)
