"""What the tests of faults share: PLCs, and the connection to them."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from database.migrate import migrate
from tests.conftest import PG_VERSION
from tests.faults.plc import Plc, running
from tests.faults.site import Site

Stand = Callable[..., Awaitable[Site]]
Measure = Callable[[str, object], None]


@pytest.fixture
def measure(request: pytest.FixtureRequest) -> Measure:
    """Notes a measured time: --junitxml=FILE has it beside the test."""
    return lambda name, value: request.node.user_properties.append((name, value))


@pytest.fixture
async def server_of_its_own() -> AsyncIterator[EmbeddedServer]:
    """A database server to be stopped, set up."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-faults-"))  # a socket's path must be short
    server = EmbeddedServer(folder, PG_VERSION)
    await asyncio.to_thread(server.start, ["fsync = off"])
    await migrate(connector(server.url(), "migrate"))
    yield server
    await asyncio.to_thread(server.stop, "immediate")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def stand(tmp_path: Path, connection: Connection) -> AsyncIterator[Stand]:
    """Starts PLCs of some machines, that are ended in the end; the site has no rows yet."""
    async with contextlib.AsyncExitStack() as stack:

        async def start(
            *arguments: str,
            machines: int = 3,
            values: int = 5,
            site_connection: Connection | None = None,
            **environment: Any,
        ) -> Site:
            plc = Plc(tmp_path, machines, *arguments, "--values", str(values), **environment)
            await stack.enter_async_context(running(plc))
            return Site(site_connection or connection, plc, machines, values)

        yield start
