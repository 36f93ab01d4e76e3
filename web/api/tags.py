"""/api/connections/{id}/tags: what is fetched by a connection, and what it means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.connect import Connection
from database.queries import query
from web.api import bodies, connection_rows, tag_checks
from web.api import params as api_params
from web.api.answers import RefusedError, json_answer, refusing
from web.api.connections import CHANGES, ONE, SEES
from web.api.constraints import told
from web.api.database import reading, writing
from web.api.tag_models import INNER, RULES, Tag, Tags

_HOLD = "select pg_advisory_xact_lock(hashtext('floor.tags'), $1)"
_DELETE = "delete from floor.tags where connection_id = $1 and tag_id <> all($2::integer[])"
_ADD_MACHINE = "select floor.add_machine($1, $2, $3, $4, $5)"


@refusing
async def tags(request: Request) -> Response:
    """Read, replace or add, whichever the method says; of machines on the lines of who asks."""
    auth.require(request, SEES if request.method in ("GET", "HEAD") else CHANGES)
    api_params.refuse_unknown(request.query_params, ())
    connection_id = request.path_params["connection_id"]
    if request.method == "GET":
        async with reading(request) as connection:
            await connection_rows.settings(connection, connection_id)
            return json_answer({"tags": await rows(connection, connection_id)})
    is_whole = request.method == "PUT"
    sent = await bodies.read(
        request, Tags, RULES, rows="tags", row_fields=list(Tag.model_fields), inner=INNER
    )
    tag_checks.check(sent.tags)
    if not is_whole:
        tag_checks.refuse_known(sent.tags)
    async with writing(request) as connection:
        await write(connection, connection_id, sent.tags, is_whole=is_whole)
        stored = await rows(connection, connection_id)
    return json_answer({"tags": stored}, 200 if is_whole else 201)


async def rows(connection: Connection, connection_id: int) -> list[dict[str, Any]]:
    """The tags of a connection, as the API answers them."""
    found = await connection.fetch(query("connections_tags"), connection_id)
    return [json.loads(row["row_json"]) for row in found]


async def write(
    connection: Connection, connection_id: int, sent: Sequence[Tag], *, is_whole: bool
) -> None:
    """Write tags of a connection, machines that are new included; with ``is_whole`` they are all
    it is to have. Raises RefusedError; a caller holds the transaction, and undoes it then."""
    await connection_rows.settings(connection, connection_id)
    await connection.execute(_HOLD, connection_id)  # two who save take turns
    numbered = json.dumps(
        [{**tag.model_dump(), "place": place} for place, tag in enumerate(sent, 1)]
    )
    await _refuse_mistakes(connection, connection_id, numbered, is_whole)
    await _add_machines(connection, sent)
    with told():
        if is_whole:
            kept = [tag.tag_id for tag in sent if tag.tag_id is not None]
            await connection.execute(_DELETE, connection_id, kept)
        await connection.execute(query("connections_park_tags"), connection_id, numbered)
        await connection.execute(query("connections_write_tags"), connection_id, numbered)
        await connection.execute(query("connections_write_tag_states"), connection_id, numbered)


async def _refuse_mistakes(
    connection: Connection, connection_id: int, numbered: str, is_whole: bool
) -> None:
    mistake = await connection.fetchrow(
        query("connections_tag_mistakes"), connection_id, numbered, is_whole
    )
    if mistake is None:
        return
    field, value, message, hint = (mistake[name] for name in ("field", "value", "message", "hint"))
    if message is None:
        unknown = await api_params.unknown(connection, field, value)
        message, hint = unknown.message, unknown.hint
        if field == "machine":
            hint += " For a new one say where it stands, as new_machine."
    raise RefusedError(
        message,
        hint=hint,
        field=field,
        value=value,
        row=mistake["place"],
        status=mistake["status"],
    )


async def _add_machines(connection: Connection, sent: Sequence[Tag]) -> None:
    added: set[str] = set()
    for place, tag in enumerate(sent, 1):
        new = tag.new_machine
        if new is None or tag.machine is None or tag.machine.lower() in added:
            continue
        with told(row=place):
            await connection.execute(
                _ADD_MACHINE, tag.machine, new.line, new.machine_type, new.plant, new.time_zone
            )
        added.add(tag.machine.lower())


routes = [Route(f"{ONE}/tags", tags, methods=["GET", "PUT", "POST"])]
