"""People and work orders for the browser tests of work orders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page

from tests.browser.conftest import Floor
from tests.people import add_person, session_of

FRESH = "truncate floor.work_orders restart identity cascade;"
ADD = (
    "insert into floor.work_orders (machine_id, title, priority, due_at, stopped_at)"
    " select machine_id, $2, $3, now() + $4::interval, $5 from floor.machines"
    " where short_name = $1 returning work_order_id"
)


async def add_order(floor: Floor, short_name: str, title: str, **more: Any) -> int:
    """Number of a new order on that machine."""
    number: int = await floor.connection.fetchval(
        ADD,
        short_name,
        title,
        more.get("priority", "normal"),
        more.get("due_in"),
        more.get("stopped_at"),
    )
    return number


async def logged_in(
    floor: Floor, name: str, role: str, *, is_employee: bool = False
) -> Callable[[Page], Awaitable[None]]:
    """What prepares a page to be that person's."""
    person = await add_person(floor.connection, name, role, is_employee=is_employee)
    cookies = await session_of(floor.connection, person)

    async def prepare(page: Page) -> None:
        await page.context.add_cookies(
            [{"name": key, "value": value, "url": floor.http} for key, value in cookies.items()]
        )

    return prepare
