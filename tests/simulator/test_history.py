"""History: right, complete, and never twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from database.connect import Connect, Connection
from errors import UserError
from simulator import history
from simulator.history import HistoryResult
from simulator.reasons import START_UP, STOPS
from tests.simulator.helpers import (
    LINES,
    Rounds,
    add_products,
    add_reasons,
    differences,
    wait_until,
)

COUNTS = """
select
    (select count(*) from floor.status_events) as events,
    (select count(*) from floor.production) as pieces
"""


JOBS = "select machine_id, at, product_id, job_name from floor.job_events"


async def count(connection: Connection) -> int:
    row = await connection.fetchrow(COUNTS)
    assert row is not None
    return int(row["events"] + row["pieces"])


async def fill(
    connect: Connect, until: datetime, days: float = 1.5, seed: int = 1
) -> HistoryResult:
    return await history.fill(connect, days=days, seed=seed, until=until)


async def test_history_is_whole_and_ends_where_it_should(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    until = start + timedelta(seconds=17.25)
    expected = await history.estimate(connect, days=1.5, until=until)
    told: list[int] = []
    result = await history.fill(connect, days=1.5, seed=1, until=until, progress=told.append)
    assert result.rows == await count(connection) == told[-1]
    assert told == sorted(told)
    assert result.rows == pytest.approx(expected, rel=0.1)
    assert (result.machines, result.skipped) == (len(machine_ids), 0)
    assert await differences(connection) == []

    first = (until - timedelta(days=1.5)).replace(second=0, microsecond=0)
    bounds = await connection.fetch(
        "select min(at) as first_at, max(at) as last_at from floor.status_events "
        "group by machine_id"
    )
    assert {row["first_at"] for row in bounds} == {first}
    assert all(until - timedelta(hours=2) < row["last_at"] < until for row in bounds)
    last_minute = await connection.fetchval("select max(at) from floor.production")
    assert until - timedelta(minutes=3) < last_minute <= until - timedelta(minutes=1)


async def test_shares_and_pieces_of_history_are_believable(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    await fill(connect, start)
    rows = await connection.fetch(
        "select status, sum(extract(epoch from coalesce(upper(during), $1) - lower(during))) as s "
        "from floor.status_intervals group by status",
        start,
    )
    total_s = sum(row["s"] for row in rows)
    shares = {row["status"]: float(row["s"] / total_s) for row in rows}
    assert shares == pytest.approx({"operational": 0.6, "warning": 0.3, "down": 0.1}, abs=0.08)
    idle = await connection.fetchval(
        "select count(*) from floor.production inner join floor.status_intervals using (machine_id)"
        " where status = 'down' and during @> tstzrange(production.at, "
        "production.at + interval '1 minute')"
    )
    assert idle == 0  # nothing is made in a minute spent down
    good, scrap = await connection.fetchrow(
        "select sum(good_pcs), sum(scrap_pcs) from floor.production"
    ) or (0, 0)
    assert 0.003 < scrap / good < 0.05


async def test_lines_make_their_products_in_turn(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    await add_products(connection, "Engine", (10.0, 20.0))
    await add_reasons(connection, {*STOPS.values(), START_UP})
    await fill(connect, start, days=3)
    jobs = await connection.fetch(
        "select line_name, product_name, job_name, count(*) as machines, min(at) as at,"
        " lead(min(at)) over (order by min(at)) as until from floor.job_events"
        " inner join floor.machines using (machine_id) inner join floor.lines using (line_id)"
        " inner join floor.products using (product_id)"
        " group by line_name, product_name, job_name order by at"
    )
    assert {(job["line_name"], job["machines"]) for job in jobs} == {("Engine", 5)}
    assert 7 <= len(jobs) <= 13
    assert jobs[0]["at"] == await connection.fetchval("select min(at) from floor.status_events")
    one, two = ([job["product_name"] for job in jobs][number::2] for number in (0, 1))
    assert len(set(one)) == len(set(two)) == len({*one, *two}) / 2 == 1
    # pieces follow the cycle of what is being made
    pace = {
        row["product_name"]: float(row["pcs"] / row["s"])
        for row in await connection.fetch(
            "with jobs as (select machine_id, product_name, at, lead(at, 1, $1) over"
            " (partition by machine_id order by at) as until from floor.job_events"
            " inner join floor.products using (product_id))"
            " select product_name, sum(extract(epoch from until - at)) as s, sum("
            "(select sum(good_pcs + scrap_pcs) from floor.production as made"
            " where made.machine_id = jobs.machine_id and made.at >= jobs.at"
            " and made.at < jobs.until)) as pcs from jobs group by product_name",
            start,
        )
    }
    assert pace["Engine 1"] / pace["Engine 2"] == pytest.approx(2, rel=0.1)
    stops = await connection.fetch(
        "select job_name, bool_and(reason_name = 'Changeover') as has_reason"
        " from floor.status_events inner join floor.reasons using (reason_id)"
        " inner join floor.job_events on status_events.machine_id = job_events.machine_id"
        " and status_events.at - job_events.at between interval '0 s' and interval '90 s'"
        " where detail = 'changeover' group by job_name"
    )
    assert len(stops) >= len(jobs) - 2
    assert all(stop["has_reason"] for stop in stops)


async def test_stops_and_rejects_have_reasons(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    await add_reasons(connection, {*STOPS.values(), START_UP, "Surface defect"})
    await fill(connect, start, days=3)
    row = await connection.fetchrow(
        "select avg((reason_id is null)::int) as unexplained,"
        " count(*) filter (where reason_id is null and lasts > interval '10 min') as long"
        " from (select *, lead(at, 1, $1) over (partition by machine_id order by at) - at as lasts"
        " from floor.status_events) as events where status = 'down'",
        start,
    )
    assert row is not None
    assert 0.08 < row["unexplained"] < 0.25
    assert row["long"] == 0
    running = "select count(*) from floor.status_events where status <> 'down' and reason_id > 0"
    assert await connection.fetchval(running) == 0
    rejects = await connection.fetch(
        "select reason_name, sum(scrap_pcs) as pcs from floor.production"
        " left join floor.reasons on scrap_reason_id = reason_id where scrap_pcs > 0"
        " group by reason_name"
    )
    pcs = {row["reason_name"]: row["pcs"] for row in rejects}
    assert set(pcs) == {START_UP, "Surface defect", None}  # those the floor has; else null
    assert pcs[START_UP] < pcs["Surface defect"]
    named = "select count(*) from floor.production where scrap_pcs = 0 and scrap_reason_id > 0"
    assert await connection.fetchval(named) == 0


async def test_a_floor_without_products_has_no_jobs(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    await fill(connect, start)
    assert await connection.fetchval("select count(*) from floor.job_events") == 0
    assert await connection.fetchval("select count(reason_id) from floor.status_events") == 0


async def test_a_second_call_adds_nothing_and_says_so(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    first = await fill(connect, start)
    assert str(first).startswith(f"{first.rows:,} rows of history for 8 machines in ")
    for later_s in (0, 3600):
        again = await fill(connect, start + timedelta(seconds=later_s), seed=2)
        assert (again.rows, again.machines, again.skipped) == (0, 0, len(machine_ids))
        assert str(again) == "Nothing to add: all 8 machines have history for that period."
        assert await history.estimate(connect, days=1.5, until=start) == 0
    assert await count(connection) == first.rows


async def test_the_same_seed_gives_the_same_past(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    fingerprint = (
        "select md5(string_agg(concat_ws(' ', machine_id, at, status, detail), '|' "
        "order by machine_id, at)) from floor.status_events"
    )
    seen = []
    for seed in (1, 1, 2):
        await connection.execute("truncate floor.status_events, floor.production")
        await fill(connect, start, days=0.5, seed=seed)
        seen.append(await connection.fetchval(fingerprint))
    assert seen[0] == seen[1] != seen[2]


async def test_an_interrupted_call_is_continued_by_the_next(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    await add_products(connection, "Engine", (10.0, 20.0))

    def interrupt(rows: int) -> None:
        filling.cancel()

    filling = asyncio.create_task(
        history.fill(connect, days=3, seed=1, until=start, progress=interrupt)
    )
    with pytest.raises(asyncio.CancelledError):
        await filling
    kept = await count(connection)
    assert kept > 0
    jobs = set(await connection.fetch(JOBS))
    assert jobs
    assert await differences(connection) == []
    result = await fill(connect, start, days=3)
    assert result.machines == len(machine_ids)
    assert await count(connection) == kept + result.rows
    assert await differences(connection) == []
    gaps = await connection.fetchval(
        "select max(next_at - at) from (select at, lead(at) over (partition by machine_id "
        "order by at) as next_at from floor.production) as minutes"
    )
    assert gaps < timedelta(hours=2)
    all_jobs = await connection.fetch(JOBS)
    assert jobs < set(all_jobs)
    per_machine = Counter(row["machine_id"] for row in all_jobs).values()
    assert len(per_machine) == len(LINES["Engine"])
    assert len(set(per_machine)) == 1
    assert (await fill(connect, start, days=3)).rows == 0


async def test_a_lost_database_is_told_with_what_is_kept(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    async def is_cut_off() -> bool:
        return bool(
            await connection.fetchval(
                "select bool_or(pg_terminate_backend(pid)) from pg_stat_activity where state = "
                "'active' and query ~ '^COPY' and datname = current_database()"
            )
        )

    cutting = asyncio.create_task(wait_until(is_cut_off))
    with pytest.raises(UserError, match=r"went away after [\d,]+ rows.*Run it again"):
        await fill(connect, start, days=10)
    await cutting
    assert await differences(connection) == []


async def test_history_and_the_live_run_meet_without_overlap(
    connection: Connection,
    machine_ids: Mapping[str, int],
    connect: Connect,
    rounds: Rounds,
    start: datetime,
) -> None:
    _, result = await asyncio.gather(rounds(start, 100), fill(connect, start))
    assert result.machines == len(machine_ids)
    live_first = await connection.fetchval(
        "select min(at) from floor.status_events where at >= $1", start
    )
    assert live_first == start + timedelta(seconds=4)
    assert await differences(connection) == []
    assert (await fill(connect, start + timedelta(hours=1))).rows == 0


async def test_history_goes_up_to_the_first_row_of_a_machine(
    connection: Connection,
    machine_ids: Mapping[str, int],
    connect: Connect,
    rounds: Rounds,
    start: datetime,
) -> None:
    await rounds(start - timedelta(hours=5), 20)
    before = await count(connection)
    result = await fill(connect, start)
    assert result.machines == len(machine_ids)
    filled = await connection.fetchval(
        "select max(at) from floor.production where at < $1", start - timedelta(hours=5)
    )
    assert filled > start - timedelta(hours=5, minutes=5)
    assert await count(connection) == before + result.rows


async def test_real_and_retired_machines_get_no_invented_past(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    real, retired = machine_ids["Valve_1"], machine_ids["Sorter_1"]
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status, source) "
        "values ($1, $2, 'down', 'import:okuma.shdr.txt')",
        real,
        start,
    )
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_id = $1", retired
    )
    result = await fill(connect, start, days=0.2)
    assert (result.machines, result.skipped) == (len(machine_ids) - 2, 1)
    touched = await connection.fetch("select distinct machine_id from floor.production")
    assert {row["machine_id"] for row in touched} == set(machine_ids.values()) - {real, retired}


async def test_one_call_at_a_time(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    results = await asyncio.gather(
        *(fill(connect, start) for _ in range(2)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, UserError)]
    assert [error.message for error in refused] == [
        "History is already being filled on this database."
    ]
    assert await count(connection) == sum(
        result.rows for result in results if isinstance(result, HistoryResult)
    )


async def test_a_floor_without_machines_is_fine(connect: Connect, start: datetime) -> None:
    assert (await fill(connect, start)).rows == 0


@pytest.mark.parametrize("days", [0, -1, float("nan"), float("inf"), 100_000])
async def test_a_senseless_period_is_refused(
    connect: Connect, start: datetime, days: float
) -> None:
    with pytest.raises(UserError, match=r"History of .* days cannot be made"):
        await fill(connect, start, days=days)


async def test_an_instant_without_a_zone_is_refused(connect: Connect, start: datetime) -> None:
    with pytest.raises(UserError, match="has no time zone"):
        await fill(connect, start.replace(tzinfo=None))
