"""Commit acknowledged → frame in the browser, next to a bare NOTIFY and to the obvious way."""

from __future__ import annotations

import asyncio
import contextlib
from time import perf_counter

import asyncpg

from bench import table
from bench.flock import Flock
from bench.floor import Writer, database
from tests.realtime.running import ALIVE, OBVIOUS, RunningServer, running_server

IDLE_CHANGES = 300
SECONDS = 15
RATE = 200


async def run() -> None:
    """Print the latencies of rows 1 and 2 of the design's table."""
    async with database() as server:
        table.title(f"Commit acknowledged → frame in every browser ({SECONDS} s each)")
        table.latency_header()
        bare = await bare_notify(server.url())
        table.latency("bare NOTIFY round trip: sent → callback, idle", bare)
        async with running_server(server.url()) as floorcast:
            await all_loads(server.url(), floorcast, "Floorcast")
        async with running_server(server.url(), program=OBVIOUS, until=ALIVE) as obvious:
            await all_loads(server.url(), obvious, "the obvious way")


async def bare_notify(url: str) -> list[float]:
    """Seconds from sending a NOTIFY to the listener's callback: the limit. It comes no later
    than the acknowledgement, so that would be nothing to compare with."""
    listener, sender = await asyncpg.connect(url), await asyncpg.connect(url)
    heard: dict[str, float] = {}

    def note(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        heard[str(payload)] = perf_counter()

    await listener.add_listener("bench", note)
    samples = []
    for number in range(IDLE_CHANGES):
        sent_at = perf_counter()
        await sender.execute("select pg_notify('bench', $1)", str(number))
        while str(number) not in heard:
            await asyncio.sleep(0)
        samples.append(heard[str(number)] - sent_at)
        await asyncio.sleep(0.01)
    await listener.close()
    await sender.close()
    return samples


async def all_loads(url: str, server: RunningServer, name: str) -> None:
    """10 and 1,000 clients, each idle and at 200 changes a second."""
    for clients in (10, 1_000):
        flock = await Flock.connect(server.port, clients)
        writer = await Writer.connect(url)
        await asyncio.sleep(1)
        await idle(flock, writer, f"{name}, {clients:,} clients, idle")
        await loaded(flock, writer, f"{name}, {clients:,} clients, {RATE} changes/s")
        flock.close()
        await writer.close()


async def idle(flock: Flock, writer: Writer, what: str) -> None:
    """One change at a time, the next one when all have seen it and it is quiet again."""
    flock.clear()
    for _ in range(IDLE_CHANGES if len(flock.clients) < 100 else 60):
        token = await writer.change()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await flock.wait_for(token)
        await asyncio.sleep(0.02)
    table.latency(what, flock.latencies(writer.committed_at))


async def loaded(flock: Flock, writer: Writer, what: str) -> None:
    """A steady rate; in the end every client must show the same last state."""
    flock.clear()
    writer.committed_at.clear()
    await writer.at_rate(RATE, SECONDS)
    last = await writer.change()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(20):
            await flock.wait_for(last)
    table.latency(what, flock.latencies(writer.committed_at))
    states = len(flock.last_tokens())
    agree = (
        "all clients show the same" if states == 1 else f"clients show {states} different states"
    )
    table.line(f"    {flock.frames / SECONDS:,.0f} frames/s; in the end {agree}")
