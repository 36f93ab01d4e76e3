"""floor.refresh_oee() for a thousand machines in the middle of a shift.

200 status changes and 1,000 counts a minute arrive meanwhile. The limit is the least that any
refresh has to do: read the facts of the open hour, and write a row for each machine.
"""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from time import perf_counter

from bench import table
from bench.plant import MACHINES, plant
from database.connect import Connection
from simulator import history

SECONDS = 60
EVERY_S = 2.0
CHANGES_PER_S, COUNTS_PER_S = 200 / 60, 1_000 / 60
CHANGE = """
insert into floor.status_events (machine_id, at, status)
values ($1, clock_timestamp(), $2) on conflict do nothing
"""
COUNT = """
insert into floor.production as kept (machine_id, at, good_pcs, source)
values ($1, date_trunc('minute', clock_timestamp()), 1, 'bench')
on conflict (machine_id, at, product_id, scrap_reason_id, source) do update
set good_pcs = kept.good_pcs + 1
"""
THIN_OUT = """
delete from floor.status_events
where random() > $1::float8 / (select count(*) from floor.status_events)
"""
LEAST = """
update bare_slices set elapsed_s = elapsed_s + read.events + read.pieces + 1
from (
    select machines.machine_id, events.n as events, pieces.n as pieces
    from floor.machines
    cross join lateral (
        select count(*) as n from floor.status_events
        where machine_id = machines.machine_id and at >= date_trunc('hour', now())
    ) as events
    cross join lateral (
        select coalesce(sum(good_pcs), 0) as n from floor.production
        where machine_id = machines.machine_id and at >= date_trunc('hour', now())
    ) as pieces
) as read
where bare_slices.machine_id = read.machine_id
"""


async def run(seconds: float = SECONDS) -> None:
    """Print how long a refresh takes, next to the least it could take."""
    async with plant(days=1) as (connect, connection):
        await history.fill(connect, days=1, seed=1, until=datetime.now(UTC))
        # simulated machines change more often than that
        await connection.execute(THIN_OUT, CHANGES_PER_S * 86_400)
        await connection.execute("select floor.refresh_oee()")
        await connection.execute("analyze")
        await connection.execute(
            "create table bare_slices as select distinct on (machine_id) * from floor.oee_slices;"
            "alter table bare_slices add primary key (machine_id)"
        )
        stop = asyncio.Event()
        writers = [
            asyncio.create_task(_write(await connect(), CHANGES_PER_S, stop, is_status=True)),
            asyncio.create_task(_write(await connect(), COUNTS_PER_S, stop, is_status=False)),
        ]
        samples, least, rows = [], [], []
        until = perf_counter() + seconds
        while perf_counter() < until:
            least.append(await _timed(connection, LEAST))
            began = perf_counter()
            rows.append(await connection.fetchval("select floor.refresh_oee()"))
            samples.append(perf_counter() - began)
            await asyncio.sleep(EVERY_S)
        stop.set()
        await asyncio.gather(*writers)
        await connection.execute("select floor.refresh_oee()")
        unchanged = await connection.fetchval("select floor.refresh_oee(now() - interval '1 hour')")
    table.title(f"refresh_oee(): {MACHINES:,} machines, 200 changes and 1,000 counts a minute")
    table.latency_header()
    bare = table.latency("read the open hour, write a row a machine (the limit)", least)
    ours = table.latency("floor.refresh_oee()", samples)
    table.line("ratio to the limit, p50", f"{ours[0] / bare[0]:.1f}")
    table.line("rows written by a refresh, on average", f"{sum(rows) / len(rows):,.0f}")
    table.line("rows written where no time has passed", f"{unchanged:,}")


async def _write(
    connection: Connection, per_s: float, stop: asyncio.Event, is_status: bool
) -> None:
    chance = random.Random(is_status)
    while not stop.is_set():
        machine_id = chance.randint(1, MACHINES)
        if is_status:
            status = chance.choice(("operational", "warning", "down"))
            await connection.execute(CHANGE, machine_id, status)
        else:
            await connection.execute(COUNT, machine_id)
        await asyncio.sleep(chance.expovariate(per_s))
    await connection.close()


async def _timed(connection: Connection, statement: str) -> float:
    began = perf_counter()
    await connection.execute(statement)
    return perf_counter() - began
