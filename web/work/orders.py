"""/api/work-orders: the orders that somebody may see, and a new one."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.connect import Connection
from database.queries import query
from web.api import bodies, submissions
from web.api import params as api_params
from web.api.answers import json_answer, refusing
from web.api.database import reading
from web.work import filters, order_rows
from web.work.guarded import guarded
from web.work.models import NewOrder
from web.work.texts import RULES


@refusing
async def orders(request: Request) -> Response:
    """List them, or open one, whichever the method says."""
    if request.method == "POST":
        return await _open(request)
    async with reading(request) as connection:
        wanted = await filters.wanted(connection, request)
        found = await connection.fetchrow(query("work_list"), *wanted)
    assert found is not None  # noqa: S101 always one row
    return json_answer({"work_orders": json.loads(found["rows_json"]), "total": found["total"]})


async def _open(request: Request) -> Response:
    api_params.refuse_unknown(request.query_params, ())
    new = await bodies.read(request, NewOrder, RULES)

    async def write(connection: Connection) -> dict[str, Any]:
        return await _add(request, connection, new)

    content = new.model_dump(mode="json", exclude_unset=True)
    return await submissions.once(request, content, write, 201)


async def _add(request: Request, connection: Connection, new: NewOrder) -> dict[str, Any]:
    machine = await _machine(request, connection, new)
    with guarded(new):
        work_order_id = await connection.fetchval(
            query("work_add"),
            machine["machine_id"],
            new.title,
            new.description,
            new.priority,
            new.kind,
            new.due_at,
            new.assignee_id,
            new.stopped_at,
        )
        if new.tasks:
            await connection.execute(query("work_add_tasks"), work_order_id, new.tasks)
    return await order_rows.detail(connection, work_order_id)


async def _machine(request: Request, connection: Connection, new: NewOrder) -> asyncpg.Record:
    """The machine. Raises UserError for one that whoever asks does not see."""
    found = await connection.fetchrow(query("api_machine"), new.machine)
    if found is None:
        raise await api_params.unknown(connection, "machine", new.machine)
    auth.require(request, "work.report", found["line_name"])
    if new.assignee_id not in (None, auth.asking(request).employee_id):
        auth.require(request, "work.plan", found["line_name"])
    return found


routes = [Route("/api/work-orders", orders, methods=["GET", "POST"])]
