"""A demo floor of their own for the set-up pages: what is connected here stays on no other map."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

import machine_config
from database.connect import connector
from database.embedded import EmbeddedServer
from settings import ROOT
from tests.browser.conftest import Floor
from tests.conftest import fresh_database


@pytest.fixture(scope="session")
async def demo_floor(server: EmbeddedServer, template: str) -> AsyncIterator[Floor]:
    """The floor of floor.toml with a server of its own, for all tests of this folder."""
    async with fresh_database(server, template) as url:
        connection = await connector(url, "test")()
        await machine_config.apply(connection, machine_config.load(ROOT / "floor.toml"))
        floor = Floor(connection, url)
        yield floor
        await floor.stop()
        await connection.close()
