"""Every gold view over 30 days of 1,000 machines, next to a bare sum over the same slices.

`python -m bench gold`: the simulator lives 30 days of 100 machines, whose slices and stops are
then copied for the other 900, shifts included; gold reads nothing else. `python -m bench.gold
lived`: it lives all of it, some 50 million rows, which takes a quarter of an hour.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from time import perf_counter

from bench import table
from bench.plant import MACHINES, plant
from database.connect import Connect, Connection
from simulator import history

DAYS = 30
LIVED = 100
LONG_LIST = 200_000
YESTERDAY = "current_date - 1"
VIEWS = """
select pg_class.relname from pg_class
where pg_class.relnamespace = 'gold'::regnamespace and pg_class.relkind = 'v'
order by pg_class.relname
"""
BARE = """
select sum(elapsed_s), sum(operational_s), sum(warning_s), sum(breakdown_s), sum(setup_s),
    sum(minor_stop_s), sum(unknown_s), sum(good_pcs), sum(scrap_pcs), sum(ideal_s),
    sum(ideal_good_s), count(*)
from floor.oee_slices
"""
COPIES = """
alter table floor.oee_slices disable trigger user;
insert into floor.oee_slices
select (jsonb_populate_record(slices, jsonb_build_object('machine_id', machines.machine_id))).*
from floor.oee_slices as slices
inner join floor.machines on machines.machine_id % {lived} = slices.machine_id % {lived}
where machines.machine_id > {lived};
insert into floor.oee_stops
select (jsonb_populate_record(stops, jsonb_build_object('machine_id', machines.machine_id))).*
from floor.oee_stops as stops
inner join floor.machines on machines.machine_id % {lived} = stops.machine_id % {lived}
where machines.machine_id > {lived};
alter table floor.oee_slices enable trigger user;
"""


async def run(is_all_lived: bool = False) -> None:
    """Print how long each view takes to be read in full."""
    async with plant(days=DAYS) as (connect, connection):
        await _fill(connect, connection, is_all_lived)
        await connection.execute("vacuum (freeze, analyze) floor.oee_slices")
        await connection.execute("vacuum (freeze, analyze) floor.oee_stops")
        await connection.execute("analyze")
        counts = await connection.fetchrow(
            "select (select count(*) from floor.oee_slices), (select count(*) from floor.oee_stops)"
        )
        assert counts is not None
        table.title(
            f"Gold over {DAYS} days of {MACHINES:,} machines: "
            f"{counts[0]:,} slices, {counts[1]:,} stretches of stops"
        )
        table.line("", "rows", "ms", "ratio", "one day, ms")
        _, limit_ms = await _timed(connection, BARE)
        table.line("a bare sum of the slices (the limit)", "1", f"{limit_ms:.0f}", "1.0")
        for record in await connection.fetch(VIEWS):
            view = f"select * from gold.{record[0]}"
            rows, ms = await _timed(connection, view)
            day = ""
            if rows > LONG_LIST:
                # nobody reads half a million lines: what is asked for is a day
                _, day_ms = await _timed(connection, f"{view} where business_date = {YESTERDAY}")
                day = f"{day_ms:.0f}"
            table.line(f"gold.{record[0]}", f"{rows:,}", f"{ms:.0f}", f"{ms / limit_ms:.1f}", day)


async def _fill(connect: Connect, connection: Connection, is_all_lived: bool) -> None:
    if not is_all_lived:
        await connection.execute(
            "update floor.machines set retired_at = commissioned_at where machine_id > $1", LIVED
        )
    told = await history.fill(connect, days=DAYS, seed=1, until=datetime.now(UTC))
    print(told, flush=True)
    began, rows = perf_counter(), 0
    while await connection.fetchval("select exists(select from floor.oee_dirty)"):
        rows += await connection.fetchval("select floor.refresh_oee(p_most_hours => 20000)")
    taken_s = perf_counter() - began
    print(f"{rows:,} rows of sums in {taken_s:.0f} s ({rows / taken_s:,.0f} rows/s).", flush=True)
    if not is_all_lived:
        await connection.execute("delete from floor.oee_slices where machine_id > $1", LIVED)
        await connection.execute(COPIES.format(lived=LIVED))
        await connection.execute("alter table floor.machines disable trigger user")
        await connection.execute("update floor.machines set retired_at = null")


async def _timed(connection: Connection, statement: str) -> tuple[int, float]:
    """Rows and milliseconds of the better of two runs, all columns worked out, none sent."""
    plans = [
        json.loads(
            await connection.fetchval(f"explain (analyze, timing off, format json) {statement}")
        )[0]
        for _ in range(2)
    ]
    best = min(plans, key=lambda plan: float(plan["Execution Time"]))
    return int(best["Plan"]["Actual Rows"]), float(best["Execution Time"])


if __name__ == "__main__":
    asyncio.run(run(is_all_lived="lived" in sys.argv[1:]))
