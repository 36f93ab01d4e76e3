"""Work orders as rows: found for whoever asks, and told in full. A caller holds the transaction."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
from starlette.requests import Request

import auth
from database.connect import Connection
from database.queries import query
from web.api.answers import RefusedError
from web.work.texts import LARGEST_ID

ONE = "/api/work-orders/{work_order_id:int}"


def number(request: Request) -> int:
    """The number of the order in the address."""
    found: int = request.path_params["work_order_id"]
    return found


async def seen(connection: Connection, work_order_id: int) -> asyncpg.Record:
    """Where an order stands. Raises RefusedError where there is none that may be seen."""
    found = None
    if work_order_id <= LARGEST_ID:
        found = await connection.fetchrow(query("work_place"), work_order_id)
    if found is None:
        raise gone(work_order_id)
    return found


async def allowed(request: Request, connection: Connection, action: str) -> asyncpg.Record:
    """The order in the address, on a line where whoever asks may do that. Raises RefusedError
    where there is none, NotAllowedError where they may not."""
    place = await seen(connection, number(request))
    auth.require(request, action, place["line_name"])
    return place


async def detail(connection: Connection, work_order_id: int) -> dict[str, Any]:
    """All of an order. Raises RefusedError where there is none that may be seen."""
    found = None
    if work_order_id <= LARGEST_ID:
        found = await connection.fetchval(query("work_detail"), work_order_id)
    if found is None:
        raise gone(work_order_id)
    one: dict[str, Any] = json.loads(found)
    return one


def gone(work_order_id: int) -> RefusedError:
    """The error of an order there is not, or that may not be seen."""
    return RefusedError(
        f"There is no work order {work_order_id}.",
        hint="GET /api/work-orders lists those you may see.",
        field="work_order_id",
        value=work_order_id,
        status=404,
    )


def own_employee(request: Request) -> int:
    """The employee that whoever asks is. Raises RefusedError where they are none."""
    who = auth.asking(request)
    if who.employee_id is None:
        raise RefusedError(
            f"{who.name} is no employee, and work is done by employees.",
            hint="Have an employee added who logs in as you (POST /api/employees with your email), "
            "or say which employee.",
            field="employee_id",
            value=who.email,
        )
    return who.employee_id
