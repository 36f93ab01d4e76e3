"""Nothing is made in planned stops: in history, in the live run, by lines and by machines."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from database.connect import Connect, Connection
from simulator import history, live
from tests.simulator.helpers import (
    LINES,
    Clock,
    Rounds,
    add_breaks,
    add_planned_stop,
    made_in_planned_stops,
    wait_until,
    who_made_pieces,
)

MINUTE = timedelta(minutes=1)
ENGINE, INTERIOR = (set(names) for names in LINES.values())
PIECES = """
select machine_id, at, sum(good_pcs) as good_pcs, sum(scrap_pcs) as scrap_pcs
from floor.production
where at < $1
group by machine_id, at
"""
STATUSES = "select machine_id, at, status, detail from floor.status_events order by 1, 2"


async def test_history_makes_nothing_in_breaks_and_as_much_as_usual_around_them(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    until = start + timedelta(hours=20)
    await history.fill(connect, days=2, seed=1, until=until)
    usual, statuses = await connection.fetch(PIECES, until), await connection.fetch(STATUSES)
    await connection.execute("truncate floor.status_events, floor.production")
    await add_breaks(connection, [(time(10), time(10, 15)), (time(23, 50), time(0, 20))])
    await history.fill(connect, days=2, seed=1, until=until)

    first = await connection.fetchval("select min(lower(during)) from floor.planned_stops")
    assert first < until - timedelta(days=2)  # the break before the first minute is planned, too
    assert await made_in_planned_stops(connection) == 0
    ten = start.replace(hour=8)  # in Berlin
    for before, after in ((ten - 15 * MINUTE, ten), (ten + 15 * MINUTE, ten + 30 * MINUTE)):
        assert len(await who_made_pieces(connection, before, after)) >= 6
    made = await connection.fetch(PIECES, until)
    lost = 1 - sum(row["good_pcs"] for row in made) / sum(row["good_pcs"] for row in usual)
    assert 0.02 < lost < 0.045  # 45 minutes of 1440 are 3 %
    assert await connection.fetch(STATUSES) == statuses


async def test_history_stops_the_machine_or_the_line_that_is_meant(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    noon, until = start.replace(hour=12, second=20), start + timedelta(hours=10)
    hour = timedelta(hours=1)
    sorter, crane = machine_ids["Sorter_1"], machine_ids["Crane_2"]
    await add_planned_stop(connection, sorter, noon, noon + hour, is_of_line=False)
    await add_planned_stop(connection, crane, noon, noon + hour, is_of_line=True)
    await add_planned_stop(connection, crane, noon + hour, noon + 2 * hour, is_of_line=False)
    await history.fill(connect, days=0.5, seed=1, until=until)
    assert await made_in_planned_stops(connection) == 0
    assert await who_made_pieces(connection, noon, noon + hour) == ENGINE - {"Sorter_1"}
    assert await who_made_pieces(connection, noon + hour, noon + 2 * hour) == ENGINE | INTERIOR - {
        "Crane_2"
    }
    assert await who_made_pieces(connection, noon + 2 * hour, until) == ENGINE | INTERIOR
    assert await who_made_pieces(connection, start, noon) == ENGINE | INTERIOR


async def test_the_same_seed_and_stops_give_the_same_past(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    await add_breaks(connection, [(time(7), time(7, 30))])
    seen = []
    for _ in range(2):
        await connection.execute("truncate floor.status_events, floor.production")
        await history.fill(connect, days=0.5, seed=1, until=start + timedelta(hours=6))
        seen.append(set(await connection.fetch(PIECES, start + timedelta(hours=6))))
    assert seen[0] == seen[1]


async def test_nothing_is_planned_where_nothing_is_to_be_filled(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    await add_breaks(connection, [(time(7), time(7, 30))])
    first = "select min(business_date) from floor.shifts"
    await connection.execute("update floor.machines set retired_at = now()")
    await history.fill(connect, days=1, seed=1, until=start)
    assert await connection.fetchval(first) is None
    await connection.execute("update floor.machines set retired_at = null")
    await history.fill(connect, days=1, seed=1, until=start)
    assert await connection.fetchval(first) == start.date() - timedelta(days=3)


async def test_the_live_run_stops_the_machine_or_the_line_that_is_meant(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    stops_at, ends_at = start + timedelta(minutes=20, seconds=30), start + timedelta(minutes=40)
    sorter, crane = machine_ids["Sorter_1"], machine_ids["Crane_2"]
    await add_planned_stop(connection, sorter, stops_at, ends_at, is_of_line=False)
    await add_planned_stop(connection, crane, stops_at, ends_at, is_of_line=True)
    await rounds(start, 360, step_s=10)
    assert await made_in_planned_stops(connection) == 0
    assert await who_made_pieces(connection, stops_at, ends_at) == ENGINE - {"Sorter_1"}
    assert await who_made_pieces(connection, start, stops_at) == ENGINE | INTERIOR
    assert await who_made_pieces(connection, ends_at, start + 2 * (ends_at - start)) == (
        ENGINE | INTERIOR
    )


async def test_a_stop_planned_in_the_midst_of_the_live_run_counts_from_the_next_round(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    clock = Clock(start, 10, 100_000)
    running = asyncio.create_task(
        live.run(connect, interval=0.001, seed=1, scenario="quiet", stop=clock.stop, now=clock)
    )

    async def has_gone_on() -> bool:
        assert not running.done()
        return clock.at > planned_at + timedelta(minutes=40)

    planned_at = start
    await wait_until(has_gone_on)
    planned_at = clock.at
    await add_planned_stop(
        connection,
        machine_ids["Sorter_1"],
        start + 30 * MINUTE,
        start + timedelta(days=30),
        is_of_line=True,
    )
    seen_at = clock.at
    await wait_until(has_gone_on)
    clock.stop.set()
    await running
    assert await who_made_pieces(connection, start, planned_at) == ENGINE | INTERIOR
    assert await who_made_pieces(connection, seen_at + 2 * MINUTE, clock.at) == INTERIOR
