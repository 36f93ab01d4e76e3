"""What the tests of OEE share: a database to try things in, undone at the end of each test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from tests.oee.support import Station, station


@pytest.fixture(scope="session")
def oee_url(server: EmbeddedServer, template: str) -> str:
    """URL of the migrated database whose tests undo what they did."""

    async def make() -> None:
        admin = await asyncpg.connect(server.url("postgres"))
        await admin.execute(f"create database test_oee template {template}")
        await admin.close()

    asyncio.run(make())
    return server.url("test_oee")


@pytest.fixture
async def connection(oee_url: str) -> AsyncIterator[Connection]:
    """An open connection, in a transaction that is undone when the test ends."""
    open_connection = await connector(oee_url, "test")()
    transaction = open_connection.transaction()
    await transaction.start()
    yield open_connection
    await transaction.rollback()
    await open_connection.close()


@pytest.fixture
async def press(connection: Connection) -> Station:
    """The machine *Press_1* on the line *Engine* of a plant in Berlin."""
    return await station(connection)
