"""What fields of work orders may hold, and what a person is told where they hold something else.

The same bounds as the tables have, told before the database must.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

LARGEST_ID = 2**31 - 1
LARGEST_QUANTITY = 1e9
EARLIEST_YEAR, LATEST_YEAR = 1970, 2199
_PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f]*$"
_WITH_LINES = r"^[^\x00]*$"


def _instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("not a text")
    at = datetime.fromisoformat(value)
    if at.tzinfo is None or not EARLIEST_YEAR < at.year < LATEST_YEAR:
        raise ValueError("no zone, or a slip of the pen")
    return at


def _line(longest: int, shortest: int = 1) -> StringConstraints:
    return StringConstraints(
        strip_whitespace=True, min_length=shortest, max_length=longest, pattern=_PRINTABLE
    )


def _lines(longest: int, shortest: int = 0) -> StringConstraints:
    return StringConstraints(
        strip_whitespace=True, min_length=shortest, max_length=longest, pattern=_WITH_LINES
    )


Name: TypeAlias = Annotated[str, Strict(), _line(200)]
Title: TypeAlias = Annotated[str, Strict(), _line(200)]
Task: TypeAlias = Annotated[str, Strict(), _line(500)]
Short: TypeAlias = Annotated[str, Strict(), _line(200, 0)]
Unit: TypeAlias = Annotated[str, Strict(), _line(20)]
Description: TypeAlias = Annotated[str, Strict(), _lines(10_000)]
Comment: TypeAlias = Annotated[str, Strict(), _lines(5_000, 1)]
Note: TypeAlias = Annotated[str, Strict(), _lines(2_000)]
Id: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=LARGEST_ID)]
Quantity: TypeAlias = Annotated[
    float, Strict(), Field(ge=-LARGEST_QUANTITY, le=LARGEST_QUANTITY, allow_inf_nan=False)
]
Stock: TypeAlias = Annotated[float, Strict(), Field(ge=0, le=LARGEST_QUANTITY, allow_inf_nan=False)]
Truth: TypeAlias = Annotated[bool, Strict()]
Instant: TypeAlias = Annotated[
    datetime,
    PlainValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Priority: TypeAlias = Literal["low", "normal", "high", "urgent"]
Kind: TypeAlias = Literal["corrective", "preventive", "improvement"]
Status: TypeAlias = Literal[
    "open", "assigned", "in_progress", "on_hold", "done", "verified", "cancelled"
]
PRIORITIES = ("low", "normal", "high", "urgent")
KINDS = ("corrective", "preventive", "improvement")
STATUSES = ("open", "assigned", "in_progress", "on_hold", "done", "verified", "cancelled")


class Body(BaseModel):
    """No field that is not described here."""

    model_config = ConfigDict(extra="forbid")


_ONE_LINE = "Give 1 to 200 characters in one line."
_ID = "Give its key, a whole number."
_INSTANT = (
    "an instant with a zone",
    "Write it in ISO 8601, like 2026-03-29T14:30:00+02:00 or 2026-03-29T12:30:00Z.",
)
_QUANTITY = ("a quantity", "Give a number other than 0, at most 1,000,000,000 either way.")
_TRUTH = ("true or false", "Give true or false.")

# what a field must be, and how to put it right
RULES: dict[str, tuple[str, str]] = {
    "machine": ("the name of a machine", "Give its full name as a text, in any case."),
    "line": ("the name of a line", "Give its name as a text, in any case."),
    "plant": ("the name of a plant", "Give its name as a text, or null for everywhere."),
    "machine_type": ("a kind of machine", "Give its name as a text."),
    "reason": ("the name of a reason", "Give its name as a text."),
    "title": ("a title", _ONE_LINE),
    "description": ("a description", "Give a text of at most 10,000 characters."),
    "priority": ("a priority", f"Choose one of {', '.join(PRIORITIES)}."),
    "kind": ("a kind of work", f"Choose one of {', '.join(KINDS)}."),
    "to": ("a status", f"Choose one of {', '.join(STATUSES)}."),
    "due_at": (_INSTANT[0], f"{_INSTANT[1]} Leave it out for no due date."),
    "stopped_at": (_INSTANT[0], f"{_INSTANT[1]} The beginning of a stop, or an instant within it."),
    "starts_at": _INSTANT,
    "assignee_id": ("an employee", f"{_ID} GET /api/employees lists them."),
    "employee_id": ("an employee", f"{_ID} GET /api/employees lists them."),
    "part_id": ("a part", f"{_ID} GET /api/parts lists them."),
    "version": ("a version", "Send the version you read, a whole number."),
    "tasks": ("a list of things to do", "Give at most 100 texts of 1 to 500 characters."),
    "body": ("a comment", "Give a text of 1 to 5,000 characters."),
    "note": ("a note", "Give a text of at most 2,000 characters."),
    "start": _TRUTH,
    "is_done": _TRUTH,
    "is_enabled": _TRUTH,
    "is_retired": _TRUTH,
    "quantity": _QUANTITY,
    "part_number": ("a part number", _ONE_LINE),
    "part_name": ("the name of a part", _ONE_LINE),
    "unit": ("a unit", "Give 1 to 20 characters, for example pcs."),
    "minimum_qty": ("a quantity", "Give a number from 0 to 1,000,000,000."),
    "storage_place": ("a place", "Give at most 200 characters in one line."),
    "employee_name": ("the name of an employee", _ONE_LINE),
    "trade": ("a trade", "Give at most 200 characters in one line."),
    "email": ("the address of a login", "Give the e-mail address of a person, or null."),
    "rule_name": ("the name of a rule", _ONE_LINE),
    "plan_name": ("the name of a plan", _ONE_LINE),
    "down_longer_than_s": ("a number of seconds", "Give a whole number of seconds, at least 0."),
    "due_within_s": ("a number of seconds", "Give a whole number of seconds, or null."),
    "every_days": ("a number of days", "Give a whole number from 1 to 36,500, or null."),
    "every_running_h": ("a number of hours", "Give a number above 0, or null."),
    "every_pcs": ("a number of pieces", "Give a whole number above 0, or null."),
    "open_ahead_days": ("a number of days", "Give a whole number from 0 to 3,650."),
}
