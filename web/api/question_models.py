"""Questions to devices and their answers, as the API takes and tells them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, Strict

from web.api.connection_models import CONFIG, LARGEST_ID, SECRETS, Body, Ingester, Protocol, Secret
from web.api.models import Answer, Status

Address: TypeAlias = Annotated[str, Strict(), Field(min_length=1, max_length=2_000)]


class Draft(Body):
    """Settings that are not stored yet."""

    protocol: Protocol = Field(description="Which connector is to ask.")
    config: dict[str, Any] = Field({}, description=CONFIG)
    secrets: dict[str, Secret | None] = Field({}, description=SECRETS)
    connection_id: Annotated[int, Strict(), Field(ge=1, le=LARGEST_ID)] | None = Field(
        None, description="A connection whose stored secrets fill in those that are not given."
    )
    ingester: Ingester | None = Field(
        None, description="Which ingester is to ask; left out: that of the connection, or main."
    )


class PlainQuestion(Body):
    """A question that needs no words."""


class BrowseQuestion(Body):
    """What is below an address?"""

    address: Address | None = Field(None, description="The address; null: the top.")


class SearchQuestion(Body):
    """What has a text in its name?"""

    text: Annotated[str, Strict(), Field(min_length=1, max_length=200)] = Field(
        description="What to look for in names and paths."
    )
    most: Annotated[int, Strict(), Field(ge=1, le=1_000)] = Field(
        200, description="Results at most."
    )


class ReadQuestion(Body):
    """What do addresses hold?"""

    addresses: list[Address] = Field(min_length=1, max_length=1_000, description="The addresses.")


class PlainDraft(Draft, PlainQuestion):
    """A question that needs no words, by settings that are not stored yet."""


class BrowseDraft(Draft, BrowseQuestion):
    """What is below an address, by settings that are not stored yet?"""


class SearchDraft(Draft, SearchQuestion):
    """What has a text in its name, by settings that are not stored yet?"""


class ReadDraft(Draft, ReadQuestion):
    """What do addresses hold, by settings that are not stored yet?"""


class Step(Answer):
    """One step of a test."""

    name: str = Field(description="dns, tcp, handshake, authentication or read.")
    is_ok: bool = Field(description="Whether it went well.")
    elapsed_ms: float = Field(description="How long it took.")
    detail: str = Field(description="What was found, in a sentence.")
    hint: str = Field(description="What to do about it.")


class Tested(Answer):
    """Whether a device can be reached, step by step, up to the first that fails."""

    is_ok: bool = Field(description="Whether all steps went well.")
    steps: list[Step] = Field(description="The steps.")


class Node(Answer):
    """One thing in a device."""

    address: str = Field(description="What a tag is mapped by.")
    name: str = Field(description="Its name.")
    is_variable: bool = Field(description="Whether it has a value.")
    has_children: bool = Field(description="Whether there is more below it.")
    path: list[str] = Field(description="Names from the top down to its parent.")
    data_type: str = Field(description="Type of its value.")
    unit: str = Field(description="Unit of its value.")
    value: str | None = Field(description="Its value now, for people; null: none.")
    quality: int | None = Field(description="OPC UA status code of the value.")


class Nodes(Answer):
    """Things in a device."""

    nodes: list[Node] = Field(description="Each of them.")


class StateProposal(Answer):
    """What a raw value probably means."""

    raw_value: str = Field(description="The value as text.")
    label: str = Field(description="The device's word for it.")
    status: Status | None = Field(description="State of the machine.")
    reason: str | None = Field(description="Why.")


class TagProposal(Answer):
    """A variable of a found machine, and what it probably means."""

    node: Node = Field(description="The variable.")
    role: Literal["status", "good", "scrap", "total", "product", "reason", "value"] = Field(
        description="Its role."
    )
    states: list[StateProposal] = Field(description="What its values mean.")


class FoundMachine(Answer):
    """A machine recognised in a device, for a person to confirm."""

    address: str = Field(description="Where it was found.")
    name: str = Field(description="Its name.")
    model: str = Field(description="What it was recognised by, for example Machinery or PackML.")
    path: list[str] = Field(description="Names from the top down to it.")
    identity: dict[str, str] = Field(description="Its nameplate: manufacturer, model and so on.")
    tags: list[TagProposal] = Field(description="Its variables.")


class FoundMachines(Answer):
    """Machines recognised in a device."""

    machines: list[FoundMachine] = Field(description="Each of them.")
