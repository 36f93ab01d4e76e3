"""Work orders of a simulated past: who did what about which stop, and when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from simulator.machine import random_for
from simulator.orders import (
    COMMENT_SHARE,
    HELD_SHARE,
    PART_SHARE,
    SERVICE_S,
    SERVICED,
    WAITING,
    WORK_S,
)
from simulator.stores import CHECKLIST, ROUTINE_PARTS, mending

OPENED_S, TAKEN_S, BEGUN_S = (60.0, 400.0), (60.0, 900.0), (20.0, 300.0)
HELD_S, VERIFIED_S = (1_800.0, 6 * 3_600.0), (600.0, 10 * 3_600.0)
LONGEST_WAIT = timedelta(hours=4)  # then somebody else had mended it, without an order
DUE = {"urgent": timedelta(hours=2), "high": timedelta(hours=4), "normal": timedelta(days=1)}


class PastStop(NamedTuple):
    """A stop that was, as simulator_past_stops.sql has it."""

    machine_id: int
    line_id: int
    started_at: datetime
    ended_at: datetime
    reason: str | None


class PastPlan(NamedTuple):
    """A plan by the calendar, as simulator_past_plans.sql has it."""

    plan_id: int
    machine_id: int
    line_id: int
    title: str
    every_days: int
    starts_at: datetime
    tasks: Sequence[str]


class Technician(NamedTuple):
    """Who is given work orders, as simulator_technicians.sql has them."""

    email: str
    employee_id: int
    line_id: int
    supervisor: str | None
    operator: str | None


class Step(NamedTuple):
    """A step of an order."""

    status: str
    at: datetime
    by: str
    note: str = ""


class PastOrder(NamedTuple):
    """An order that was, with all its steps after opening."""

    machine_id: int
    kind: str
    title: str
    priority: str
    reported_by: str
    stopped_at: datetime | None
    plan_id: int | None
    opened_at: datetime
    due_at: datetime
    technician: Technician
    steps: Sequence[Step]
    tasks: Sequence[str]
    part: tuple[str, float] | None
    comment: str | None

    @property
    def begun_at(self) -> datetime:
        """When work began."""
        return next(step.at for step in self.steps if step.status == "in_progress")

    @property
    def done_at(self) -> datetime:
        """When it was done."""
        return next(step.at for step in self.steps if step.status == "done")


Free = dict[str, datetime]  # until when each technician is at work


def about_stops(
    stops: Iterable[PastStop],
    crew: Mapping[int, Sequence[Technician]],
    free: Free,
    until: datetime,
    seed: int,
) -> list[PastOrder]:
    """Orders about stops that come in order of time; a stop nobody had time for has none."""
    made = (_about(stop, crew.get(stop.line_id, ()), free, until, seed) for stop in stops)
    return [order for order in made if order is not None]


def services(
    plan: PastPlan,
    crew: Mapping[int, Sequence[Technician]],
    since: datetime,
    until: datetime,
    seed: int,
) -> list[PastOrder]:
    """Orders of a plan, the first one first: the last ended when the plan counts from."""
    technicians = crew.get(plan.line_id, ())
    done_at = min(plan.starts_at, until - timedelta(hours=1))
    orders: list[PastOrder] = []
    while technicians and done_at > since + timedelta(days=1):
        random = random_for(seed, "service", plan.plan_id, done_at.timestamp())
        technician = random.choice(list(technicians))
        begun_at = done_at - timedelta(seconds=random.uniform(*SERVICE_S))
        taken_at = begun_at - timedelta(seconds=random.uniform(*BEGUN_S))
        verified_at = done_at + timedelta(seconds=random.uniform(*VERIFIED_S))
        opened_at = done_at - timedelta(hours=random.uniform(2, 9))
        orders.append(
            PastOrder(
                plan.machine_id,
                "preventive",
                plan.title,
                "normal",
                "plan",
                None,
                plan.plan_id,
                opened_at,
                opened_at + DUE["normal"],
                technician,
                _steps(technician, taken_at, begun_at, (), done_at, SERVICED, verified_at, until),
                plan.tasks,
                random.choice(ROUTINE_PARTS) if random.random() < PART_SHARE else None,
                None,
            )
        )
        done_at -= timedelta(days=plan.every_days)
    return orders[::-1]


def _about(
    stop: PastStop, technicians: Sequence[Technician], free: Free, until: datetime, seed: int
) -> PastOrder | None:
    random = random_for(seed, "past order", stop.machine_id, stop.started_at.timestamp())
    seconds = [
        timedelta(seconds=random.uniform(*bounds))
        for bounds in (OPENED_S, TAKEN_S, BEGUN_S, WORK_S, HELD_S, VERIFIED_S)
    ]
    opened_after, taken_after, begun_after, work, held, verified_after = seconds
    priority = random.choices(("normal", "high", "urgent"), (3, 5, 2))[0]
    is_held = random.random() < HELD_SHARE
    has_part, has_list = random.random() < PART_SHARE, random.random() < 0.3
    has_comment = random.random() < COMMENT_SHARE
    technician = min(
        technicians, key=lambda one: free.get(one.email, stop.started_at), default=None
    )
    if technician is None or technician.operator is None:
        return None
    opened_at = min(stop.started_at + opened_after, stop.ended_at)
    taken_at = max(opened_at + taken_after, free.get(technician.email, opened_at))
    begun_at = taken_at + begun_after
    done_at = max(begun_at + work, min(stop.ended_at, begun_at + 3 * work))
    holds: tuple[datetime, ...] = ()
    if is_held:
        holds = (begun_at + work / 2, begun_at + work / 2 + held)
        done_at = holds[1] + work
    if taken_at - opened_at > LONGEST_WAIT or done_at >= until:
        return None
    free[technician.email] = done_at + timedelta(minutes=1)
    found = mending(stop.reason)
    return PastOrder(
        stop.machine_id,
        "corrective",
        found.title,
        priority,
        technician.operator,
        stop.started_at,
        None,
        opened_at,
        opened_at + DUE[priority],
        technician,
        _steps(
            technician,
            taken_at,
            begun_at,
            holds,
            done_at,
            found.done,
            done_at + verified_after,
            until,
        ),
        CHECKLIST if has_list else (),
        (found.part, 1.0) if has_part and found.part else None,
        "Second time this week." if has_comment else None,
    )


def _steps(
    technician: Technician,
    taken_at: datetime,
    begun_at: datetime,
    holds: Sequence[datetime],
    done_at: datetime,
    note: str,
    verified_at: datetime,
    until: datetime,
) -> list[Step]:
    steps = [
        Step("assigned", taken_at, technician.email),
        Step("in_progress", begun_at, technician.email),
    ]
    if holds:
        steps.append(Step("on_hold", holds[0], technician.email, WAITING))
        steps.append(Step("in_progress", holds[1], technician.email))
    steps.append(Step("done", done_at, technician.email, note))
    if technician.supervisor is not None and verified_at < until:
        steps.append(Step("verified", verified_at, technician.supervisor))
    return steps
