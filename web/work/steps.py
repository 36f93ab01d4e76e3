"""Take an order, and take it from step to step. Which steps are legal is said by the database."""

from __future__ import annotations

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
from web.api.answers import RefusedError, refusing
from web.work import order_rows
from web.work.conflicts import ConflictError, conflict
from web.work.guarded import guarded
from web.work.models import Take, WantedStep
from web.work.texts import RULES

BY_SOMEBODY = ("assigned", "in_progress")
_TAKE = "select floor.take_work_order($1, $2)"


@refusing
async def take(request: Request) -> Response:
    """Make it the order of whoever asks, and begin. Again, nothing happens."""
    api_params.refuse_unknown(request.query_params, ())
    wish = await bodies.read(request, Take, RULES)

    async def write(connection: Connection) -> dict[str, Any]:
        place = await order_rows.allowed(request, connection, "work.do")
        try:
            with guarded():
                async with connection.transaction():  # after a refusal, more is asked
                    await connection.execute(_TAKE, place["work_order_id"], wish.start)
        except RefusedError as error:
            raise await _named(connection, error, place["work_order_id"]) from None
        return await order_rows.detail(connection, place["work_order_id"])

    return await submissions.once(request, wish.model_dump(mode="json"), write)


@refusing
async def step(request: Request) -> Response:
    """Take it one step on."""
    api_params.refuse_unknown(request.query_params, ())
    wish = await bodies.read(request, WantedStep, RULES)

    async def write(connection: Connection) -> dict[str, Any]:
        place = await order_rows.allowed(request, connection, "work.report")
        work_order_id = place["work_order_id"]
        employee_id = wish.assignee_id
        if employee_id is None and place["assignee_id"] is None and wish.to in BY_SOMEBODY:
            employee_id = auth.asking(request).employee_id  # nobody has it: so whoever begins
        with guarded(wish):
            version = await connection.fetchval(
                query("work_step"), work_order_id, wish.to, wish.note, employee_id, wish.version
            )
        if version is None:
            place = await order_rows.seen(connection, work_order_id)
            if wish.version not in (None, place["version"]):
                raise await conflict(connection, work_order_id, wish.version)
            raise _there(place)
        return await order_rows.detail(connection, work_order_id)

    try:
        content = wish.model_dump(mode="json", exclude_unset=True)
        return await submissions.once(request, content, write)
    except ConflictError as error:
        return error.answer()


async def _named(connection: Connection, error: RefusedError, work_order_id: int) -> RefusedError:
    """The refusal, with the name of who has the order."""
    if error.status != 409 or error.field != "assignee_id":
        return error
    place = await order_rows.seen(connection, work_order_id)
    return RefusedError(
        error.message, hint=error.hint, field=error.field, value=place["assignee"], status=409
    )


def _there(place: asyncpg.Record) -> RefusedError:
    status = place["status"].replace("_", " ")
    return RefusedError(
        f"The order is {status} already.",
        hint="Look at it again: somebody may have been faster.",
        field="to",
        value=place["status"],
        status=409,
    )


routes = [
    Route(f"{order_rows.ONE}/take", take, methods=["POST"]),
    Route(f"{order_rows.ONE}/steps", step, methods=["POST"]),
]
