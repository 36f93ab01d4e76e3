"""A server on a floor of two machines, shared by the tests of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from tests.conftest import fresh_database
from tests.realtime.running import RunningServer, running_server
from tests.realtime.test_relay import FLOOR


@pytest.fixture(scope="module")
async def served_url(server: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """URL of the database behind the server."""
    async with fresh_database(server, template) as url:
        connection = await connector(url, "test")()
        await connection.execute(FLOOR)
        await connection.close()
        yield url


@pytest.fixture(scope="module")
async def owner(served_url: str) -> AsyncIterator[Connection]:
    """One connection for the whole file: a new backend plans every trigger anew."""
    connection = await connector(served_url, "test")()
    yield connection
    await connection.close()


@pytest.fixture
async def floor(owner: Connection) -> AsyncIterator[Connection]:
    """A connection to the database behind the server."""
    yield owner
    await owner.reset()


@pytest.fixture(scope="module")
async def served(served_url: str) -> AsyncIterator[RunningServer]:
    """The server, ready."""
    async with running_server(served_url) as running:
        yield running


@pytest.fixture
async def client(served: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the server."""
    async with httpx.AsyncClient(base_url=served.http, timeout=30) as opened:
        yield opened
