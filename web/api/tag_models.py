"""Tags as the API takes and answers them, and what a field must be."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, FiniteFloat, Strict, model_validator

from web.api.connection_models import LARGEST_ID, Body, Name, Truth
from web.api.models import Answer, Status
from web.api.question_models import Address

Role: TypeAlias = Literal["status", "good", "scrap", "total", "product", "reason", "value"]
Number: TypeAlias = Annotated[FiniteFloat, Strict()]
Counts: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=2**63 - 1)]
Key: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=LARGEST_ID)]
Text: TypeAlias = Annotated[str, Strict(), Field(max_length=200, pattern=r"^[^\x00]*$")]

MOST_TAGS = 10_000


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError) as error:  # it raises ValueError itself for what looks like a path
        raise ValueError("no zone") from error
    return name


class NewMachine(Body):
    """Where to put a machine that is not on the floor yet."""

    line: Name = Field(description="Its line; made where there is none of that name.")
    machine_type: Name | None = Field(None, description="Its kind; made where it is new.")
    plant: Name | None = Field(None, description="Plant of a new line; left out: the first plant.")
    time_zone: Annotated[Text, AfterValidator(_zone)] | None = Field(
        None, description="IANA time zone of a new plant, for example Europe/Berlin."
    )


class TagState(Body):
    """What a raw value means."""

    raw_value: Annotated[Text, Field(min_length=1)] = Field(
        description="The value as text: whole numbers without decimals, truth as 1 and 0; * is any "
        "other."
    )
    status: Status | None = Field(None, description="State of the machine.")
    reason: Name | None = Field(None, description="Why, by name.")
    product: Name | None = Field(None, description="What is being made, by name.")
    label: Text | None = Field(None, description="The device's own word for the value.")


class Tag(Body):
    """A value to fetch, and what it means for which machine."""

    tag_id: Key | None = Field(None, description="Its key; left out: a new tag.")
    address: Address = Field(description="Where the device has it.")
    tag_name: Name = Field(description="Its name on pages.")
    machine: Name | None = Field(None, description="Machine, by name; null: only recorded.")
    new_machine: NewMachine | None = Field(
        None, description="Where to put the machine, if there is none of that name."
    )
    role: Role = Field("value", description="What it means for the machine.")
    unit: Text = Field("", description="Unit of the scaled value.")
    scale: Number = Field(1.0, description="Scaled value = raw × scale + shift_by.")
    shift_by: Number = Field(0.0, description="See scale.")
    deadband: Annotated[Number, Field(ge=0)] = Field(
        0.0, description="Changes of the raw value up to this are not sent."
    )
    counter_modulus: Counts | None = Field(
        None, description="Raw value at which the counter begins at 0 again."
    )
    reset_rule: Literal["restart", "rebase"] = Field(
        "restart", description="What a fall means that is no turn."
    )
    max_step: Counts | None = Field(None, description="Largest plausible step, in counts.")
    silent_after_s: Annotated[Number, Field(gt=0)] | None = Field(
        None, description="Without a sample for so long nothing is known any more."
    )
    is_enabled: Truth = Field(True, description="Whether it is to be fetched.")
    states: list[TagState] = Field([], max_length=1_000, description="What raw values mean.")

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_told(cls, given: Any) -> Any:
        """A row may come back as it was read."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if name not in TOLD}


class Tags(Body):
    """Tags of a connection."""

    tags: list[Tag] = Field(max_length=MOST_TAGS, description="The tags.")


class StoredTag(Answer):
    """A tag, and what is known of it."""

    tag_id: int = Field(description="Its key.")
    address: str = Field(description="Where the device has it.")
    tag_name: str = Field(description="Its name.")
    machine: str | None = Field(description="Its machine; null: only recorded.")
    role: Role = Field(description="What it means for the machine.")
    unit: str = Field(description="Unit of the scaled value.")
    scale: float = Field(description="Scaled value = raw × scale + shift_by.")
    shift_by: float = Field(description="See scale.")
    deadband: float = Field(description="Changes of the raw value up to this are not sent.")
    counter_modulus: int | None = Field(description="Where the counter begins at 0 again.")
    reset_rule: Literal["restart", "rebase"] = Field(description="What a fall means.")
    max_step: int | None = Field(description="Largest plausible step, in counts.")
    silent_after_s: float | None = Field(description="After how much silence nothing is known.")
    is_enabled: bool = Field(description="Whether it is fetched.")
    states: list[TagState] = Field(description="What raw values mean.")
    value: float | None = Field(description="Its newest value, scaled; null: none, or a text.")
    text: str | None = Field(description="Its newest raw value as text.")
    quality: int | None = Field(description="OPC UA status code of it; null: no sample yet.")
    at: datetime | None = Field(description="Source time of it.")
    problem: str = Field(description="Why the device refuses the tag; empty: it does not.")
    hint: str = Field(description="What to do about it.")


class StoredTags(Answer):
    """All tags of a connection."""

    tags: list[StoredTag] = Field(description="Machine by machine, by role and name.")


TOLD = frozenset(StoredTag.model_fields) - frozenset(Tag.model_fields)
INNER = {
    "new_machine": list(NewMachine.model_fields),
    "states": list(TagState.model_fields),
}
_A_NAME = "Give 1 to 200 printable characters, without blanks around."
_A_NUMBER = "Give a number."
_COUNTS = ("a number of counts", "Give a whole number above 0, or null.")
RULES = {
    "tags": ("a list of tags", f"Send at most {MOST_TAGS:,} tags."),
    "tag_id": ("a tag", "Give its tag_id, or leave it out for a new one."),
    "address": ("an address", "Give one that browsing or searching found."),
    "tag_name": ("a name", _A_NAME),
    "machine": ("the name of a machine", f"{_A_NAME} null: it is only recorded."),
    "new_machine": ("an object", 'Give {"line": …, "machine_type": …}, or leave it out.'),
    "line": ("the name of a line", _A_NAME),
    "machine_type": ("a kind of machine", _A_NAME),
    "plant": ("the name of a plant", _A_NAME),
    "time_zone": ("a time zone", "Give an IANA name, for example Europe/Berlin."),
    "role": ("a role", "Choose status, good, scrap, total, product, reason or value."),
    "unit": ("a unit", "Give a text like °C, or leave it out."),
    "scale": ("a factor", _A_NUMBER),
    "shift_by": ("a number", _A_NUMBER),
    "deadband": ("a deadband", "Give a number of 0 or more."),
    "counter_modulus": _COUNTS,
    "max_step": _COUNTS,
    "reset_rule": ("a rule", "Choose restart or rebase."),
    "silent_after_s": ("a time", "Give seconds above 0, or null."),
    "is_enabled": ("true or false", "Give true or false."),
    "states": ("a list of states", 'Give rows like {"raw_value": "6", "status": "operational"}.'),
    "raw_value": ("a raw value", "Give it as text, for example 6, or * for any other."),
    "status": ("a status", "Choose operational, warning, down or no_data."),
    "reason": ("the name of a reason", "Give its name, or null."),
    "product": ("the name of a product", "Give its name, or null."),
    "label": ("a word", "Give at most 200 characters, or null."),
}
