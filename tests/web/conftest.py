"""A server on a floor of two machines, shared by the tests of a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from tests.conftest import fresh_database
from tests.realtime.running import RunningServer, running_server
from tests.realtime.test_relay import FLOOR


@pytest.fixture(scope="module")
def served_url(server: EmbeddedServer, template: str) -> Iterator[str]:
    """URL of the database behind the server."""
    with asyncio.Runner() as runner:
        database = fresh_database(server, template)
        url = runner.run(database.__aenter__())
        runner.run(_set_up(url))
        yield url
        runner.run(database.__aexit__(None, None, None))


async def _set_up(url: str) -> None:
    connection = await connector(url, "test")()
    await connection.execute(FLOOR)
    await connection.close()


@pytest.fixture(scope="module")
def served(served_url: str) -> Iterator[RunningServer]:
    """The server, ready."""
    with asyncio.Runner() as runner:
        context = running_server(served_url)
        running = runner.run(context.__aenter__())
        yield running
        runner.run(context.__aexit__(None, None, None))


@pytest.fixture
async def floor(served_url: str) -> AsyncIterator[Connection]:
    """A connection to the database behind the server."""
    connection = await connector(served_url, "test")()
    yield connection
    await connection.close()


@pytest.fixture
async def client(served: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the server."""
    async with httpx.AsyncClient(base_url=served.http, timeout=30) as opened:
        yield opened
