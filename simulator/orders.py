"""What made-up people do next: about a work order, about a stop. Pure.

Delays depend on the seed and on what they are about, never on how often one looks. Times are
those of a demonstration: minutes where a plant takes hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random
from typing import Any, NamedTuple

from simulator.machine import random_for
from simulator.people import OPERATOR, SUPERVISOR, TECHNICIAN
from simulator.reasons import STOPS
from simulator.stores import ROUTINE_PARTS, mending

MINUTE_S = 60.0
NOTICED_S, BEGUN_S = (40.0, 180.0), (20.0, 120.0)
WORK_S, SERVICE_S = (3 * MINUTE_S, 14 * MINUTE_S), (8 * MINUTE_S, 25 * MINUTE_S)
HOLD_S, VERIFIED_S = (4 * MINUTE_S, 15 * MINUTE_S), (2 * MINUTE_S, 25 * MINUTE_S)
REPORTED_S, EXPLAINED_S = (2 * MINUTE_S, 6 * MINUTE_S), (1 * MINUTE_S, 12 * MINUTE_S)
HELD_SHARE, PART_SHARE, COMMENT_SHARE = 0.10, 0.45, 0.20
REPORTED_SHARE, OWED_SHARE = 0.12, 0.15  # of stops without order; of stops without reason
COMMENTS = ("Second time this week.", "Keep an eye on it.", "Tool is back in the cupboard.")
WAITING = "Waiting for a part."
SERVICED = "Serviced, nothing unusual."


class Order(NamedTuple):
    """A work order, as simulator_orders.sql has it."""

    work_order_id: int
    line_id: int
    kind: str
    status: str
    opened_at: datetime
    status_at: datetime
    assignee_email: str | None
    is_stop_open: bool
    reason: str | None
    task_ids: Sequence[int]
    ticked: int
    moves: int
    holds: int


class Member(NamedTuple):
    """Somebody of the crew, as simulator_crew.sql has them."""

    email: str
    role: str
    plant_id: int | None
    line_id: int | None
    is_busy: bool


class Stop(NamedTuple):
    """A stop without a reason or an order, as simulator_stops.sql has it."""

    machine_id: int
    line_id: int
    started_at: datetime
    owes_reason: bool
    has_order: bool
    is_open: bool
    detail: str | None


class Act(NamedTuple):
    """A statement of sql/queries that somebody runs."""

    email: str
    query: str
    values: tuple[Any, ...]


def acts_of(order: Order, crew: Sequence[Member], now: datetime, seed: int) -> list[Act]:
    """What is due about an order, in order; mostly nothing."""
    fate = _Fate(order, seed)
    since_s = (now - order.status_at).total_seconds()
    number = order.work_order_id
    if order.status == "open":
        technician = _free(crew, order.line_id)
        if technician is None or since_s < fate.noticed_s:
            return []
        return [Act(technician, "simulator_take_order", (number,))]
    if order.status == "done":
        boss = _someone(crew, SUPERVISOR, order.line_id)
        if boss is None or since_s < fate.verified_s:
            return []
        return [Act(boss, "simulator_step_order", (number, "done", "verified", ""))]
    if order.assignee_email is None:
        return []
    if order.status == "in_progress":
        return list(_work(order, fate, since_s))
    waits_s = fate.begun_s if order.status == "assigned" else fate.held_s
    if since_s < waits_s:
        return []
    values = (number, order.status, "in_progress", "")
    return [Act(order.assignee_email, "simulator_step_order", values)]


def acts_about(
    stop: Stop, crew: Sequence[Member], reasons: dict[str, int], now: datetime, seed: int
) -> list[Act]:
    """What an operator says about a stop: why it is, or that somebody must look at it."""
    operator = _someone(crew, OPERATOR, stop.line_id)
    random = random_for(seed, "stop", stop.machine_id, stop.started_at.timestamp())
    is_owed, is_reported = random.random() < OWED_SHARE, random.random() < REPORTED_SHARE
    explained_s, reported_s = random.uniform(*EXPLAINED_S), random.uniform(*REPORTED_S)
    lasts_s = (now - stop.started_at).total_seconds()
    reason = STOPS.get(stop.detail or "", "")
    reason_id = reasons.get(reason.lower())
    if operator is None:
        return []
    acts = []
    if stop.owes_reason and reason_id is not None and not is_owed and lasts_s >= explained_s:
        values: tuple[Any, ...] = (stop.machine_id, stop.started_at, reason_id)
        acts.append(Act(operator, "simulator_explain_stop", values))
    if stop.is_open and not stop.has_order and is_reported and lasts_s >= reported_s:
        values = (stop.machine_id, stop.started_at, mending(reason).title)
        acts.append(Act(operator, "simulator_report_stop", values))
    return acts


class _Fate:
    """How an order goes, drawn once and for all."""

    def __init__(self, order: Order, seed: int) -> None:
        random: Random = random_for(seed, "order", order.work_order_id)
        self.noticed_s = random.uniform(*NOTICED_S)
        self.begun_s = random.uniform(*BEGUN_S)
        is_service = order.kind == "preventive"
        self.work_s = random.uniform(*(SERVICE_S if is_service else WORK_S))
        self.held_s = random.uniform(*HOLD_S)
        self.verified_s = random.uniform(*VERIFIED_S)
        self.is_held = random.random() < HELD_SHARE
        self.has_part = random.random() < PART_SHARE
        self.comment = random.choice(COMMENTS) if random.random() < COMMENT_SHARE else None
        if is_service:
            self.done, self.part = SERVICED, random.choice(ROUTINE_PARTS)
        else:
            found = mending(order.reason)
            self.done, self.part = found.done, (found.part or "", 1.0)


def _work(order: Order, fate: _Fate, since_s: float) -> Iterable[Act]:
    """What a technician does while at work."""
    email, number = order.assignee_email or "", order.work_order_id
    if fate.is_held and not order.holds:
        if since_s >= fate.work_s / 2:
            values = (number, "in_progress", "on_hold", WAITING)
            yield Act(email, "simulator_step_order", values)
        return
    tasks = len(order.task_ids) + order.ticked
    is_over = since_s >= fate.work_s and not order.is_stop_open
    due = tasks if is_over else int(tasks * min(since_s / fate.work_s, 0.99))
    for task_id in order.task_ids[: max(0, due - order.ticked)]:
        yield Act(email, "simulator_tick_task", (task_id,))
    if not is_over:
        return
    part, quantity = fate.part
    if fate.has_part and part and not order.moves:
        yield Act(email, "simulator_use_part", (number, part, quantity))
    if fate.comment is not None:
        yield Act(email, "simulator_comment", (number, fate.comment))
    yield Act(email, "simulator_step_order", (number, "in_progress", "done", fate.done))


def _free(crew: Iterable[Member], line_id: int) -> str | None:
    """A technician of the line who has nothing else to do."""
    for one in crew:
        if one.role == TECHNICIAN and one.line_id == line_id and not one.is_busy:
            return one.email
    return None


def _someone(crew: Iterable[Member], role: str, line_id: int) -> str | None:
    """Who has that role on the line, or in its plant."""
    for one in crew:
        if one.role == role and one.line_id in (line_id, None):
            return one.email
    return None
