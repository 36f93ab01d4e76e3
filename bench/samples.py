"""How fast samples are stored with all that follows from them, next to a COPY without triggers.

10,000 tags of 400 machines: a status and two counters of most, which is 10 %, the rest plain
values. A batch is 20,000 rows: two samples of each tag. Both ways take turns in one table, one
minute each, so that both find it equally large.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import table
from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from database.migrate import migrate

ROUNDS = 12
BATCHES = 5  # of a round
TAGS, SPEAKING, MACHINES = 10_000, 1_000, 400
SETTINGS = ["shared_buffers = 1GB", "max_wal_size = 8GB"]
COLUMNS = ["tag_id", "at", "server_at", "value", "quality"]
PLANT = f"""
insert into floor.plants (plant_name, time_zone) values ('Plant', 'UTC');
insert into floor.lines (plant_id, line_name) values (1, 'Line');
insert into floor.machine_types values ('Machine');
insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)
select 'Machine_' || n, 'M' || n, 1, 'Machine', n % 20 * 4, n / 20 * 4
from generate_series(1, {MACHINES}) as n;
insert into floor.connections (connection_name, protocol) values ('Hall', 'opcua');
insert into floor.tags (
    connection_id, address, tag_name, machine_id, role, counter_modulus, max_step
)
select 1, 't' || n, 'Tag ' || n, 1 + n % {MACHINES}, listed.role, 65536, 1000
from generate_series(0, {SPEAKING} - 1) as n
cross join lateral (
    select (array['status', 'good', 'scrap'])[1 + n / {MACHINES}] as role
) as listed;
insert into floor.tags (connection_id, address, tag_name, machine_id)
select 1, 't' || n, 'Tag ' || n, 1 + n % {MACHINES}
from generate_series({SPEAKING}, {TAGS} - 1) as n;
insert into floor.tag_states (tag_id, raw_value, status)
select tag_id, raw_value, status
from floor.tags
cross join (values ('6', 'operational'), ('9', 'down'), ('11', 'warning')) as s (raw_value, status)
where role = 'status';
"""


@dataclass
class Plc:
    """Everything a plant says, second by second."""

    roles: dict[int, str]
    now: datetime
    chance: random.Random

    def __post_init__(self) -> None:
        self._values = dict.fromkeys(self.roles, 6.0)

    def batch(self) -> list[tuple[Any, ...]]:
        """Two seconds of all tags."""
        return [*self._second(), *self._second()]

    def _second(self) -> Iterator[tuple[Any, ...]]:
        self.now += timedelta(seconds=1)
        for tag_id, role in self.roles.items():
            if role == "value":
                self._values[tag_id] = self.chance.random()
            elif role == "status":
                # a state lasts a minute
                if self.chance.random() < 1 / 60:
                    self._values[tag_id] = self.chance.choice((6.0, 9.0, 11.0))
            elif self.chance.random() < 0.2:  # a piece each five seconds
                self._values[tag_id] += 1
            yield tag_id, self.now, self.now, self._values[tag_id], 0


async def run(rounds: int = ROUNDS) -> None:
    """Print samples per second with and without triggers, and where the time goes."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-bench-"))
    server = EmbeddedServer(folder)
    try:
        server.start(SETTINGS)
        connect = connector(server.url(), "bench", is_machine=True)
        await migrate(connect)
        await _measure(await connect(), rounds)
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(connection: Connection, rounds: int) -> None:
    await connection.execute(PLANT)
    await connection.execute("set track_functions = 'all'; analyze")
    roles = await connection.fetch("select tag_id, role from floor.tags order by tag_id")
    plc = Plc(
        {row["tag_id"]: row["role"] for row in roles},
        datetime.now(UTC) - timedelta(hours=6),
        random.Random(1),
    )
    bare: list[float] = []
    ours: list[float] = []
    for number in range(rounds + 1):
        for taken, is_triggered in ((bare, False), (ours, True)):
            what = "enable" if is_triggered else "disable"
            await connection.execute(f"alter table historian.samples {what} trigger user")
            await connection.execute("checkpoint")
            seconds = [await _copy(connection, plc.batch()) for _ in range(BATCHES)]
            if number > 0:  # the first round warms up
                taken += seconds
            else:
                await connection.execute("select pg_stat_reset()")
    await _print(connection, bare, ours)
    await connection.close()


async def _copy(connection: Connection, rows: list[tuple[Any, ...]]) -> float:
    began = perf_counter()
    await connection.copy_records_to_table(
        "samples", schema_name="historian", columns=COLUMNS, records=rows
    )
    return perf_counter() - began


async def _print(connection: Connection, bare: list[float], ours: list[float]) -> None:
    rows = 2 * TAGS
    table.title(f"Samples: COPY of {rows:,} rows, {TAGS:,} tags, {SPEAKING:,} status and counters")
    table.line("", "samples/s", "p50 ms", "p95 ms")
    for what, taken in (
        ("COPY without triggers (the limit)", bare),
        ("the same with all that follows from them", ours),
    ):
        p50, p95, _ = table.percentiles(taken)
        table.line(what, f"{rows / p50:,.0f}", f"{p50 * 1000:.0f}", f"{p95 * 1000:.0f}")
    limit, reached = (table.percentiles(taken)[0] for taken in (bare, ours))
    table.line("ratio to the limit, p50", f"{limit / reached:.2f}")
    await connection.execute("select pg_stat_force_next_flush()")
    for row in await connection.fetch(
        "select schemaname || '.' || funcname as name, self_time / $1 as ms"
        " from pg_stat_user_functions where self_time > $1 order by self_time desc limit 12",
        float(len(ours)),
    ):
        table.line(f"  in {row['name']}", "", f"{row['ms']:.1f}")


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
