"""A server that asks for passwords, shared by the tests of a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.realtime.running import RunningServer, running_server


@pytest.fixture(scope="module")
def guarded(served_url: str) -> Iterator[RunningServer]:
    """The server with AUTH_MODE=password, ready."""
    with asyncio.Runner() as runner:
        context = running_server(served_url, AUTH_MODE="password")
        running = runner.run(context.__aenter__())
        yield running
        runner.run(context.__aexit__(None, None, None))


@pytest.fixture
async def stranger(guarded: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody is logged in with."""
    async with httpx.AsyncClient(base_url=guarded.http, timeout=30) as opened:
        yield opened
