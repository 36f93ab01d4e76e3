"""Store and forward: 10,000 samples a second, put while the database is away, then drained.

Three minutes of them, because ten take longer than anybody waits; `python -m bench.spool 600`
does those.

The limit is a bare COPY of the same bytes in the same portions: no key, no index, no trigger.
In between: what the real table costs without the spool. Then the everyday: from a put to the row.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

from bench import floor, table
from database.binary_copy import document
from database.connect import Connect, Connection, connector
from ingest.contract import Sample
from ingest.encoding import COLUMNS, encode
from ingest.store import LARGEST_PORTION, Store

SECONDS = 180
TAGS, CONNECTIONS = 10_000, 20  # a value a second each
SINGLE = 300
Seconds: TypeAlias = Callable[[int], Iterator[list[Sample]]]
GIVEN = """
insert into floor.connections (connection_name, protocol)
select 'Connection ' || n, 'bench' from generate_series(1, 20) as n;
insert into floor.tags (connection_id, address, tag_name)
select 1 + n % 20, 'a' || n, 'Tag ' || n from generate_series(1, 10000) as n;
analyze floor.tags;
create schema bare;
create table bare.samples (like historian.samples)
"""


async def run(seconds: int = SECONDS) -> None:
    """Print samples a second in and out, next to the limit, and how long one sample takes."""
    async with floor.database() as server:
        with tempfile.TemporaryDirectory(prefix="floorcast-bench-") as folder:
            await _measure(connector(server.url(), "bench", is_machine=True), Path(folder), seconds)


async def _measure(connect: Connect, folder: Path, seconds: int) -> None:
    connection = await connect()
    await connection.execute(GIVEN)
    samples = seconds * TAGS
    started_at = datetime.now(UTC) - timedelta(seconds=seconds + 60)
    second_of = partial(_second, started_at)
    store = Store(connect, folder, "bench", 10**11)
    encoded = [0.0]
    taken = {
        "bare COPY (the limit)": await _copy(connection, "bare", second_of, seconds, encoded),
        "samples to rows (one core)": encoded[0],
        "put: rows, spool, on the disk": await _put_all(store, second_of, seconds),
        "COPY into historian.samples": await _copy(
            connection, "historian", second_of, seconds, [0.0]
        ),
    }
    await connection.execute("truncate historian.samples; checkpoint")
    draining = asyncio.create_task(store.run())
    taken["drained from the spool, exactly once"] = await _empty(store)
    stored = await connection.fetchval("select count(*) from historian.samples")
    assert stored == samples, f"{stored} of {samples} samples are stored"
    latencies = [await _single(store, number) for number in range(SINGLE)]
    draining.cancel()
    await asyncio.wait([draining])
    await store.close()
    await connection.close()
    _tell(taken, samples, seconds, latencies)


def _tell(taken: dict[str, float], samples: int, seconds: int, latencies: list[float]) -> None:
    table.title(f"Spool: {samples:,} samples, {seconds} s of {TAGS:,} tags")
    table.line("", "samples/s", "ratio")
    limit = taken["bare COPY (the limit)"]
    for what, time in taken.items():
        table.line(what, f"{samples / time:,.0f}", f"{limit / time:.2f}")
    table.title("One sample, with the database there")
    table.latency_header()
    table.latency("put → commit acknowledged", latencies)


def _second(started_at: datetime, second: int) -> Iterator[list[Sample]]:
    """What the connections send in one second of the past."""
    each = TAGS // CONNECTIONS
    for number in range(CONNECTIONS):
        at = started_at + timedelta(seconds=second, milliseconds=number)
        server_at = at + timedelta(milliseconds=3)
        first = 1 + number * each
        yield [
            Sample(tag_id, at, second + tag_id / 7, None, 0, server_at)
            for tag_id in range(first, first + each)
        ]


async def _put_all(store: Store, second_of: Seconds, seconds: int) -> float:
    """How long it takes, the making of the samples left out."""
    taken = 0.0
    for second in range(seconds):
        sent = list(second_of(second))
        began = perf_counter()
        await asyncio.gather(*map(store.put, sent))
        taken += perf_counter() - began
    return taken


async def _copy(
    connection: Connection, schema: str, second_of: Seconds, seconds: int, encoded: list[float]
) -> float:
    """How long the portions of the writer take, ready-made. ``encoded``: how long that took."""
    taken = 0.0
    for first in range(0, seconds, LARGEST_PORTION // TAGS):
        last = min(first + LARGEST_PORTION // TAGS, seconds)
        sent = [samples for second in range(first, last) for samples in second_of(second)]
        began = perf_counter()
        rows = [encode(samples) for samples in sent]
        encoded[0] += perf_counter() - began
        source: Any = memoryview(document(rows))
        began = perf_counter()
        await connection.copy_to_table(
            "samples", schema_name=schema, columns=COLUMNS, source=source, format="binary"
        )
        taken += perf_counter() - began
    return taken


async def _empty(store: Store) -> float:
    began = perf_counter()
    while store.figures.spool_samples:
        await asyncio.sleep(0.01)
    return perf_counter() - began


async def _single(store: Store, number: int) -> float:
    """How long one sample takes from its put until its commit is acknowledged."""
    stored = store.figures.samples_stored
    began = perf_counter()
    await store.put([Sample(1 + number, datetime.now(UTC), 1.0)])
    while store.figures.samples_stored == stored:
        await asyncio.sleep(0.0005)
    return perf_counter() - began


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
