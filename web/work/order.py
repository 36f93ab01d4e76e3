"""/api/work-orders/{id}: one order, read and changed. Nobody overwrites what they did not see."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from database.connect import Connection
from database.queries import query
from web.api import bodies, submissions
from web.api import params as api_params
from web.api.answers import json_answer, refusing
from web.api.database import reading
from web.work import order_rows
from web.work.conflicts import ConflictError, conflict
from web.work.guarded import guarded
from web.work.models import ChangedOrder
from web.work.texts import RULES

CAN_BE_NULL = {"due_at", "assignee_id"}


@refusing
async def order(request: Request) -> Response:
    """Read or change one, whichever the method says."""
    api_params.refuse_unknown(request.query_params, ())
    if request.method == "PATCH":
        return await _change(request)
    async with reading(request) as connection:
        return json_answer(await order_rows.detail(connection, order_rows.number(request)))


async def _change(request: Request) -> Response:
    changed = await bodies.read(request, ChangedOrder, RULES)

    async def write(connection: Connection) -> dict[str, Any]:
        place = await order_rows.allowed(request, connection, "work.report")
        work_order_id = place["work_order_id"]
        given = json.dumps(_fields(changed))
        with guarded(changed):
            version = await connection.fetchval(
                query("work_change"), work_order_id, changed.version, given
            )
        if version is None:  # nothing differs, or somebody was faster
            place = await order_rows.seen(connection, work_order_id)
            if place["version"] != changed.version:
                raise await conflict(connection, work_order_id, changed.version)
        return await order_rows.detail(connection, work_order_id)

    try:
        content = changed.model_dump(mode="json", exclude_unset=True)
        return await submissions.once(request, content, write)
    except ConflictError as error:
        return error.answer()


def _fields(changed: ChangedOrder) -> dict[str, Any]:
    """The fields that change, with what they shall hold; null only where a field can be."""
    given = changed.model_dump(mode="json", exclude_unset=True, exclude={"version"})
    return {
        name: value for name, value in given.items() if value is not None or name in CAN_BE_NULL
    }


routes = [Route(order_rows.ONE, order, methods=["GET", "PATCH"])]
