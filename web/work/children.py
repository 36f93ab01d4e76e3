"""What belongs to an order: comments, the checklist, parts it used, and who worked on it.

Each is written for itself, and answered with the order in full.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import asyncpg
from pydantic import BaseModel
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
from web.work.guarded import guarded
from web.work.models import ChangedTask, Labour, NewComment, NewTask, UsedPart
from web.work.texts import LARGEST_ID, RULES

MOST_TASKS = 200
QUANTITY_STEP = Decimal("0.000001")
_COMMENT = "insert into floor.work_order_comments (work_order_id, body) values ($1, $2)"
_DELETE_TASK = (
    "delete from floor.work_order_tasks where work_order_id = $1 and task_id = $2 returning task_id"
)
_USE = (
    "insert into floor.part_moves (work_order_id, part_id, quantity, note) values ($1, $2, $3, $4)"
)
_BEGIN = "insert into floor.work_order_labour (work_order_id, employee_id) values ($1, $2)"
_TASKS = "select count(*) from floor.work_order_tasks where work_order_id = $1"
_EMPLOYEE = "select employee_name from floor.employees where employee_id = $1"


@refusing
async def comments(request: Request) -> Response:
    """Say something about it."""
    new = await _body(request, NewComment)

    async def write(connection: Connection, place: asyncpg.Record) -> None:
        await connection.execute(_COMMENT, place["work_order_id"], new.body)

    return await _written(request, "work.report", new, write, 201)


@refusing
async def tasks(request: Request) -> Response:
    """One more thing to do."""
    new = await _body(request, NewTask)

    async def write(connection: Connection, place: asyncpg.Record) -> None:
        if await connection.fetchval(_TASKS, place["work_order_id"]) >= MOST_TASKS:
            raise RefusedError(
                f"The order has {MOST_TASKS} things to do.",
                hint="Open another order for the rest.",
                field="title",
                status=409,
            )
        await connection.execute(query("work_add_tasks"), place["work_order_id"], [new.title])

    return await _written(request, "work.report", new, write, 201)


@refusing
async def task(request: Request) -> Response:
    """Change or tick off a thing to do, or delete it, whichever the method says."""
    api_params.refuse_unknown(request.query_params, ())
    task_id = request.path_params["task_id"]
    changed = None
    if request.method == "PATCH":
        changed = await bodies.read(request, ChangedTask, RULES)

    async def write(connection: Connection, place: asyncpg.Record) -> None:
        found, order_id = None, place["work_order_id"]
        if task_id <= LARGEST_ID and changed is not None:
            found = await connection.fetchval(
                query("work_change_task"), order_id, task_id, changed.title, changed.is_done
            )
        elif task_id <= LARGEST_ID:
            found = await connection.fetchval(_DELETE_TASK, order_id, task_id)
        if found is None:
            raise gone("task", task_id)

    return await _written(request, "work.do", changed, write)


@refusing
async def parts(request: Request) -> Response:
    """Take parts from stock for it, or give them back."""
    used = await _body(request, UsedPart)
    quantity = moved(used.quantity)

    async def write(connection: Connection, place: asyncpg.Record) -> None:
        await connection.execute(_USE, place["work_order_id"], used.part_id, -quantity, used.note)

    return await _written(request, "work.do", used, write, 201)


@refusing
async def labour(request: Request) -> Response:
    """Begin somebody's work on it. Whoever is at it stays at it."""
    wish = await _body(request, Labour)

    async def write(connection: Connection, place: asyncpg.Record) -> None:
        employee_id = _worker(request, wish, place)
        await connection.execute(_BEGIN, place["work_order_id"], employee_id)

    return await _written(request, "work.do", wish, write, 201)


@refusing
async def labour_stop(request: Request) -> Response:
    """End somebody's work on it."""
    wish = await _body(request, Labour)

    async def write(connection: Connection, place: asyncpg.Record) -> None:
        employee_id = _worker(request, wish, place)
        ended = await connection.fetchval(
            query("work_end_labour"), place["work_order_id"], employee_id
        )
        if ended is None:
            name = await connection.fetchval(_EMPLOYEE, employee_id)
            raise RefusedError(
                f"{name or 'Nobody of that key'} is not at work on this order.",
                hint="POST …/labour begins it.",
                field="employee_id",
                value=employee_id,
                status=409,
            )

    return await _written(request, "work.do", wish, write)


def moved(quantity: float) -> Decimal:
    """A quantity as it is stored. Raises RefusedError for nothing at all."""
    exact = Decimal(repr(quantity)).quantize(QUANTITY_STEP)
    if not exact:
        what, hint = RULES["quantity"]
        raise RefusedError(
            f"quantity={quantity:g} is not {what}.", hint=hint, field="quantity", value=quantity
        )
    return exact


def gone(kind: str, key: int) -> RefusedError:
    """The error of something an order has not, or no longer."""
    return RefusedError(
        f"The order has no {kind} {key}.",
        hint="It may have been deleted meanwhile: load the order again.",
        field=f"{kind}_id",
        value=key,
        status=404,
    )


def _worker(request: Request, wish: Labour, place: asyncpg.Record) -> int:
    """Whose work it is. Somebody else's is written down by whoever plans."""
    if wish.employee_id in (None, auth.asking(request).employee_id):
        return order_rows.own_employee(request)
    auth.require(request, "work.plan", place["line_name"])
    return wish.employee_id


async def _body(request: Request, model: type[bodies.Model]) -> bodies.Model:
    api_params.refuse_unknown(request.query_params, ())
    return await bodies.read(request, model, RULES)


async def _written(
    request: Request,
    action: str,
    body: BaseModel | None,
    write: Callable[[Connection, asyncpg.Record], Awaitable[None]],
    status: int = 200,
) -> Response:
    """Write where whoever asks may do that, once, and answer with the order."""

    async def all_of_it(connection: Connection) -> dict[str, Any]:
        place = await order_rows.allowed(request, connection, action)
        with guarded(body):
            await write(connection, place)
        return await order_rows.detail(connection, place["work_order_id"])

    content = None if body is None else body.model_dump(mode="json", exclude_unset=True)
    return await submissions.once(request, content, all_of_it, status)


routes = [
    Route(f"{order_rows.ONE}/comments", comments, methods=["POST"]),
    Route(f"{order_rows.ONE}/tasks", tasks, methods=["POST"]),
    Route(f"{order_rows.ONE}/tasks/{{task_id:int}}", task, methods=["PATCH", "DELETE"]),
    Route(f"{order_rows.ONE}/parts", parts, methods=["POST"]),
    Route(f"{order_rows.ONE}/labour", labour, methods=["POST"]),
    Route(f"{order_rows.ONE}/labour/stop", labour_stop, methods=["POST"]),
]
