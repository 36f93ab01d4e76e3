"""A server on the floor of tests/rights/floor.py, and a browser of each of its people."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from tests.conftest import fresh_database
from tests.people import session_of
from tests.realtime.running import RunningServer, running_server
from tests.rights.floor import PEOPLE, stand

PERSON = "select person_id from floor.people where display_name = $1"


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
    await stand(connection)
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
    """The owner's connection to the database behind the server."""
    connection = await connector(served_url, "test")()
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
def cookies(served_url: str) -> dict[str, dict[str, str]]:
    """The cookies of a browser of each person."""

    async def begin() -> dict[str, dict[str, str]]:
        connection = await connector(served_url, "test")()
        found = {
            name: await session_of(connection, await connection.fetchval(PERSON, name))
            for name in PEOPLE
        }
        await connection.close()
        return found

    return asyncio.run(begin())


@pytest.fixture
async def browsers(
    served: RunningServer, cookies: dict[str, dict[str, str]]
) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """A browser of each person."""
    opened = {
        name: httpx.AsyncClient(base_url=served.http, cookies=cookies[name], timeout=30)
        for name in PEOPLE
    }
    yield opened
    for browser in opened.values():
        await browser.aclose()
