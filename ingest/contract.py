"""What a connector is: one protocol, one session at a time, and nothing of the database.

A connector does not retry, buffer or store. The supervisor (supervisor.py) calls ``run``, and
again with growing pauses when it raises; ``emit`` waits until the samples are safe, which is
what slows a device down that sends more than can be kept.

Registered in connectors.py. ingest/replay.py is the smallest one, to start a new one from.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, Protocol

from pydantic import BaseModel

from errors import UserError

GOOD = 0x00000000
GOOD_ENTRY_INSERTED = 0x00A20000  # found when a connection was back; OPC UA Part 11
BAD_NO_COMMUNICATION = 0x80310000
BAD_TIMEOUT = 0x800A0000
BAD_CONFIGURATION_ERROR = 0x80890000
BAD_DEVICE_FAILURE = 0x808B0000


class Sample(NamedTuple):
    """One value of one tag.

    ``at`` is the source's time, ``server_at`` that of the server or of receipt, both aware.
    ``quality`` is an OPC UA status code. ``is_found``: the value as it was found when the
    session began, whose ``at`` may lie long before it.
    """

    tag_id: int
    at: datetime
    value: float | None
    text: str | None = None
    quality: int = GOOD
    server_at: datetime | None = None
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """What a connector has to know of a row of floor.tags."""

    tag_id: int
    address: str
    name: str
    deadband: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a test: what was tried, how it went, how long it took, what to do.

    ``name`` is dns, tcp, handshake, authentication or read.
    """

    name: str
    is_ok: bool
    elapsed_ms: float
    detail: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in a device's address space. ``address`` is what a tag would be mapped by.

    ``value`` is shown beside it (text for people), ``quality`` its status code; both None
    where it has none. ``path`` are the names from the root down to its parent.
    """

    address: str
    name: str
    is_variable: bool
    has_children: bool
    path: tuple[str, ...] = ()
    data_type: str = ""
    unit: str = ""
    value: str | None = None
    quality: int | None = None


@dataclass(frozen=True, slots=True)
class StateProposal:
    """What a raw value probably means: a proposal for floor.tag_states."""

    raw_value: str
    label: str
    status: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TagProposal:
    """A variable of a found machine, with the role it probably has (floor.tags.role)."""

    node: Node
    role: str
    states: tuple[StateProposal, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundMachine:
    """A machine discovered in the address space, to be confirmed by a person.

    ``model`` says what it was recognised by, for example Machinery or PackML; ``identity``
    are its nameplate entries (manufacturer, model, serial number, …).
    """

    address: str
    name: str
    model: str
    path: tuple[str, ...] = ()
    identity: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[TagProposal, ...] = ()


class LinkLostError(Exception):
    """The session cannot go on, or could not be begun; trying again may help.

    ``args[0]`` is a sentence for people, ``hint`` the remedy.
    """

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.hint = hint


class RefusedError(UserError):
    """The device refuses us as we are configured (password, certificate, address):
    a person must change something, so it is tried again seldom."""


class Link(Protocol):
    """What a connector may tell the supervisor of its session."""

    async def opened(self, details: Mapping[str, str]) -> None:
        """The session is up; ``details`` (what was agreed) are shown to people."""

    async def emit(self, samples: Sequence[Sample]) -> None:
        """Returns when the samples are durable. Slow on purpose: await it."""

    def heard(self) -> None:
        """The device gave a sign of life without samples (a keep-alive)."""

    async def refused(self, tag_id: int, problem: str, hint: str = "") -> None:
        """The device does not know the tag, or will not tell it; the others go on."""

    async def accepted(self, tag_id: int) -> None:
        """The device tells a tag after all that it refused; its next value is a found one."""


class Session(Protocol):
    """A short session for questions of a person (the wizard)."""

    async def browse(self, address: str | None) -> list[Node]:
        """The children of an address; None: of the root. Raises UserError for an unknown one."""

    async def search(self, text: str, most: int) -> list[Node]:
        """Variables and objects whose name or path has the text, at most so many."""

    async def discover(self) -> list[FoundMachine]:
        """Machines recognised by companion specifications, or by the names of variables."""

    async def read(self, addresses: Sequence[str]) -> list[Node]:
        """Current value, type and quality of each address, in the same order."""


class Connector(Protocol):
    """One protocol."""

    protocol: ClassVar[str]  # key, as in floor.connections
    title: ClassVar[str]
    description: ClassVar[str]
    can_browse: ClassVar[bool]
    Config: ClassVar[type[BaseModel]]
    """Its JSON schema is the form: give each field a title, description and, where it helps,
    examples. A secret is a ``SecretStr`` (writeOnly in the schema)."""

    def test(self, config: Any) -> AsyncIterator[Step]:
        """Try to reach the device, step by step; ends after the first step that fails."""

    def open(self, config: Any) -> AbstractAsyncContextManager[Session]:
        """A session for questions. Raises LinkLostError, RefusedError or UserError."""

    async def run(self, config: Any, tags: Sequence[Tag], link: Link) -> None:
        """One session: fetch until cancelled. Raises LinkLostError when it is lost, RefusedError
        where the device refuses us."""
