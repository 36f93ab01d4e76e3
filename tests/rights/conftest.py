"""A server on the floor of tests/rights/floor.py, and a browser of each of its people."""

from __future__ import annotations

from collections.abc import AsyncIterator

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
async def served_url(server: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """URL of the database behind the server."""
    async with fresh_database(server, template) as url:
        connection = await connector(url, "test")()
        await stand(connection)
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
    """The owner's connection to the database behind the server."""
    yield owner
    await owner.reset()


@pytest.fixture(scope="module")
async def served(served_url: str) -> AsyncIterator[RunningServer]:
    """The server, ready."""
    async with running_server(served_url) as running:
        yield running


@pytest.fixture(scope="module")
async def cookies(owner: Connection) -> dict[str, dict[str, str]]:
    """The cookies of a browser of each person."""
    return {name: await session_of(owner, await owner.fetchval(PERSON, name)) for name in PEOPLE}


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
