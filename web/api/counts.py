"""Pieces as programs report them: what POST /api/production takes, checked field by field.

Nothing is corrected in silence: a number is a number, a name is a known name, an instant says
its zone. What is wrong is named with the row it stands in, counted from 1.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import from_json

from web.api.answers import RefusedError
from web.api.mistakes import in_words, shown

MOST_ROWS = 1_000
MOST_PCS = 1_000_000_000
MOST_AHEAD = timedelta(minutes=5)  # as the database has it: floor.tg_refuse_future()
MOST_BACK = timedelta(days=3_653)  # ten years: every hour since would have to be accounted for
TOGETHER = "Give total_pcs and defects_pcs, or good_pcs and scrap_pcs."
_PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f]+$"


def _instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("not a text")
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError("no zone")
    return at


Name: TypeAlias = Annotated[str, Strict(), Field(min_length=1, max_length=200, pattern=_PRINTABLE)]
Source: TypeAlias = Annotated[str, Strict(), Field(min_length=1, max_length=60, pattern=_PRINTABLE)]
Pieces: TypeAlias = Annotated[int, Strict(), Field(ge=0, le=MOST_PCS)]
Instant: TypeAlias = Annotated[
    datetime,
    PlainValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Count(BaseModel):
    """Pieces a machine finished: total_pcs and defects_pcs, or good_pcs and scrap_pcs."""

    model_config = ConfigDict(extra="forbid")

    machine: Name = Field(description="Name of the machine, in any case.")
    at: Instant | None = Field(
        None,
        description="When the pieces were finished: ISO 8601 with a zone, at most 5 minutes ahead. "
        "They are stored in the minute it lies in. Left out: now.",
    )
    total_pcs: Pieces | None = Field(None, description="All pieces, good and rejected.")
    defects_pcs: Pieces | None = Field(
        None, description="Rejected pieces among total_pcs; left out: none."
    )
    good_pcs: Pieces | None = Field(None, description="Good pieces, instead of total_pcs.")
    scrap_pcs: Pieces | None = Field(
        None, description="Rejected pieces besides good_pcs; left out: none."
    )
    product: Name | None = Field(
        None, description="Product, by name; left out: what the machine was set up for."
    )
    reason: Name | None = Field(None, description="Why pieces were rejected, by name.")
    source: Source = Field("api", description="Which program counted them.")

    @property
    def good(self) -> int:
        """Good pieces, however they were given."""
        if self.total_pcs is not None:
            return self.total_pcs - (self.defects_pcs or 0)
        return self.good_pcs or 0

    @property
    def rejected(self) -> int:
        """Rejected pieces, however they were given."""
        return self.scrap_pcs or self.defects_pcs or 0

    def instant(self, now: datetime) -> datetime:
        """When the pieces were finished: now where nothing is said."""
        return (self.at or now).astimezone(UTC)


class Counts(BaseModel):
    """Several counts: all of them are written, or none."""

    model_config = ConfigDict(extra="forbid")

    rows: list[Count] = Field(min_length=1, max_length=MOST_ROWS, description="The counts.")


# what a field must be, and how to put it right
RULES = {
    "machine": ("the name of a machine", "Give its full name as a text, in any case."),
    "at": (
        "an instant with a zone",
        "Write it in ISO 8601, like 2026-03-29T14:30:00+02:00 or 2026-03-29T12:30:00Z; "
        "leave it out for now.",
    ),
    "product": ("the name of a product", "Give its name as a text, or leave it out."),
    "reason": ("the name of a reason", "Give its name as a text, or leave it out."),
    "source": ("the name of a program", "Give 1 to 60 printable characters, or leave it out."),
    "rows": ("a list of rows", f"Send 1 to {MOST_ROWS:,} rows in a request."),
}
PIECES_RULE = ("a number of pieces", f"Give a whole number from 0 to {MOST_PCS:,}.")
RULES |= dict.fromkeys(("total_pcs", "defects_pcs", "good_pcs", "scrap_pcs"), PIECES_RULE)


def parsed(body: bytes) -> Any:
    """The JSON that was sent. Raises RefusedError naming the place where it is none."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise RefusedError(
            f"The body is not JSON: {error}.",
            hint='Send one object, or {"rows": [...]}, in UTF-8.',
            field="body",
            value=shown(body.decode(errors="replace")),
        ) from None


def counts(content: object, now: datetime) -> tuple[list[Count], bool]:
    """The counts that were sent, and whether as a list. Raises RefusedError naming a mistake."""
    if not isinstance(content, dict):
        raise RefusedError(
            f"The body is {shown(content)}, not an object.",
            hint='Send one object, or {"rows": [...]}.',
            field="body",
            value=shown(content),
        )
    is_list = "rows" in content
    try:
        rows = Counts.model_validate(content).rows if is_list else [Count.model_validate(content)]
    except ValidationError as error:
        known = list(Count.model_fields)
        raise in_words(error, RULES, known, known_above=["rows"] if is_list else known) from None
    for number, row in enumerate(rows, 1):
        _check_pieces(row, number if is_list else None)
        _check_instant(row.at, now, number if is_list else None)
    return rows, is_list


def _check_pieces(count: Count, row: int | None) -> None:
    given = {name for name in RULES if name.endswith("_pcs") and getattr(count, name) is not None}
    of_total, of_good = given & {"total_pcs", "defects_pcs"}, given & {"good_pcs", "scrap_pcs"}
    main, hint = "good_pcs" if of_good else "total_pcs", TOGETHER
    if of_total and of_good:
        field = min(of_good)
        message = f"{min(of_total)} and {field} do not go together."
    elif main not in given:
        field, message = main, f"{main} is missing."
    elif of_total and count.rejected > (count.total_pcs or 0):
        field, hint = "defects_pcs", "total_pcs holds all pieces, the rejected ones too."
        message = f"defects_pcs={count.defects_pcs} is more than total_pcs={count.total_pcs}."
    else:
        return
    raise RefusedError(message, hint=hint, field=field, value=getattr(count, field), row=row)


def _check_instant(at: datetime | None, now: datetime, row: int | None) -> None:
    if at is None or now - MOST_BACK <= at <= now + MOST_AHEAD:
        return
    if at > now:
        message = f"at={at.isoformat()} lies ahead."
        hint = (
            f"Here it is {now.isoformat(timespec='seconds')}, and at most 5 minutes ahead are "
            "allowed. Check the clock and the zone of the sender."
        )
    else:
        message = f"at={at.isoformat()} lies more than ten years back."
        hint = "Check the year; what is older is read by `floorcast import`."
    raise RefusedError(message, hint=hint, field="at", value=at.isoformat(), row=row)
