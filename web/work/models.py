"""Work orders as the API takes them: the bodies of requests."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from web.work.texts import (
    Body,
    Comment,
    Description,
    Id,
    Instant,
    Kind,
    Name,
    Note,
    Priority,
    Quantity,
    Status,
    Task,
    Title,
    Truth,
)

MOST_TASKS = 100


class NewOrder(Body):
    """A work order to open."""

    machine: Name = Field(description="The machine, in any case.")
    title: Title = Field(description="What is the matter.")
    description: Description = Field("", description="All that helps to do it.")
    priority: Priority = Field("normal", description="How urgent it is.")
    kind: Kind = Field("corrective", description="Kind of work (EN 13306).")
    due_at: Instant | None = Field(
        None, description="When it should be done: ISO 8601 with a zone; null: no due date."
    )
    assignee_id: Id | None = Field(
        None, description="The employee who gets it; null: nobody yet. Takes work.plan."
    )
    stopped_at: Instant | None = Field(
        None,
        description="The stop it is about: its beginning, or an instant within it. At most one "
        "order a stop.",
    )
    tasks: Annotated[list[Task], Field(max_length=MOST_TASKS)] = Field(
        [], description="Its checklist, in order."
    )


class ChangedOrder(Body):
    """What is to change of an order; what is left out stays as it is."""

    version: Id = Field(
        description="The version that was read. Where somebody changed the order since, nothing "
        "is written, and the answer is 409 with their changes."
    )
    title: Title | None = Field(None, description="Another title.")
    description: Description | None = Field(None, description="Another description.")
    priority: Priority | None = Field(None, description="Another priority.")
    kind: Kind | None = Field(None, description="Another kind of work.")
    due_at: Instant | None = Field(None, description="Another due date; null takes it away.")
    assignee_id: Id | None = Field(
        None, description="Another employee; null gives it to nobody, before work began."
    )


class Take(Body):
    """Take an order for yourself."""

    start: Truth = Field(True, description="Whether work begins now.")


class WantedStep(Body):
    """The next step of an order."""

    to: Status = Field(description="The status to go to: one of next of the order.")
    note: Note = Field(
        "", description="What is to be said. Holding and cancelling take a note of their own."
    )
    assignee_id: Id | None = Field(None, description="Who gets it with this step.")
    version: Id | None = Field(
        None, description="The version that was read, to be refused where it changed since."
    )


class NewComment(Body):
    """A comment."""

    body: Comment = Field(description="Plain text.")


class NewTask(Body):
    """One more thing to do."""

    title: Task = Field(description="What is to be done.")


class ChangedTask(Body):
    """What is to change of a task; what is left out stays as it is."""

    title: Task | None = Field(None, description="Other words for it.")
    is_done: Truth | None = Field(None, description="Whether it is ticked off.")


class UsedPart(Body):
    """Parts taken from stock for an order, or given back."""

    part_id: Id = Field(description="The part.")
    quantity: Quantity = Field(description="How many were used, in its unit; negative: given back.")
    note: Note = Field("", description="What is to be said.")


class Labour(Body):
    """Begin or end somebody's work on an order."""

    employee_id: Id | None = Field(
        None, description="Who; left out: you. Somebody else's takes work.plan."
    )
