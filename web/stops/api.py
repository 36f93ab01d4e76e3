"""/api/stops: listed, explained, split, merged and moved in time; each edit exactly once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

import auth
from database.connect import Connection
from database.queries import query
from errors import UserError
from web.api import bodies, submissions
from web.api import params as api_params
from web.api.answers import Handler, json_answer, refusing
from web.api.database import reading
from web.api.database_refusals import as_refusals
from web.stops import models, rows
from web.stops.models import in_zone
from web.stops.rows import Machine

PARAMETERS = ("machine", "line", "hours", "unexplained")
DEFAULT_HOURS, MOST_HOURS = 24, 720
BOOLEANS = {"true": True, "1": True, "false": False, "0": False, "": False}

Body = TypeVar("Body", bound=models.Edit)
# an edit of a stop of that machine; an instant of the stop as it is afterwards
Write = Callable[[Connection, Machine, Body], Awaitable[datetime]]


@refusing
async def stops(request: Request) -> Response:
    """The stops of a period."""
    auth.require(request, auth.SEE)
    params = request.query_params
    api_params.refuse_unknown(params, PARAMETERS)
    from_at = datetime.now(UTC) - timedelta(hours=hours(params))
    only_owing = is_unexplained(params)
    async with reading(request) as connection:
        line = await api_params.line(connection, params)
        machine = await api_params.machine(connection, params)
        found = await rows.listed(
            connection,
            machine["machine_id"] if machine else None,
            line["line_name"] if line else None,
            from_at,
            only_owing=only_owing,
        )
    listed = [models.Stop.model_validate(row) for row in found]
    return json_answer({"stops": listed, "total": found[0]["total"] if found else 0})


def hours(params: QueryParams) -> int:
    """How far back to look. Raises UserError naming what is possible."""
    text = params.get("hours", str(DEFAULT_HOURS))
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    if not 1 <= number <= MOST_HOURS:
        raise UserError(
            f"hours={text[:20]} is not a number of hours.",
            hint=f"Give a whole number from 1 to {MOST_HOURS}.",
            field="hours",
            value=text[:20],
        )
    return number


def is_unexplained(params: QueryParams) -> bool:
    """Whether only stops that owe a reason are asked for. Raises UserError."""
    text = params.get("unexplained", "")
    if text.lower() not in BOOLEANS:
        raise UserError(
            f"unexplained={text[:20]} is neither true nor false.",
            hint="Give true for the stops that owe a reason, or leave it out.",
            field="unexplained",
            value=text[:20],
        )
    return BOOLEANS[text.lower()]


async def explain(connection: Connection, machine: Machine, body: models.ReasonGiven) -> datetime:
    """All of the stop has one reason."""
    at = in_zone(body.started_at, machine.zone)
    reason_id = await rows.reason_id(connection, body.reason)
    await connection.execute(query("stops_explain"), machine.machine_id, at, reason_id)
    return at


async def split(connection: Connection, machine: Machine, body: models.Split) -> datetime:
    """Another reason from an instant on; the first one is given along where there is none."""
    at, split_at = (in_zone(one, machine.zone) for one in (body.started_at, body.at))
    reason_id = await rows.reason_id(connection, body.reason)
    before_id = await rows.reason_id(connection, body.reason_before, "reason_before")
    if before_id is not None:
        await connection.execute(query("stops_explain"), machine.machine_id, at, before_id)
    await connection.execute(query("stops_split"), machine.machine_id, at, split_at, reason_id)
    return at


async def merge(connection: Connection, machine: Machine, body: models.Merge) -> datetime:
    """Two stops, or two parts of one, are one."""
    at, other_at = (in_zone(one, machine.zone) for one in (body.started_at, body.other_started_at))
    await connection.execute(query("stops_merge"), machine.machine_id, at, other_at)
    return at


async def retime(connection: Connection, machine: Machine, body: models.Retime) -> datetime:
    """The stop began or ended at another time."""
    at = in_zone(body.started_at, machine.zone)
    begin, end = (
        None if one is None else in_zone(one, machine.zone)
        for one in (body.new_started_at, body.new_ended_at)
    )
    before = await rows.one(connection, machine.machine_id, at)
    await connection.execute(query("stops_retime"), machine.machine_id, at, begin, end)
    return begin or before["started_at"]


def edit(model: type[Body], write: Write[Body]) -> Handler:
    """The handler of an edit: checked, written once, and answered with the stop as it is now."""

    @refusing
    async def handler(request: Request) -> Response:
        auth.require(request, rows.EXPLAIN)
        api_params.refuse_unknown(request.query_params, ())
        body = await bodies.read(request, model, models.RULES)

        async def once(connection: Connection) -> dict[str, Any]:
            machine = await rows.machine(request, connection, body.machine)
            with as_refusals():
                at = await write(connection, machine, body)
            stop = await rows.one(connection, machine.machine_id, at)
            return {"stop": models.Stop.model_validate(stop).model_dump(mode="json")}

        content = body.model_dump(mode="json")
        return await submissions.once(request, content, once)

    return handler


routes: list[BaseRoute] = [
    Route("/api/stops", stops),
    Route("/api/stops/reason", edit(models.ReasonGiven, explain), methods=["POST"]),
    Route("/api/stops/split", edit(models.Split, split), methods=["POST"]),
    Route("/api/stops/merge", edit(models.Merge, merge), methods=["POST"]),
    Route("/api/stops/retime", edit(models.Retime, retime), methods=["POST"]),
]
