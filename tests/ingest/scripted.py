"""A connector that does what a test says, and what a supervisor needs besides."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from time import monotonic, perf_counter
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ingest.configuration import Wanted
from ingest.contract import (
    BAD_NO_COMMUNICATION,
    Connector,
    Link,
    Sample,
    Session,
    Step,
    Tag,
)
from ingest.supervisor import Supervisor

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
TIMEOUT_S = 10.0
LOST = (None, BAD_NO_COMMUNICATION)

Start = Callable[..., contextlib.AbstractAsyncContextManager[Supervisor]]


class ScriptedConfig(BaseModel):
    """Settings of a device that is not there."""

    model_config = ConfigDict(extra="forbid")

    host: str = Field("here", title="Host", description="Name of the device.")
    port: int = Field(4840, title="Port", description="A number.", le=65_535)
    password: SecretStr = Field(SecretStr(""), title="Password", description="Of the user.")


class Scripted:
    """A connector whose sessions wait for the test to say how they go on."""

    protocol: ClassVar[str] = "scripted"
    title: ClassVar[str] = "Scripted"
    description: ClassVar[str] = "Does what a test says."
    can_browse: ClassVar[bool] = True
    Config: ClassVar[type[BaseModel]] = ScriptedConfig

    def __init__(self) -> None:
        self.sessions: list[Run] = []
        self.begun = asyncio.Event()
        self.opened = 0
        self.is_open = 0
        self.session: Session | None = None
        self.steps: list[Step] = []
        self.test_s = self.hung_ms = 0.0

    async def run(self, config: Any, tags: Sequence[Tag], link: Link) -> None:
        """A session: opened and ended by the test."""
        run = Run(config, tags, link)
        self.sessions.append(run)
        self.begun.set()
        try:
            await run.ended
        finally:
            run.is_cancelled = run.ended.cancelled() or not run.ended.done()

    async def test(self, config: Any) -> AsyncIterator[Step]:
        """The steps of the test, and then perhaps a wait."""
        for step in self.steps:
            yield step
        began = perf_counter()
        try:
            await asyncio.sleep(self.test_s)
        finally:
            self.hung_ms = (perf_counter() - began) * 1000

    @contextlib.asynccontextmanager
    async def open(self, config: Any) -> AsyncIterator[Session]:
        """The session of the test."""
        assert self.session is not None
        self.opened += 1
        self.is_open += 1
        try:
            yield self.session
        finally:
            self.is_open -= 1

    async def next_session(self) -> Run:
        """Wait until a session begins; it is not opened yet."""
        async with asyncio.timeout(TIMEOUT_S):
            await self.begun.wait()
        self.begun.clear()
        return self.sessions[-1]


class Run:
    """One session, to be told how it goes on."""

    def __init__(self, config: Any, tags: Sequence[Tag], link: Link) -> None:
        self.config, self.tags, self.link = config, tags, link
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_cancelled = False

    def fail(self, error: BaseException) -> None:
        """End with an error."""
        self.ended.set_exception(error)

    async def send(self, tag_id: int, value: float | None, at: datetime | None = None) -> None:
        """Send one sample."""
        await self.link.emit([Sample(tag_id, at or datetime.now(UTC), value)])


class AtOnce(Random):
    """Chance that never makes anybody wait."""

    def uniform(self, a: float, b: float) -> float:
        """The least there is."""
        return a


class Stored:
    """Keeps what is put."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None

    async def put(self, samples: Sequence[Sample]) -> None:
        """Store, once the gate is open."""
        await self.gate.wait()
        if self.error:
            raise self.error
        self.samples += samples

    def of(self, tag_id: int) -> list[tuple[float | None, int]]:
        """Value and quality of each sample of a tag, in order of arrival."""
        return [(one.value, one.quality) for one in self.samples if one.tag_id == tag_id]


def a_connection(tags: Sequence[Tag] = (), **changes: Any) -> Wanted:
    """A connection of the scripted device."""
    tags = tags or (Tag(1, "a", "A"), Tag(2, "b", "B"))
    wanted = Wanted(5, "Press", "scripted", {}, {}, True, True, START, tuple(tags))
    return replace(wanted, **changes)


def speaking(connector: Any) -> dict[str, Connector]:
    """An ingester's connectors: this one."""
    return {connector.protocol: connector}


async def wait_until(is_so: Callable[[], object]) -> None:
    """Wait until it is so."""
    give_up_at = monotonic() + TIMEOUT_S
    while not is_so():
        assert monotonic() < give_up_at, "it never came to that"
        await asyncio.sleep(0.002)


async def wait_for(is_so: Callable[[], Awaitable[object]]) -> None:
    """Wait until it is so, asking somebody else."""
    give_up_at = monotonic() + 30
    while not await is_so():
        assert monotonic() < give_up_at, "it never came to that"
        await asyncio.sleep(0.02)
