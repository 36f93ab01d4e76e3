"""A past for the people of the simulated floor: orders about stops that were, and services.

They go through the same tables and guards as everything else, many at once: step by step, as
each person. A second call adds nothing, and neither does one on a floor that has orders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from database.connect import Connection
from database.queries import query
from simulator.past_orders import (
    Free,
    PastOrder,
    PastPlan,
    PastStop,
    Technician,
    about_stops,
    services,
)
from simulator.rows import write_rows
from simulator.set_up import PROGRAM, set_up
from simulator.work import ADDRESSES

SHORTEST_STOP = timedelta(minutes=8)
ORDERS_A_DAY = 0.6  # of a machine: some five hundred in a month of the demo floor
MOST_ORDERS = 1_000
MIDDLE = 0.8  # of the work is behind when a part is used

Numbered = tuple[int, PastOrder]


async def fill_work(
    connection: Connection,
    machine_ids: Sequence[int],
    since: datetime,
    until: datetime,
    seed: int,
) -> int:
    """Write the work of a period on these machines. Returns the number of orders."""
    if not machine_ids or await connection.fetchval(query("simulator_has_orders")):
        return 0
    await set_up(connection, machine_ids, until)
    orders = await _made_up(connection, list(machine_ids), since, until, seed)
    for batch in _batches(orders):
        async with connection.transaction():
            await connection.execute(query("simulator_past_begin"))
            await _write(connection, batch)
    return len(orders)


async def _made_up(
    connection: Connection,
    machine_ids: list[int],
    since: datetime,
    until: datetime,
    seed: int,
) -> list[PastOrder]:
    crew: dict[int, list[Technician]] = defaultdict(list)
    for row in await connection.fetch(query("simulator_technicians"), ADDRESSES):
        crew[row["line_id"]].append(Technician(*row))
    days = (until - since) / timedelta(days=1)
    most = min(MOST_ORDERS, round(len(machine_ids) * days * ORDERS_A_DAY))
    stops = await connection.fetch(
        query("simulator_past_stops"), machine_ids, since, until, SHORTEST_STOP, most, seed
    )
    plans = await connection.fetch(query("simulator_past_plans"), machine_ids)
    free: Free = {}
    orders = about_stops((PastStop(*row) for row in stops), crew, free, until, seed)
    for row in plans:
        orders += services(PastPlan(*row), crew, since, until, seed)
    return orders


def _batches(orders: Sequence[PastOrder]) -> Iterator[list[PastOrder]]:
    """Orders that can be open at once: of a plan, one after the other."""
    batches: list[list[PastOrder]] = []
    seen: dict[int, int] = defaultdict(int)
    for order in orders:
        place = 0
        if order.plan_id is not None:
            place = seen[order.plan_id]
            seen[order.plan_id] += 1
        while len(batches) <= place:
            batches.append([])
        batches[place].append(order)
    return iter(batches)


async def _write(connection: Connection, orders: Sequence[PastOrder]) -> None:
    """All steps of many orders, one step of all after the other."""
    await _act_as(connection, "")
    columns = [list(column) for column in zip(*(order[:9] for order in orders), strict=True)]
    rows = await connection.fetch(query("simulator_past_orders"), *columns)
    numbered = [(row["work_order_id"], order) for row, order in zip(rows, orders, strict=True)]
    for status in ("assigned", "in_progress", "on_hold"):
        await _step(connection, numbered, status)
    await _step(connection, numbered, "in_progress", place=1)
    await _act_as(connection, "")
    await write_rows(connection, "simulator_past_tasks", list(_tasks(numbered)))
    await write_rows(connection, "simulator_past_parts", list(_parts(numbered)))
    await write_rows(connection, "simulator_past_comments", list(_comments(numbered)))
    await _step(connection, numbered, "done")
    await _act_as(connection, "")
    await connection.execute(query("simulator_past_labour"), [number for number, _ in numbered])
    await _step(connection, numbered, "verified")


async def _act_as(connection: Connection, email: str) -> None:
    await connection.execute(query("simulator_act_as"), email, PROGRAM)


async def _step(
    connection: Connection, numbered: Sequence[Numbered], status: str, place: int = 0
) -> None:
    """The first (or next) step to a status of all orders that take it, person by person."""
    by_person: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for number, order in numbered:
        steps = [step for step in order.steps if step.status == status]
        for step in steps[place : place + 1]:
            row = (number, step.at, step.note, order.technician.employee_id)
            by_person[step.by].append(row)
    for email, rows in by_person.items():
        columns = [list(column) for column in zip(*rows, strict=True)]
        await _act_as(connection, email)
        await connection.execute(query("simulator_past_steps"), status, *columns)


def _tasks(numbered: Sequence[Numbered]) -> Iterator[tuple[Any, ...]]:
    for number, order in numbered:
        lasted = order.done_at - order.begun_at
        for place, title in enumerate(order.tasks, 1):
            at = order.begun_at + lasted * place / (len(order.tasks) + 1)
            yield number, place, title, at, order.technician.email


def _parts(numbered: Sequence[Numbered]) -> Iterator[tuple[Any, ...]]:
    for number, order in numbered:
        if order.part is not None:
            at = order.begun_at + (order.done_at - order.begun_at) * MIDDLE
            yield number, *order.part, at, order.technician.email


def _comments(numbered: Sequence[Numbered]) -> Iterator[tuple[Any, ...]]:
    for number, order in numbered:
        if order.comment is not None:
            yield number, order.comment, order.done_at, order.technician.email
