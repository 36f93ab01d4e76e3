"""Work orders as the API answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from web.api.models import Answer, Problem
from web.work.texts import Kind, Priority, Status


class WorkOrder(Answer):
    """An order as a card shows it."""

    work_order_id: int = Field(description="Its number.")
    machine_name: str = Field(description="The machine.")
    short_name: str = Field(description="Its name that fits a tile.")
    line: str = Field(description="Line of the machine.")
    plant: str = Field(description="Plant of the line.")
    kind: Kind = Field(description="Kind of work (EN 13306).")
    title: str = Field(description="What is the matter.")
    priority: Priority = Field(description="How urgent it is.")
    status: Status = Field(description="How far it is.")
    status_at: datetime = Field(description="Since when.")
    status_note: str = Field(description="What was said at the last step.")
    due_at: datetime | None = Field(description="When it should be done; null: no due date.")
    assignee_id: int | None = Field(description="The employee who has it; null: nobody yet.")
    assignee: str | None = Field(description="Name of the employee.")
    assignee_email: str | None = Field(description="Login of the employee; null without one.")
    reported_by: str = Field(description="Who opened it, as it is stored.")
    reporter: str = Field(description="Who opened it, for people.")
    stopped_at: datetime | None = Field(description="An instant of the stop it is about.")
    stop_ended_at: datetime | None = Field(description="When that stop ended.")
    is_stop_open: bool = Field(description="Whether that stop lasts.")
    plan: str | None = Field(description="The maintenance plan that opened it.")
    rule: str | None = Field(description="The rule that opened it.")
    opened_at: datetime = Field(description="When it was opened.")
    started_at: datetime | None = Field(description="When work first began.")
    done_at: datetime | None = Field(description="When work was last done.")
    verified_at: datetime | None = Field(description="When it was verified.")
    cancelled_at: datetime | None = Field(description="When it was cancelled.")
    tasks: int = Field(description="Things on its checklist.")
    tasks_done: int = Field(description="Of them, those ticked off.")
    comments: int = Field(description="Comments on it.")
    photos: int = Field(description="Pictures of it.")
    workers: list[str] = Field(description="Who works on it now.")
    version: int = Field(description="Grows with every change: send the one you read.")
    changed_at: datetime = Field(description="When it last changed.")
    changed_by: str = Field(description="Who changed it last, for people.")


class WorkOrders(Answer):
    """Orders, the newest first."""

    work_orders: list[WorkOrder] = Field(description="One page of them.")
    total: int = Field(description="How many there are on all pages.")


class OrderStep(Answer):
    """A change of status or assignee."""

    step_no: int = Field(description="Which step, from 1.")
    at: datetime = Field(description="When.")
    from_status: Status | None = Field(description="Status before; null when it was opened.")
    to_status: Status = Field(description="Status after.")
    assignee: str | None = Field(description="Who had it after.")
    note: str = Field(description="What was said.")
    taken_by: str = Field(description="Who took the step.")


class OrderComment(Answer):
    """A comment."""

    comment_id: int = Field(description="Its key.")
    body: str = Field(description="Plain text.")
    written_at: datetime = Field(description="When.")
    author: str = Field(description="Who.")


class OrderPhoto(Answer):
    """A picture."""

    photo_id: int = Field(description="Its key.")
    file_name: str = Field(description="Name of the file it came as.")
    media_type: Literal["image/jpeg", "image/png", "image/webp"] = Field(description="What it is.")
    size_bytes: int = Field(description="Its size.")
    width_px: int = Field(description="Width in pixels.")
    height_px: int = Field(description="Height in pixels.")
    added_at: datetime = Field(description="When it was added.")
    author: str = Field(description="Who added it.")
    url: str = Field(description="Where it is.")


class OrderTask(Answer):
    """A thing to do."""

    task_id: int = Field(description="Its key.")
    position: int = Field(description="Place in the list, smallest first.")
    title: str = Field(description="What is to be done.")
    done_at: datetime | None = Field(description="When it was ticked off; null before.")
    done_by: str | None = Field(description="Who ticked it off.")


class OrderLabour(Answer):
    """A stretch of work of one employee."""

    labour_id: int = Field(description="Its key.")
    employee_id: int = Field(description="The employee.")
    employee: str = Field(description="Name of the employee.")
    started_at: datetime = Field(description="From when.")
    ended_at: datetime | None = Field(description="Until when; null while it goes on.")
    labour_s: float = Field(description="How long, so far.")


class OrderPart(Answer):
    """A part it used."""

    part_id: int = Field(description="The part.")
    part_number: str = Field(description="Part number.")
    part_name: str = Field(description="What it is.")
    unit: str = Field(description="What is counted.")
    quantity: float = Field(description="How many were used, less what was given back.")


class NextStep(Answer):
    """A step that whoever asks may take."""

    to: Status = Field(description="The status it leads to.")
    label: str = Field(description="What it is called on a button.")
    is_note_needed: bool = Field(description="Whether it takes a note.")


class WorkOrderDetail(WorkOrder):
    """An order in full."""

    description: str = Field(description="All that helps to do it.")
    steps: list[OrderStep] = Field(description="Its life.")
    comment_list: list[OrderComment] = Field(description="Comments, oldest first.")
    photo_list: list[OrderPhoto] = Field(description="Pictures, oldest first.")
    task_list: list[OrderTask] = Field(description="Its checklist.")
    labour: list[OrderLabour] = Field(description="Who worked on it, and when.")
    part_list: list[OrderPart] = Field(description="Parts it used.")
    labour_s: float | None = Field(description="Seconds of work of all employees.")
    downtime_s: float | None = Field(description="Seconds its stop lasted; null without a stop.")
    response_s: float | None = Field(description="Seconds until work began; null before.")
    next: list[NextStep] = Field(description="Legal steps that whoever asks may take.")
    may: list[str] = Field(description="What whoever asks may do at its machine.")


class OrderChange(Answer):
    """What somebody changed."""

    field: str = Field(description="Which field.")
    before: str | None = Field(description="What it held.")
    after: str | None = Field(description="What it holds.")
    changed_by: str | None = Field(description="Who changed it.")
    changed_at: datetime = Field(description="When.")


class Conflict(Problem):
    """Nothing was written: it is in the way of something else."""

    changes: list[OrderChange] = Field(
        [], description="Where the order changed since it was read: who changed what, oldest first."
    )
    current: WorkOrderDetail | None = Field(
        None, description="Where the order changed since it was read: the order as it is."
    )
