"""The life of work orders, at random: what the database keeps is what a small model expects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.sql.floor.crew import (
    LEGAL,
    STATUSES,
    acting,
    add_order,
    change,
    crew,
    employee,
    labour_of,
    read,
    steps_of,
)

PLANNERS = ("Sam", None)  # None: a program
WORKERS = ("Ana", "Ben", "Sam")
NEEDS_PLANNING = ("cancelled", "verified")
ACTION = st.tuples(
    st.sampled_from(["Ana", "Ben", "Olga", "Sam", None]),
    st.sampled_from(["step", "step", "take", "give", "edit"]),
    st.sampled_from(STATUSES),
    st.sampled_from([None, "Ana", "Ben"]),
    st.booleans(),
)
Action = tuple[str | None, str, str, str | None, bool]


@dataclass
class Model:
    """One order, as it should be."""

    status: str = "open"
    assignee: str | None = None
    title: str = "Leak"
    version: int = 1
    steps: list[tuple[str | None, str, str | None]] = field(
        default_factory=lambda: [(None, "open", None)]
    )
    at_work: set[str] = field(default_factory=set)

    def allows(self, action: Action) -> bool:
        """Whether it may be done; what changes nothing always may."""
        who, kind, to, whom, has_note = action
        if kind == "edit":
            return who in PLANNERS and self.status not in ("done", "verified", "cancelled")
        to, whom = self.wanted(action)
        if (to, whom) == (self.status, self.assignee):
            return True
        if to != self.status:
            if to not in LEGAL[self.status] or (to in ("on_hold", "cancelled") and not has_note):
                return False
            is_planned = to in NEEDS_PLANNING or self.status == "done"
            if who not in PLANNERS and (is_planned or who == "Olga"):
                return False
        elif self.status in ("done", "verified", "cancelled"):
            return False
        if whom is None and to not in ("open", "cancelled"):
            return False
        if whom != self.assignee and who not in PLANNERS:
            takes = self.assignee is None and whom == who
            gives_back = self.assignee == who and whom is None
            return who in WORKERS and (takes or gives_back)
        return True

    def wanted(self, action: Action) -> tuple[str, str | None]:
        """Status and assignee that an action asks for."""
        _, kind, to, whom, _ = action
        if kind == "step":
            return to, None if to == "open" and self.status != "open" else self.assignee
        if self.status == "open" and whom is not None:
            return "assigned", whom
        if self.status == "assigned" and whom is None:
            return "open", None
        return self.status, whom

    def do(self, action: Action) -> None:
        """Do it."""
        who, kind, _, _, _ = action
        if kind == "edit":
            self.title += "!"
            self.version += 1
            return
        to, whom = self.wanted(action)
        if (to, whom) == (self.status, self.assignee):
            return
        self.version += 1
        self.steps.append((self.status, to, whom))
        if to != self.status:
            worker = who if who in WORKERS else whom
            is_sent_back = self.status == "done" and who != whom
            self.at_work = {str(worker)} if to == "in_progress" and not is_sent_back else set()
        self.status, self.assignee = to, whom


async def _do(connection: Connection, number: int, model: Model, action: Action) -> None:
    who, kind, to, whom, has_note = action
    columns: dict[str, Any] = {"assignee_id": await employee(connection, whom) if whom else None}
    if kind == "step":
        columns = {"status": to}
        if to != model.status:
            columns["status_note"] = f"because {model.version}" if has_note else ""
    elif kind == "edit":
        columns = {"title": model.title + "!"}
    if who is None:
        await change(connection, number, **columns)
    else:
        async with acting(connection, who):
            await change(connection, number, **columns)


async def _check(connection: Connection, number: int, model: Model) -> None:
    order = await read(connection, number)
    assert (order["status"], order["title"], order["version"]) == (
        model.status,
        model.title,
        model.version,
    )
    assert [step[:3] for step in await steps_of(connection, number)] == model.steps
    at_work = {name for name, is_open in await labour_of(connection, number) if is_open}
    assert at_work == model.at_work
    work = await connection.fetchval(
        "select open_work_orders from floor.machine_live where machine_name = 'Press_1'"
    )
    assert work == (model.status in ("open", "assigned", "in_progress", "on_hold"))
    times = ("opened_at", "started_at", "done_at", "verified_at")
    passed = [order[name] for name in times if order[name] is not None]
    assert order["status_at"] >= max(passed)
    assert (order["verified_at"] is not None) == (model.status == "verified")
    assert (order["cancelled_at"] is not None) == (model.status == "cancelled")


@asynccontextmanager
async def _undone(connection: Connection) -> AsyncIterator[None]:
    """What is done within is undone in the end, whatever happens."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


async def _refusal(
    connection: Connection, number: int, model: Model, action: Action
) -> asyncpg.PostgresError | None:
    try:
        async with connection.transaction():
            await _do(connection, number, model, action)
    except asyncpg.PostgresError as error:
        return error
    return None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(ACTION, max_size=12))
async def test_an_order_lives_as_the_model_says(
    connection: Connection, actions: list[Action]
) -> None:
    async with _undone(connection):
        floor = await crew(connection)
        number = await add_order(connection, floor.ids[0])
        model = Model()
        for action in actions:
            refusal = await _refusal(connection, number, model, action)
            assert (refusal is None) == model.allows(action), (action, model, refusal)
            if refusal is None:
                model.do(action)
            await _check(connection, number, model)
