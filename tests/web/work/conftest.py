"""People at work on a floor of two machines, with a browser each."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

import httpx
import pytest

from database.connect import Connection
from tests.people import add_person, session_of
from tests.realtime.running import RunningServer

As: TypeAlias = Callable[..., Awaitable[httpx.AsyncClient]]
# orders stay, as a rule: no trigger is asked. Numbers go on: the audit remembers them.
EMPTY = (
    "set local session_replication_role = replica;"
    " truncate floor.work_orders, floor.part_moves, floor.parts, floor.work_order_rules,"
    " floor.maintenance_plans, floor.submissions cascade"
)


@pytest.fixture(autouse=True)
async def empty(floor: Connection) -> None:
    """No orders yet."""
    await floor.execute(EMPTY)


@pytest.fixture
async def acting(served: RunningServer, floor: Connection) -> AsyncIterator[As]:
    """Makes the browser of somebody: ``await acting("Ana", "maintenance")``, an employee."""
    async with contextlib.AsyncExitStack() as stack:

        async def of(name: str, role: str, *, is_employee: bool = True, **place: Any) -> Any:
            person_id = await add_person(floor, name, role, is_employee=is_employee, **place)
            cookies = await session_of(floor, person_id)
            return await stack.enter_async_context(
                httpx.AsyncClient(base_url=served.http, timeout=30, cookies=cookies)
            )

        yield of


@pytest.fixture
async def ana(acting: As) -> httpx.AsyncClient:
    """A technician."""
    return await acting("Ana", "maintenance")


@pytest.fixture
async def ben(acting: As) -> httpx.AsyncClient:
    """Another technician."""
    return await acting("Ben", "maintenance")


@pytest.fixture
async def sue(acting: As) -> httpx.AsyncClient:
    """A supervisor, who is no employee."""
    return await acting("Sue", "supervisor", is_employee=False)


@pytest.fixture
async def olaf(acting: As) -> httpx.AsyncClient:
    """An operator, who is no employee."""
    return await acting("Olaf", "operator", is_employee=False)
