"""/api/connectors, /api/connections: what is connected, how it fares, and its settings."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.queries import query
from web.api import bodies, connection_rows
from web.api import params as api_params
from web.api.answers import RefusedError, json_answer, refusing
from web.api.connection_models import HIDDEN, RULES, ChangedConnection, NewConnection
from web.api.connection_rows import Known, Settings
from web.api.database import reading, writing
from web.api.probes import UNAVAILABLE, Probe, SilentIngesterError, ask

ONE = "/api/connections/{connection_id:int}"
SEES, CHANGES = "setup.see", "setup.change"


@refusing
async def connectors(request: Request) -> Response:
    """What connections can be made of."""
    auth.require(request, SEES)
    api_params.refuse_unknown(request.query_params, ())
    async with reading(request) as connection:
        protocols = await connection.fetch(query("connections_connectors"))
        ingesters = await connection.fetch(query("connections_ingesters"))
    return json_answer(
        {
            "connectors": [json.loads(row["row_json"]) for row in protocols],
            "ingesters": [dict(row) for row in ingesters],
        }
    )


@refusing
async def connections(request: Request) -> Response:
    """List them, or make one, whichever the method says."""
    _require(request)
    api_params.refuse_unknown(request.query_params, ())
    if request.method == "POST":
        return await _add(request)
    async with reading(request) as connection:
        return json_answer({"connections": await connection_rows.rows(connection)})


@refusing
async def one_connection(request: Request) -> Response:
    """Read, change or delete one, whichever the method says."""
    _require(request)
    api_params.refuse_unknown(request.query_params, ())
    connection_id = request.path_params["connection_id"]
    if request.method == "PUT":
        return await _change(request, connection_id)
    if request.method == "DELETE":
        async with writing(request) as connection:
            await connection_rows.remove(connection, connection_id)
        return json_answer({})
    async with reading(request) as connection:
        return json_answer(await connection_rows.row(connection, connection_id))


@refusing
async def reload(request: Request) -> Response:
    """Have it closed and opened anew."""
    _require(request)
    api_params.refuse_unknown(request.query_params, ())
    connection_id = request.path_params["connection_id"]
    async with writing(request) as connection:
        await connection_rows.reload(connection, connection_id)
        return json_answer(await connection_rows.row(connection, connection_id))


@refusing
async def dead_letters(request: Request) -> Response:
    """Its samples that could not be stored."""
    _require(request)
    api_params.refuse_unknown(request.query_params, ())
    async with reading(request) as connection:
        return json_answer(
            await connection_rows.dead_letters(connection, request.path_params["connection_id"])
        )


@refusing
async def findings(request: Request) -> Response:
    """Steps of its counters that a person should look at."""
    _require(request)
    api_params.refuse_unknown(request.query_params, ())
    async with reading(request) as connection:
        return json_answer(
            await connection_rows.findings(connection, request.path_params["connection_id"])
        )


def _require(request: Request) -> None:
    """A device may speak for any line: to change how, the right must hold everywhere."""
    if request.method in ("GET", "HEAD"):
        auth.require(request, SEES)
    else:
        auth.require_everywhere(request, CHANGES)


async def _add(request: Request) -> Response:
    new = await bodies.read(request, NewConnection, RULES, hidden=HIDDEN)
    given = Settings(new.protocol, new.config, new.secrets, new.ingester)
    async with reading(request) as connection:
        about = await connection_rows.known(connection, given.protocol, given.ingester)
    parted = given.parted(about.secret_names)
    note = await _checked(request, about, Probe("check", parted))
    async with writing(request) as connection:
        connection_id = await connection_rows.add(connection, new, parted)
        return _saved(await connection_rows.row(connection, connection_id), note, 201)


async def _change(request: Request, connection_id: int) -> Response:
    changed = await bodies.read(request, ChangedConnection, RULES, hidden=HIDDEN)
    parted = note = None
    if changed.is_of_settings:
        async with reading(request) as connection:
            stored = await connection_rows.settings(connection, connection_id)
            given = Settings(
                changed.protocol or stored.protocol,
                stored.config if changed.config is None else changed.config,
                changed.secrets,
                changed.ingester or stored.ingester,
            )
            about = await connection_rows.known(connection, given.protocol, given.ingester)
        parted = given.parted(about.secret_names)
        note = await _checked(request, about, Probe("check", parted, connection_id))
    async with writing(request) as connection:
        await connection_rows.change(connection, connection_id, changed, parted)
        return _saved(await connection_rows.row(connection, connection_id), note, 200)


async def _checked(request: Request, about: Known, probe: Probe) -> str | None:
    """Have the ingester check settings that are about to be saved. Returns what is to be said
    where nobody could; raises UserError where they are wrong."""
    ingester = probe.settings.ingester
    connection_rows.refuse_unknown_protocol(probe.settings.protocol, about)
    silence: RefusedError = SilentIngesterError(ingester)
    if about.is_ingester_alive:
        try:
            await ask(request, probe)
        except RefusedError as error:
            if error.status != UNAVAILABLE:
                raise
            silence = error  # it has just gone, or does not answer
        else:
            return None
    return f"Nobody has checked these settings. {silence.message} {silence.hint}"


def _saved(row: dict[str, Any], note: str | None, status: int) -> Response:
    return json_answer(row if note is None else {**row, "note": note}, status)


routes = [
    Route("/api/connectors", connectors),
    Route("/api/connections", connections, methods=["GET", "POST"]),
    Route(ONE, one_connection, methods=["GET", "PUT", "DELETE"]),
    Route(f"{ONE}/reload", reload, methods=["POST"]),
    Route(f"{ONE}/dead-letters", dead_letters),
    Route(f"{ONE}/findings", findings),
]
