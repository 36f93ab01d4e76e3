"""What the tests of ingesting share: a scripted device, and a supervisor that runs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable

import pytest

from ingest.configuration import Wanted
from ingest.contract import Sample
from ingest.supervisor import Supervisor
from tests.ingest.scripted import AtOnce, Scripted, Start, Stored, a_connection, speaking


@pytest.fixture
def device() -> Scripted:
    """The device."""
    return Scripted()


@pytest.fixture
def stored() -> Stored:
    """What was stored."""
    return Stored()


@pytest.fixture
def start(device: Scripted, stored: Stored) -> Start:
    """Runs a supervisor while the block runs, and ends it in order."""

    @contextlib.asynccontextmanager
    async def run(
        wanted: Wanted | None = None, newest: Iterable[Sample] = ()
    ) -> AsyncIterator[Supervisor]:
        one = Supervisor(
            wanted or a_connection(), speaking(device), stored.put, newest, random=AtOnce()
        )
        running = asyncio.create_task(one.run())
        try:
            yield one
        finally:
            one.stop()
            stored.gate.set()
            await asyncio.wait_for(running, 10)

    return run
