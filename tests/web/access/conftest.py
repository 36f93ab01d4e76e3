"""A server that asks for passwords, shared by the tests of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.realtime.running import RunningServer, running_server


@pytest.fixture(scope="module")
async def guarded(served_url: str) -> AsyncIterator[RunningServer]:
    """The server with AUTH_MODE=password, ready."""
    async with running_server(served_url, AUTH_MODE="password") as running:
        yield running


@pytest.fixture
async def stranger(guarded: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody is logged in with."""
    async with httpx.AsyncClient(base_url=guarded.http, timeout=30) as opened:
        yield opened
