"""Words of the tests of work orders: to open one, to read an answer, to read a refusal."""

from __future__ import annotations

from typing import Any

import httpx

from database.connect import Connection
from web.api.models import Problem
from web.work.answers import WorkOrderDetail

ALL = "/api/work-orders"


async def open_order(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    """A new order on M1."""
    answer = await client.post(ALL, json={"machine": "M1", "title": "Oil leaks", **fields})
    return detail(answer, 201)


def one(order: dict[str, Any], more: str = "") -> str:
    """The address of an order, or of something of it."""
    return f"{ALL}/{order['work_order_id']}{more}"


def detail(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    """The order an answer tells in full, held to its model."""
    assert answer.status_code == status, answer.text
    WorkOrderDetail.model_validate_json(answer.content)
    found: dict[str, Any] = answer.json()
    return found


def refused(answer: httpx.Response, status: int, field: str | None) -> Problem:
    """What is wrong, in the one form all refusals have."""
    assert answer.status_code == status, answer.text
    problem = Problem.model_validate_json(answer.content)
    assert problem.field == field, answer.text
    assert problem.hint, answer.text
    return problem


async def employee_id(connection: Connection, name: str) -> int:
    """Key of an employee."""
    found: int = await connection.fetchval(
        "select employee_id from floor.employees where employee_name = $1", name
    )
    return found
