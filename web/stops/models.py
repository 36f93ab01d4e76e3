"""What the API of stops takes and answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from web.api.counts import Name


def _instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("not a text")
    at = datetime.fromisoformat(value)
    if not 1970 <= at.year <= 2200:
        raise ValueError("no year of ours")
    return at


Instant: TypeAlias = Annotated[datetime, BeforeValidator(_instant)]


def in_zone(at: datetime, zone: ZoneInfo) -> datetime:
    """The instant; without an offset it is the plant's time. Pure."""
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


class Edit(BaseModel):
    """Which stop is edited."""

    model_config = ConfigDict(extra="forbid")

    machine: Name = Field(description="Name of the machine, in any case.")
    started_at: Instant = Field(
        description="When the stop began, or any instant of it: ISO 8601. Here and below, without "
        "an offset it is the plant's time."
    )


class ReasonGiven(Edit):
    """Why a machine was down: all of the stop, whatever was said before."""

    reason: Name | None = Field(description="Reason, by name; null takes back what was said.")


class Split(Edit):
    """From an instant on, another reason."""

    at: Instant = Field(description="From when on: within the stop.")
    reason: Name = Field(description="Reason from there on, by name.")
    reason_before: Name | None = Field(
        None, description="Reason up to there: needed where the stop has none yet."
    )


class Merge(Edit):
    """Two neighbouring stops are one, or two parts of one stop."""

    other_started_at: Instant = Field(
        description="When the other stop began, or the other part of this one."
    )


class Retime(Edit):
    """The stop began or ended at another time."""

    new_started_at: Instant | None = Field(None, description="Left out: as it is.")
    new_ended_at: Instant | None = Field(
        None, description="Left out: as it is. One that lasts ends there, and the machine runs."
    )


class StopPart(BaseModel):
    """A part of a stop, with one reason."""

    from_at: datetime = Field(description="When it begins; it ends where the next one begins.")
    reason_id: int = Field(description="Key of the reason.")
    reason: str = Field(description="Its name.")


class Stop(BaseModel):
    """A stop, as the view floor.stops has it."""

    machine_name: str = Field(description="The machine.")
    line: str = Field(description="Its line.")
    started_at: datetime = Field(description="When it went down.")
    ended_at: datetime | None = Field(description="null while it lasts.")
    duration_s: float = Field(description="How long it lasted, so far.")
    reason: str | None = Field(description="The reason given last; null where nobody said.")
    reason_path: str | None = Field(description="The same with the reasons above it.")
    is_planned: bool = Field(description="Whether a stop of that reason is planned.")
    reasons: list[StopPart] = Field(description="Its parts, in order; empty where nobody said why.")
    owes_reason: bool = Field(description="Whether it lasted too long to have none.")
    needs_reason_at: datetime | None = Field(
        description="From when on it owes a reason; null where it has one, or ended before."
    )
    work_order_id: int | None = Field(description="The work order about it.")
    explained_by: str | None = Field(description="Who gave the reason: a person or a program.")


class Stops(BaseModel):
    """Stops of a period: those that owe a reason first, then the newest."""

    stops: list[Stop] = Field(description="The stops.")
    total: int = Field(description="How many there are; more than are listed, perhaps.")


class StopEdited(BaseModel):
    """The stop as it is now."""

    stop: Stop = Field(description="The stop.")


class Reason(BaseModel):
    """A reason that can be chosen."""

    reason_id: int = Field(description="Internal key.")
    reason: str = Field(description="Its name.")
    path: str = Field(description="Names from the top of the tree down.")
    depth: int = Field(description="Its level: 1 at the top.")
    root: str = Field(description="The reason at the top of its branch.")
    loss_category: str | None = Field(
        description="Which of the six big losses it is; null where it is planned and none says."
    )
    is_planned: bool = Field(description="Whether a stop of this reason is planned.")
    is_leaf: bool = Field(description="Whether no reason stands inside it.")
    uses: int = Field(description="How often it was given on this machine in 30 days.")
    uses_of_type: int = Field(description="The same on all machines of its type.")


class Reasons(BaseModel):
    """Reasons, in the order of their tree."""

    kind: Literal["stop", "scrap"] = Field(description="What they are for.")
    machine: str | None = Field(description="The machine they are for; null: any.")
    reasons: list[Reason] = Field(description="All that can be chosen.")
    most_used: list[Reason] = Field(
        description="Those used most, on this machine first, then on others of its type."
    )


AT = (
    "an instant",
    "Write it in ISO 8601, like 2026-03-29T14:30:00+02:00; without an offset it is the plant's "
    "time.",
)
RULES = {
    "machine": ("the name of a machine", "Give its full name as a text, in any case."),
    "started_at": AT,
    "at": AT,
    "other_started_at": AT,
    "new_started_at": AT,
    "new_ended_at": AT,
    "reason": ("the name of a reason", "Give its name as a text: GET /api/reasons has them."),
    "reason_before": ("the name of a reason", "Give its name as a text, or leave it out."),
}
