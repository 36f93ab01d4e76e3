"""The audit as the API answers it."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from web.api.models import Answer
from web.audit.filters import Action


class FieldChange(Answer):
    """A field that differs."""

    field: str = Field(description="Column of the table.")
    before: str | None = Field(description="The value before, as text; null: none.")
    after: str | None = Field(description="The value after, as text; null: none.")


class Entry(Answer):
    """A row that was changed. Secrets and pictures are not in it."""

    audit_id: int = Field(description="Its number, in order of writing.")
    at: datetime = Field(description="When.")
    transaction_id: str = Field(description="Rows that changed together have the same.")
    person: str | None = Field(description="E-mail address of who did it; null: a program.")
    person_name: str | None = Field(description="Display name of the person.")
    database_user: str = Field(description="Database user that was logged in.")
    program: str = Field(description="Through which program.")
    table_name: str = Field(description="Table of the row, with its schema.")
    row_key: str = Field(description="Primary key of the row; empty for a truncate.")
    action: Action = Field(description="What was done.")
    machine_name: str | None = Field(description="Machine the row is about.")
    work_order_id: int | None = Field(description="Work order the row is about.")
    link: str | None = Field(description="Page of the thing that was changed.")
    changes: list[FieldChange] = Field(
        description="Fields that differ; all that are known of a row inserted or deleted."
    )


class Entries(Answer):
    """Changes, the newest first."""

    entries: list[Entry] = Field(description="The changes.")
    next_before: int | None = Field(
        description="Give it as before for the next page; null: there is none."
    )


class EntryLine(Answer):
    """A changed field as a line of a file."""

    audit_id: int = Field(description="Number of the entry.")
    at: datetime = Field(description="When.")
    person: str | None = Field(description="Who.")
    database_user: str = Field(description="Database user.")
    program: str = Field(description="Through which program.")
    table_name: str = Field(description="Table.")
    row_key: str = Field(description="Primary key.")
    action: Action = Field(description="What was done.")
    machine_name: str | None = Field(description="Machine.")
    work_order_id: int | None = Field(description="Work order.")
    field: str | None = Field(description="Field that differs; null for a truncate.")
    before: str | None = Field(description="The value before.")
    after: str | None = Field(description="The value after.")
