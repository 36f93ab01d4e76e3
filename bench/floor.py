"""A database with a floor of many machines, and a program that changes it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

import asyncpg

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from database.migrate import migrate

MACHINES = 200
STATUSES = ("operational", "warning", "down")
FLOOR = """
insert into floor.plants (plant_name, time_zone) values ('Plant', 'UTC');
insert into floor.lines (plant_id, line_name)
select 1, 'Line ' || n from generate_series(1, 10) as n;
insert into floor.machine_types values ('Machine');
insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)
select 'Machine_' || n, 'M' || n, 1 + n % 10, 'Machine', n % 20 * 4, n / 20 * 4
from generate_series(1, 200) as n
"""
CHANGE = """
insert into floor.status_events (machine_id, at, status, detail)
values ($1, clock_timestamp(), $2, $3)
"""


@contextlib.asynccontextmanager
async def database() -> AsyncIterator[EmbeddedServer]:
    """A server of its own, durable as a real one, with a floor of 200 machines."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-bench-"))
    server = EmbeddedServer(folder)
    server.start()
    try:
        await migrate(connector(server.url(), "migrate"))
        setup = await asyncpg.connect(server.url())
        await setup.execute(FLOOR)
        await setup.close()
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


class Writer:
    """Commits changes, each with a token of its own, and knows when each was acknowledged."""

    def __init__(self, connections: list[Connection]) -> None:
        self.committed_at: dict[str, float] = {}
        self._connections = connections
        self._numbers = iter(range(10**9))

    @classmethod
    async def connect(cls, url: str, connections: int = 4) -> Writer:
        """A writer with some connections, warmed up."""
        opened = [await connector(url, "bench", is_machine=True)() for _ in range(connections)]
        writer = cls(opened)
        for number in range(50):
            await writer.change(number % connections)
        writer.committed_at.clear()
        return writer

    async def change(self, connection: int = 0) -> str:
        """Change one machine; returns the token once the commit is acknowledged."""
        number = next(self._numbers)
        token = f"t{number}"
        await self._connections[connection].execute(
            CHANGE, 1 + number % MACHINES, STATUSES[number % 3], token
        )
        self.committed_at[token] = perf_counter()
        return token

    async def at_rate(self, per_second: float, seconds: float) -> None:
        """Change machines at a steady rate, spread over the connections."""
        count = int(per_second * seconds)
        started_at = perf_counter()

        async def one_connection(offset: int) -> None:
            for number in range(offset, count, len(self._connections)):
                await asyncio.sleep(max(0, started_at + number / per_second - perf_counter()))
                await self.change(offset)

        await asyncio.gather(*(one_connection(n) for n in range(len(self._connections))))

    async def close(self) -> None:
        """Close the connections."""
        for connection in self._connections:
            await connection.close()
