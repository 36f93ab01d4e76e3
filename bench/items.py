"""10,000 values a second from a PLC to rows: OPC UA server, ingester and PostgreSQL, each in a
process of its own.

Latency is exact for every row: from the source's time to the commit, which the server notes
(track_commit_timestamp). What was produced is in the simulator's journal, so what is stored
can be compared with it value by value.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench import table
from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from database.migrate import migrate
from settings import ROOT
from tests.programs import environment

SECONDS = 120
MACHINES, VALUES = 100, 100
ITEMS = MACHINES * VALUES
WARM_UP_S, PATIENCE_S = 5, 60
POSTGRES = [
    "track_commit_timestamp = on",
    "shared_buffers = 1GB",
    "max_wal_size = 8GB",
]
CONNECTION = """
insert into floor.connections (connection_name, protocol, config)
values ('Bench', 'opcua', jsonb_build_object('url', $1::text))
returning connection_id
"""
TAGS = """
insert into floor.tags (connection_id, address, tag_name)
select $1, 'nsu=urn:floorcast:plc;s=' || tag_name, tag_name
from (
    select format('Machine_%s.Value_%s', lpad(m::text, 3, '0'), lpad(v::text, 3, '0')) as tag_name
    from generate_series(1, $2::integer) as m, generate_series(1, $3::integer) as v
) as names
"""
STARTED = "select count(distinct tag_id) from historian.samples where quality >> 30 = 0"
STORED = "select count(*) from historian.samples where at > $1 and at <= $2"
LATENCIES = """
select percentile_cont(array[0.5, 0.95, 0.99, 1.0]) within group (order by latency_s)
from (
    select extract(epoch from pg_xact_commit_timestamp(samples.xmin) - samples.at) as latency_s
    from historian.samples
    where samples.at > $1 and samples.at <= $2
) as latencies
"""
PRODUCED = """
create temp table produced (address text, at timestamptz, value double precision, quality bigint)
"""
COMPARED = """
with stored as (
    select tags.address, samples.at, samples.value, samples.quality
    from historian.samples inner join floor.tags using (tag_id)
    where samples.at > $1 and samples.at <= $2
)

select
    (select count(*) from produced) as produced,
    (select count(*) from stored) as stored,
    (select count(*) from (select * from produced except select * from stored) as l) as lost,
    (select count(*) from (select * from stored except select * from produced) as i) as invented
"""


@dataclass
class Watched:
    """A program whose processes are weighed: CPU since the start of the watch, and memory."""

    name: str
    process: psutil.Process

    def __post_init__(self) -> None:
        self._before = self._cpu_s()

    def figures(self, seconds: float) -> tuple[float, float]:
        """Share of one core it took, and its memory in MB."""
        cpu = (self._cpu_s() - self._before) / seconds
        return cpu, sum(_memory_mb(process) for process in self._processes())

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def _cpu_s(self) -> float:
        total = 0.0
        for process in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
        return total


def _memory_mb(process: psutil.Process) -> float:
    """Memory of its own: what processes of a server share is not counted for each of them."""
    try:
        return float(process.memory_full_info().uss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


async def run(seconds: float = SECONDS) -> None:
    """Print CPU, memory and latencies, and compare what is stored with what was produced."""
    with tempfile.TemporaryDirectory(prefix="floorcast-bench-") as folder:
        data = Path(folder)
        server = EmbeddedServer(data)
        server.start(POSTGRES)
        try:
            await _prepared(server, data, seconds)
        finally:
            server.stop("immediate")


async def _prepared(server: EmbeddedServer, data: Path, seconds: float) -> None:
    connect = connector(server.url(), "bench", is_machine=True)
    await migrate(connect)
    connection = await connect()
    journal = data / "journal.jsonl"
    arguments = ("--machines", str(MACHINES), "--values", str(VALUES), "--interval", "1")
    given = ("--opcua", "opc.tcp://127.0.0.1:0", *arguments, "--journal", str(journal))
    async with _program(data, "simulate", *given) as (simulator, output):
        url = await _ready(output)
        connection_id = await connection.fetchval(CONNECTION, url)
        await connection.execute(TAGS, connection_id, MACHINES, VALUES)
        await connection.execute("analyze floor.tags")
        database = {"DATABASE_URL": server.url()}
        async with _program(data, "ingest", **database) as (ingester, _):
            await _until(connection, STARTED, ITEMS)
            await asyncio.sleep(WARM_UP_S)
            postmaster = int((server.folder / "postmaster.pid").read_text().split()[0])
            watched = [
                Watched("simulator (the load)", psutil.Process(simulator.pid)),
                Watched("ingester", psutil.Process(ingester.pid)),
                Watched("PostgreSQL", psutil.Process(postmaster)),
            ]
            await _measure(connection, journal, watched, seconds)
    await connection.close()


async def _measure(
    connection: Connection, journal: Path, watched: Sequence[Watched], seconds: float
) -> None:
    started_at, started = datetime.now(UTC), time.perf_counter()
    await asyncio.sleep(seconds)
    ended_at, taken = datetime.now(UTC), time.perf_counter() - started
    figures = {each.name: each.figures(taken) for each in watched}
    await asyncio.sleep(1)  # the last scan is in the journal
    rows = list(_journal(journal, started_at, ended_at))
    await _until(connection, STORED, len(rows), started_at, ended_at)
    p50, p95, p99, worst = await connection.fetchval(LATENCIES, started_at, ended_at)
    await connection.execute(PRODUCED)
    await connection.copy_records_to_table("produced", records=rows)
    compared = await connection.fetchrow(COMPARED, started_at, ended_at)
    assert compared is not None

    table.title(f"{ITEMS:,} OPC UA items at 1 Hz into PostgreSQL, {taken:.0f} s")
    table.line("", "% of a core", "µs a value", "MB")
    for name, (cpu, memory_mb) in figures.items():
        each_us = cpu * taken / max(1, len(rows)) * 1e6
        table.line(name, f"{cpu:.0%}", f"{each_us:.1f}", f"{memory_mb:,.0f}")
    table.line("", "p50 ms", "p95 ms", "p99 ms", "worst ms")
    table.line(
        "source time → committed (published every 500 ms)",
        *(f"{float(figure) * 1000:,.0f}" for figure in (p50, p95, p99, worst)),
    )
    table.line("", "produced", "stored", "lost", "invented")
    table.line(f"values, {len(rows) / taken:,.0f} a second", *(f"{n:,}" for n in compared))


def _journal(
    journal: Path, started_at: datetime, ended_at: datetime
) -> Iterator[tuple[str, datetime, float, int]]:
    """What the simulator served in the period, of the values that are fetched."""
    with journal.open() as lines:
        for line in lines:
            if ".Value_" in line and line.endswith("\n"):
                entry = json.loads(line)
                at = datetime.fromisoformat(entry["at"])
                if started_at < at <= ended_at:
                    yield entry["address"], at, entry["value"], entry["quality"]


@contextlib.asynccontextmanager
async def _program(
    data: Path, *arguments: str, **changes: str
) -> AsyncIterator[tuple[Process, Path]]:
    """A command of ours while the block runs, and the file with what it says."""
    output = data / f"{arguments[0]}.txt"
    with output.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "cli.py"),
            *arguments,
            env=environment(data, **changes),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process, output
    finally:
        process.send_signal(signal.SIGTERM)
        if await asyncio.wait_for(process.wait(), PATIENCE_S) != 0:
            print(_said(output), file=sys.stderr)


async def _ready(output: Path) -> str:
    """The address the simulator serves at, as soon as it does."""
    for _ in range(PATIENCE_S * 10):
        found = re.search(r"ready at (\S+)", _said(output))
        if found:
            return found[1]
        await asyncio.sleep(0.1)
    raise TimeoutError(_said(output))


def _said(output: Path) -> str:
    return output.read_text()


async def _until(connection: Connection, count: str, wanted: int, *arguments: datetime) -> None:
    """Wait until a statement counts so many; give up with what it counts."""
    found = 0
    for _ in range(PATIENCE_S * 2):
        found = await connection.fetchval(count, *arguments)
        if found >= wanted:
            return
        await asyncio.sleep(0.5)
    print(f"  only {found:,} of {wanted:,} are stored", file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(run(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
