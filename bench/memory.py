"""What an idle client costs, and how soon a change reaches the last of many."""

from __future__ import annotations

import asyncio
import resource

import psutil

from bench import table
from bench.flock import Flock
from bench.floor import Writer, database
from tests.realtime.running import running_server

CHANGES = 30


async def run() -> None:
    """Print row 3 of the design's table."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    table.title("Idle clients: memory each, and a change on its way to the last of them")
    table.line("", "KB each", "p50 ms", "p95 ms", "p99 ms")
    for clients in (1_000, 10_000):
        async with database() as server, running_server(server.url()) as floorcast:
            await one_size(server.url(), floorcast.process.pid, floorcast.port, clients)


async def one_size(url: str, pid: int, port: int, clients: int) -> None:
    """Connect, wait until it is quiet, weigh the server, then change a machine now and then."""
    process = psutil.Process(pid)
    await asyncio.sleep(1)
    before = process.memory_info().rss
    flock = await Flock.connect(port, clients)
    await asyncio.sleep(6)  # past a heartbeat
    each = (process.memory_info().rss - before) / clients
    writer = await Writer.connect(url, connections=1)
    await asyncio.sleep(2)
    slowest = []
    for _ in range(CHANGES):
        flock.clear()
        token = await writer.change()
        async with asyncio.timeout(10):
            await flock.wait_for(token)
        slowest.append(max(flock.latencies(writer.committed_at)))
        await asyncio.sleep(0.3)
    figures = table.percentiles(slowest)
    table.line(
        f"{clients:,} clients, to the last one",
        f"{each / 1000:.1f}",
        *(f"{figure * 1000:.1f}" for figure in figures),
    )
    flock.close()
    await writer.close()
