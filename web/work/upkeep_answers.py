"""Parts, employees, rules, plans and figures as the API answers them."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from web.api.models import Answer
from web.work.answers import WorkOrder
from web.work.texts import Priority


class Part(Answer):
    """A spare part, and its stock."""

    part_id: int = Field(description="Its key.")
    part_number: str = Field(description="Part number.")
    part_name: str = Field(description="What it is.")
    unit: str = Field(description="What is counted.")
    storage_place: str = Field(description="Where it lies.")
    stock_qty: float = Field(description="How many there are.")
    minimum_qty: float = Field(description="Stock below this is short.")
    is_short: bool = Field(description="Whether there are fewer than that.")
    last_moved_at: datetime | None = Field(description="When some came or went last.")
    retired_at: datetime | None = Field(description="When it was last used; null while in use.")


class Parts(Answer):
    """All parts."""

    parts: list[Part] = Field(description="Each, by number.")


class Employee(Answer):
    """Somebody who orders are given to."""

    employee_id: int = Field(description="Their key.")
    employee_name: str = Field(description="Name.")
    trade: str = Field(description="What they do.")
    plant: str | None = Field(description="Where they work; null: everywhere.")
    email: str | None = Field(description="The person they log in as; null: no login.")
    retired_at: datetime | None = Field(description="When they left; null while employed.")


class Employees(Answer):
    """All employees."""

    employees: list[Employee] = Field(description="Each, by name.")


class OrderRule(Answer):
    """When a stop opens an order by itself."""

    rule_id: int = Field(description="Its key.")
    rule_name: str = Field(description="Name.")
    machine: str | None = Field(description="The machine that stops; null: any.")
    machine_type: str | None = Field(description="Its kind; null: any.")
    line: str | None = Field(description="Its line; null: any.")
    reason: str | None = Field(description="The reason given; null: any, or none.")
    down_longer_than_s: int = Field(description="Seconds it must be down.")
    title: str = Field(description="Title of the order.")
    priority: Priority = Field(description="Priority of the order.")
    due_within_s: int | None = Field(description="Seconds until the order is due.")
    assignee_id: int | None = Field(description="Who gets the order; null: nobody yet.")
    assignee: str | None = Field(description="Name of the employee.")
    is_enabled: bool = Field(description="Whether it is armed.")
    armed_at: datetime = Field(description="Stops that began earlier are left alone.")


class OrderRules(Answer):
    """All rules."""

    rules: list[OrderRule] = Field(description="Each, by name.")


class MaintenancePlan(Answer):
    """Preventive maintenance, and when it is due."""

    plan_id: int = Field(description="Its key.")
    plan_name: str = Field(description="Name.")
    machine: str = Field(description="The machine.")
    line: str = Field(description="Line of the machine.")
    every_days: int | None = Field(description="Due after so many local days.")
    every_running_h: float | None = Field(description="Due after so many hours it ran.")
    every_pcs: int | None = Field(description="Due after so many pieces.")
    starts_at: datetime = Field(description="Counted from here until its first order is done.")
    open_ahead_days: int = Field(description="The order opens so many days before it is due.")
    title: str = Field(description="Title of the order.")
    description: str = Field(description="What is to be done.")
    priority: Priority = Field(description="Priority of the order.")
    tasks: list[str] = Field(description="Checklist of the order.")
    assignee_id: int | None = Field(description="Who gets the order; null: nobody yet.")
    assignee: str | None = Field(description="Name of the employee.")
    is_enabled: bool = Field(description="Whether it opens orders.")
    due_at: datetime | None = Field(description="When it is due by the calendar.")
    running_h_left: float | None = Field(description="Hours left; negative: used up.")
    pcs_left: float | None = Field(description="Pieces left; negative: used up.")
    is_due: bool | None = Field(description="Whether an interval is used up.")
    last_done_at: datetime | None = Field(description="When its last order was done.")
    work_order_id: int | None = Field(description="Its order that is not done yet.")


class MaintenancePlans(Answer):
    """All plans."""

    plans: list[MaintenancePlan] = Field(description="Each, by name.")


class OrderResponse(Answer):
    """How fast orders of a line and priority are begun and done."""

    plant: str = Field(description="Plant.")
    line: str = Field(description="Line.")
    priority: Priority = Field(description="Priority.")
    opened: int = Field(description="Orders opened.")
    begun: int = Field(description="Of these, work began on.")
    mean_response_s: float | None = Field(description="Mean seconds until work began.")
    median_response_s: float | None = Field(description="Seconds until half were begun.")
    longest_response_s: float | None = Field(description="Longest of these times.")
    waiting: int = Field(description="Open or assigned, and not begun.")
    longest_wait_s: float | None = Field(description="Seconds the oldest of them waits.")
    done: int = Field(description="Done, verified or not.")
    mean_resolution_s: float | None = Field(description="Mean seconds until done.")
    overdue: int = Field(description="Past their due date, and not done.")
    done_late: int = Field(description="Done after they were due.")
    on_time_ratio: float | None = Field(description="Done by the due date, of those with one.")


class OrderRepairs(Answer):
    """How long repairs of a machine take."""

    plant: str = Field(description="Plant.")
    line: str = Field(description="Line.")
    machine: str = Field(description="Machine.")
    repairs: int = Field(description="Corrective orders done.")
    repair_s: float | None = Field(description="Seconds from the beginning of work until done.")
    mttr_work_order_s: float | None = Field(description="repair_s / repairs.")
    labour_s: float | None = Field(description="Seconds worked on them.")
    mean_labour_s: float | None = Field(description="labour_s / repairs.")
    failures: int = Field(description="Stops counted as breakdown.")
    mttr_stop_s: float | None = Field(description="Mean seconds of those stops.")


class OrderFigures(Answer):
    """Figures of work orders."""

    days: int = Field(description="Local dates they are about, today included.")
    response: list[OrderResponse] = Field(description="Each line and priority.")
    overdue: list[WorkOrder] = Field(description="Orders past their due date, the newest first.")
    mttr: list[OrderRepairs] = Field(description="Each machine with a repair or a failure.")
