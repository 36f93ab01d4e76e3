"""What all tests share: one embedded server for all, a fresh database for each.

A template database is migrated once; a test's database is a copy of it, made in
milliseconds. FLOORCAST_TEST_PG chooses the PostgreSQL version (16 or 18).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from httpx._transports import default
from hypothesis import settings as hypothesis_settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from database.migrate import migrate

PG_VERSION = int(os.environ.get("FLOORCAST_TEST_PG", "16"))
MEMORY, MEMORY_BYTES = Path("/dev/shm"), 4 * 1024**3
# they wait more than they work: begun first, they do so beside the others, not after them
PATIENT = ("tests/faults/", "tests/databricks/test_app.py", "tests/test_up.py")
_numbers = itertools.count(1)

# the same examples at every run; HYPOTHESIS_PROFILE=explore looks for new ones
# no deadline: how fast an example is says something about the machine, not about us
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", deadline=None)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "steady")
hypothesis_settings.load_profile(PROFILE)
if PROFILE == "steady":
    # Hypothesis also tries numbers and texts it finds in our modules: with every module that
    # is imported first, or edited, the examples would be others.
    providers._get_local_constants = Constants


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the patient ones; leave the others in their order."""
    items.sort(key=lambda item: not item.nodeid.startswith(PATIENT))


def _fast_folder() -> Path | None:
    """Files in memory, where there is room: to copy a database is mostly to make files."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_BYTES
    return MEMORY if has_room else None


# a client would read the certificates of the world anew, which takes 25 ms of a test's 100
vars(default)["create_ssl_context"] = functools.cache(httpx.create_ssl_context)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """The embedded server of the whole run: not durable, because tests need not be."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-test-", dir=_fast_folder()))
    embedded = EmbeddedServer(folder, PG_VERSION)
    embedded.start(["fsync = off", "synchronous_commit = off", "full_page_writes = off"])
    yield embedded
    embedded.stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """Name of a migrated, empty database to copy."""

    async def make() -> None:
        admin = await asyncpg.connect(server.url("postgres"))
        await admin.execute("create database floorcast_template")
        await admin.close()
        await migrate(connector(server.url("floorcast_template"), "migrate"))

    asyncio.run(make())
    return "floorcast_template"


@contextlib.asynccontextmanager
async def fresh_database(server: EmbeddedServer, template: str | None) -> AsyncIterator[str]:
    """URL of a new database, a copy of the template or empty; gone in the end."""
    name = f"test_{next(_numbers)}"
    admin = await asyncpg.connect(server.url("postgres"))
    source = template or "template0"
    # nine times as fast as by way of the log, because nothing is to survive a crash here
    await admin.execute(f"create database {name} template {source} strategy file_copy")
    yield server.url(name)
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.close()


@pytest.fixture
async def database_url(server: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """URL of a migrated database of the test's own."""
    async with fresh_database(server, template) as url:
        yield url


@pytest.fixture
async def empty_database_url(server: EmbeddedServer) -> AsyncIterator[str]:
    """URL of an empty database of the test's own."""
    async with fresh_database(server, None) as url:
        yield url


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[Connection]:
    """An open connection to the test's own database."""
    open_connection = await connector(database_url, "test")()
    yield open_connection
    await open_connection.close()
