"""What tests of SQL share: a database to try things in, and one for tests that must commit.

Most tests need nobody else to see their rows: they run in a transaction of one common
database, undone at the end. Those about concurrency, NOTIFY or the change feed commit, and
get a database of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from tests.sql.support import Floor, Open, stand


@pytest.fixture(scope="session")
def common_url(server: EmbeddedServer, template: str) -> str:
    """URL of the migrated database whose tests undo what they did."""

    async def make() -> None:
        admin = await asyncpg.connect(server.url("postgres"))
        await admin.execute(f"create database test_sql template {template}")
        await admin.close()

    asyncio.run(make())
    return server.url("test_sql")


@pytest.fixture(scope="session")
async def warm_connection(common_url: str) -> AsyncIterator[Connection]:
    """One connection for all of them: a new backend plans every trigger and view anew, which
    takes several times as long as most tests."""
    connection = await connector(common_url, "test")()
    yield connection
    await connection.close()


@pytest.fixture
async def connection(warm_connection: Connection) -> AsyncIterator[Connection]:
    """An open connection, in a transaction that is undone when the test ends."""
    transaction = warm_connection.transaction()
    await transaction.start()
    yield warm_connection
    await transaction.rollback()
    await warm_connection.reset()


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    """Plant *Plant*, line *Engine* and the machines *Press_1*, *Press_2* and *Press_3*."""
    return await stand(connection)


@pytest.fixture
async def open_committing(database_url: str) -> AsyncIterator[Open]:
    """Opens connections to a database of the test's own; closed when the test ends."""
    opened: list[Connection] = []

    async def open_connection() -> Connection:
        opened.append(await connector(database_url, "committing")())
        return opened[-1]

    yield open_connection
    for open_one in opened:
        open_one.terminate()


@pytest.fixture
async def committing(open_committing: Open) -> Connection:
    """An open connection to a database of the test's own: what it commits, others see."""
    return await open_committing()
