"""Parts, employees, rules and plans as the API takes them: the bodies of requests."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, Strict

from web.work.models import MOST_TASKS
from web.work.texts import (
    Body,
    Description,
    Id,
    Instant,
    Name,
    Note,
    Priority,
    Quantity,
    Short,
    Stock,
    Task,
    Title,
    Truth,
    Unit,
)

LONGEST_S = 366 * 86_400
Seconds: TypeAlias = Annotated[int, Strict(), Field(ge=0, le=LONGEST_S)]
SomeSeconds: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=LONGEST_S)]
Days: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=36_500)]
DaysAhead: TypeAlias = Annotated[int, Strict(), Field(ge=0, le=3_650)]
Hours: TypeAlias = Annotated[float, Strict(), Field(ge=0.001, le=1_000_000, allow_inf_nan=False)]
Pieces: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=10**12)]
Tasks: TypeAlias = Annotated[list[Task], Field(max_length=MOST_TASKS)]


class NewPart(Body):
    """A spare part."""

    part_number: Name = Field(description="Part number; unique, ignoring case.")
    part_name: Name = Field(description="What it is.")
    unit: Unit = Field("pcs", description="What is counted: pcs, m, l.")
    minimum_qty: Stock = Field(0, description="Stock below this is short.")
    storage_place: Short = Field("", description="Where it lies.")


class ChangedPart(Body):
    """What is to change of a part; what is left out stays as it is."""

    part_number: Name | None = Field(None, description="Another number.")
    part_name: Name | None = Field(None, description="Another name.")
    unit: Unit | None = Field(None, description="Another unit.")
    minimum_qty: Stock | None = Field(None, description="Another minimum.")
    storage_place: Short | None = Field(None, description="Another place.")
    is_retired: Truth | None = Field(None, description="Whether it is no longer used.")


class PartMove(Body):
    """A delivery, or what a count put right."""

    quantity: Quantity = Field(description="Into stock; out of it where negative.")
    note: Note = Field("", description="Why.")


class NewEmployee(Body):
    """Somebody who orders are given to."""

    employee_name: Name = Field(description="Name; unique, ignoring case.")
    trade: Short = Field("", description="What they do, for example Electrician.")
    plant: Name | None = Field(None, description="Where they work; null: everywhere.")
    email: Name | None = Field(None, description="The person they log in as; null: no login.")


class ChangedEmployee(Body):
    """What is to change of an employee; what is left out stays as it is."""

    employee_name: Name | None = Field(None, description="Another name.")
    trade: Short | None = Field(None, description="Another trade.")
    plant: Name | None = Field(None, description="Another plant; null: everywhere.")
    email: Name | None = Field(None, description="Another person; null: no login.")
    is_retired: Truth | None = Field(None, description="Whether they have left.")


class NewRule(Body):
    """When a stop opens an order by itself. All its conditions must hold."""

    rule_name: Name = Field(description="Name; unique, ignoring case.")
    machine: Name | None = Field(None, description="The machine that stops; null: any.")
    machine_type: Name | None = Field(None, description="Its kind; null: any.")
    line: Name | None = Field(None, description="Its line; null: any.")
    reason: Name | None = Field(
        None, description="The reason given, or one above it in the tree; null: any, or none."
    )
    down_longer_than_s: Seconds = Field(0, description="Seconds it must be down.")
    title: Title = Field(description="Title of the order; {machine} and {reason} are filled in.")
    priority: Priority = Field("high", description="Priority of the order.")
    due_within_s: SomeSeconds | None = Field(
        None, description="Seconds until the order is due; null: no due date."
    )
    assignee_id: Id | None = Field(None, description="Who gets the order; null: nobody yet.")
    is_enabled: Truth = Field(True, description="Whether it is armed.")


class ChangedRule(Body):
    """What is to change of a rule; what is left out stays as it is. Where it changes which stops
    it is for, stops that have begun are left alone."""

    rule_name: Name | None = Field(None, description="Another name.")
    machine: Name | None = Field(None, description="Another machine; null: any.")
    machine_type: Name | None = Field(None, description="Another kind; null: any.")
    line: Name | None = Field(None, description="Another line; null: any.")
    reason: Name | None = Field(None, description="Another reason; null: any, or none.")
    down_longer_than_s: Seconds | None = Field(None, description="Other seconds.")
    title: Title | None = Field(None, description="Another title.")
    priority: Priority | None = Field(None, description="Another priority.")
    due_within_s: SomeSeconds | None = Field(None, description="Other seconds; null: no due date.")
    assignee_id: Id | None = Field(None, description="Somebody else; null: nobody yet.")
    is_enabled: Truth | None = Field(None, description="Whether it is armed.")


class NewPlan(Body):
    """Preventive maintenance. Due by whichever interval is used up first."""

    plan_name: Name = Field(description="Name; unique, ignoring case.")
    machine: Name = Field(description="The machine.")
    every_days: Days | None = Field(None, description="Due after so many local days.")
    every_running_h: Hours | None = Field(None, description="Due after so many hours it ran.")
    every_pcs: Pieces | None = Field(None, description="Due after so many pieces.")
    starts_at: Instant | None = Field(
        None, description="Counted from here until its first order is done; left out: now."
    )
    open_ahead_days: DaysAhead = Field(
        0, description="The order opens so many days before it is due by the calendar."
    )
    title: Title = Field(description="Title of the order.")
    description: Description = Field("", description="What is to be done.")
    priority: Priority = Field("normal", description="Priority of the order.")
    tasks: Tasks = Field([], description="Checklist of the order, in order.")
    assignee_id: Id | None = Field(None, description="Who gets the order; null: nobody yet.")
    is_enabled: Truth = Field(True, description="Whether it opens orders.")


class ChangedPlan(Body):
    """What is to change of a plan; what is left out stays as it is."""

    plan_name: Name | None = Field(None, description="Another name.")
    machine: Name | None = Field(None, description="Another machine.")
    every_days: Days | None = Field(None, description="Other days; null: not by the calendar.")
    every_running_h: Hours | None = Field(None, description="Other hours; null: not by them.")
    every_pcs: Pieces | None = Field(None, description="Other pieces; null: not by pieces.")
    starts_at: Instant | None = Field(None, description="Another beginning.")
    open_ahead_days: DaysAhead | None = Field(None, description="Other days ahead.")
    title: Title | None = Field(None, description="Another title.")
    description: Description | None = Field(None, description="Another description.")
    priority: Priority | None = Field(None, description="Another priority.")
    tasks: Tasks | None = Field(None, description="Another checklist.")
    assignee_id: Id | None = Field(None, description="Somebody else; null: nobody yet.")
    is_enabled: Truth | None = Field(None, description="Whether it opens orders.")
