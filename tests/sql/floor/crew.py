"""Words the tests of work orders are written in: who works on the floor, and what they do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.support import Floor, first_row, minute, stand

STATUSES = ("open", "assigned", "in_progress", "on_hold", "done", "verified", "cancelled")
LEGAL = {
    "open": ("assigned", "in_progress", "cancelled"),
    "assigned": ("in_progress", "open", "cancelled"),
    "in_progress": ("done", "on_hold", "assigned", "cancelled"),
    "on_hold": ("in_progress", "done", "cancelled"),
    "done": ("verified", "in_progress"),
    "verified": (),
    "cancelled": (),
}
# how an order comes to a status
WAYS: dict[str, tuple[str, ...]] = {
    "open": (),
    "assigned": ("assigned",),
    "in_progress": ("in_progress",),
    "on_hold": ("in_progress", "on_hold"),
    "done": ("in_progress", "done"),
    "verified": ("in_progress", "done", "verified"),
    "cancelled": ("cancelled",),
}
PEOPLE = {
    "Ana": "maintenance",
    "Ben": "maintenance",
    "Olga": "operator",
    "Sam": "supervisor",
    "Vic": "viewer",
}


async def crew(connection: Connection) -> Floor:
    """The usual floor with a crew; Ana, Ben and Sam are employees. Eve works on a line Body."""
    floor = await stand(connection)
    await stand(connection, plant="Other plant", line="Body", machines=["Robot"])
    for name, role in PEOPLE.items():
        await add_person(connection, name, role, is_employee=name in ("Ana", "Ben", "Sam"))
    await add_person(connection, "Eve", "supervisor", line="Body", is_employee=True)
    return floor


async def employee(connection: Connection, name: str) -> int:
    """Key of an employee."""
    found: int = await connection.fetchval(
        "select employee_id from floor.employees where employee_name = $1", name
    )
    return found


async def add_order(
    connection: Connection, machine_id: int, title: str = "Leak", **columns: Any
) -> int:
    """Number of a new order."""
    names = ["machine_id", "title", *columns]
    values = [machine_id, title, *columns.values()]
    marks = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    number: int = await connection.fetchval(
        f"insert into floor.work_orders ({', '.join(names)}) values ({marks})"
        " returning work_order_id",
        *values,
    )
    return number


async def change(connection: Connection, number: int, **columns: Any) -> None:
    """Set columns of an order."""
    sets = ", ".join(f"{name} = ${place}" for place, name in enumerate(columns, 2))
    await connection.execute(
        f"update floor.work_orders set {sets} where work_order_id = $1", number, *columns.values()
    )


async def step(connection: Connection, number: int, to: str, **columns: Any) -> None:
    """Take a step with a note of its own, and an assignee (Ana) where one may be missing."""
    if to not in ("open", "cancelled") and "assignee_id" not in columns:
        order = await read(connection, number)
        if order["assignee_id"] is None:
            columns["assignee_id"] = await employee(connection, "Ana")
    await change(connection, number, status=to, **{"status_note": f"to {to}", **columns})


async def order_in(connection: Connection, machine_id: int, status: str) -> int:
    """Number of a new order that came to that status."""
    number = await add_order(connection, machine_id)
    for to in WAYS[status]:
        await step(connection, number, to)
    return number


async def read(connection: Connection, number: int) -> asyncpg.Record:
    """The row of an order."""
    return await first_row(
        connection, "select * from floor.work_orders where work_order_id = $1", number
    )


async def steps_of(connection: Connection, number: int) -> list[tuple[Any, ...]]:
    """From, to, assignee and note of each step of an order."""
    rows = await connection.fetch(
        "select from_status, to_status, employee_name, note from floor.work_order_steps"
        " left join floor.employees on work_order_steps.assignee_id = employees.employee_id"
        " where work_order_id = $1 order by step_no",
        number,
    )
    return [tuple(row) for row in rows]


async def labour_of(connection: Connection, number: int) -> list[tuple[str, bool]]:
    """Who worked on an order, and whether they still do."""
    rows = await connection.fetch(
        "select employee_name, ended_at is null from floor.work_order_labour"
        " inner join floor.employees using (employee_id)"
        " where work_order_id = $1 order by started_at, labour_id",
        number,
    )
    return [(row[0], row[1]) for row in rows]


@asynccontextmanager
async def acting(connection: Connection, name: str) -> AsyncIterator[None]:
    """Within, that person acts, as on the pages; afterwards nobody in particular again. An error
    needs no such end: what was tried is rolled back with all that was set."""
    await act_as(connection, name)
    yield
    await connection.execute(
        "select set_config('role', 'none', true), set_config('floor.person', '', true),"
        " set_config('floor.program', '', true)"
    )


async def stop(
    connection: Connection, machine_id: int, begin: float, end: float | None = None
) -> None:
    """The machine is down from so many minutes after the start to so many, or for good."""
    for at, status in ((begin - 60, "operational"), (begin, "down"), (end, "operational")):
        if at is not None:
            await connection.execute(
                "insert into floor.status_events (machine_id, at, status) values ($1, $2, $3)"
                " on conflict (machine_id, at) do update set status = excluded.status",
                machine_id,
                minute(at),
                status,
            )
