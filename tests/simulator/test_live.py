"""The live run, on a real database, with a clock turned by hand."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from database.connect import Connect, Connection, connector
from database.queries import query
from errors import UserError
from simulator import history, live
from simulator.reasons import START_UP, STOPS
from tests.simulator.helpers import (
    LINES,
    Clock,
    Rounds,
    add_machine,
    add_products,
    add_reasons,
    differences,
    wait_until,
)

NOW = "select machine_id, status, at, source from floor.machine_status order by machine_id"


async def events(connection: Connection, machine_id: int) -> list[tuple[datetime, str, str]]:
    rows = await connection.fetch(
        "select at, status, source from floor.status_events where machine_id = $1 order by at",
        machine_id,
    )
    return [(row["at"], row["status"], row["source"]) for row in rows]


async def report(
    connection: Connection, machine_id: int, at: datetime, status: str, source: str
) -> None:
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status, source) values ($1, $2, $3, $4)",
        machine_id,
        at,
        status,
        source,
    )


async def test_the_first_round_gives_every_machine_a_state(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    ended = await rounds(start, 1)
    rows = await connection.fetch(NOW)
    assert [row["machine_id"] for row in rows] == sorted(machine_ids.values())
    assert {(row["at"], row["source"]) for row in rows} == {(ended, "simulator")}
    assert all(row["status"] in ("operational", "warning", "down") for row in rows)


async def test_a_long_run_leaves_a_believable_record(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    ended = await rounds(start, 240, step_s=20)  # 80 minutes
    assert await differences(connection) == []
    changes = await connection.fetchval("select count(*) from floor.status_events")
    assert 8 * 80 / 6 < changes < 8 * 80 / 2  # a change per machine every two to six minutes
    assert await connection.fetchval("select max(at) from floor.status_events") <= ended
    made = await connection.fetchrow(
        "select sum(good_pcs) as good, sum(scrap_pcs) as scrap, min(at) as first_at, "
        "max(at) as last_at, count(distinct source) as sources from floor.production"
    )
    assert made is not None
    assert 0 < made["scrap"] < made["good"] / 10
    assert start - timedelta(minutes=1) < made["first_at"] < made["last_at"] <= ended
    assert made["sources"] == 1


async def test_rounds_of_one_minute_add_up(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    sorter = machine_ids["Sorter_1"]
    await report(connection, sorter, start, "operational", "psql")
    await rounds(start, 16, step_s=2)
    rows = await connection.fetch(
        "select at, good_pcs + scrap_pcs as pcs from floor.production where machine_id = $1", sorter
    )
    assert {row["at"] for row in rows} == {start}
    assert len(rows) <= 2  # those of rounds with a reject stand apart
    pieces = sum(row["pcs"] for row in rows)
    assert 30 * 0.7 / 8 - 1 <= pieces <= 30 / 8 + 1  # 30 s at 8 s each


async def test_after_a_restart_every_machine_goes_on_where_it_was(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    ended = await rounds(start, 30, step_s=8)
    before = await connection.fetch(NOW)
    await rounds(ended + timedelta(seconds=60), 1)
    assert await connection.fetch(NOW) == before
    await rounds(ended + timedelta(seconds=64), 60, step_s=8)
    assert await connection.fetch(NOW) != before
    assert (
        await connection.fetchval(
            "select count(*) from floor.status_events where status = 'no_data'"
        )
        == 0
    )


async def test_after_a_long_pause_nothing_is_claimed_about_it(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    valve, others = machine_ids["Valve_1"], set(machine_ids.values()) - {machine_ids["Valve_1"]}
    ended = await rounds(start, 30, step_s=8)
    await report(connection, valve, ended, "down", "psql")
    last_seen = await connection.fetchval(
        "select max(at) from (select at from floor.status_events where source = 'simulator' "
        "union all select at from floor.production) as signs"
    )
    back = await rounds(ended + timedelta(hours=1), 1)
    for machine_id in others:
        *_, silent, again = await events(connection, machine_id)
        assert silent == (last_seen + timedelta(minutes=1), "no_data", "simulator")
        assert again[0] == back
    assert (await events(connection, valve))[-1] == (
        ended,
        "down",
        "psql",
    )  # what people said stands


async def test_a_computer_that_slept_counts_as_a_pause(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    clock = Clock(start, 4, 4)

    def now() -> datetime:
        at = clock()
        return at if at < start + timedelta(seconds=12) else at + timedelta(hours=1)

    await live.run(connect, interval=0, seed=1, scenario="quiet", stop=clock.stop, now=now)
    silent = await connection.fetch("select at from floor.status_events where status = 'no_data'")
    expected = start + timedelta(seconds=8) + timedelta(minutes=1)
    assert [row["at"] for row in silent] == [expected] * len(machine_ids)


async def test_what_somebody_else_says_is_taken_over(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    valve = machine_ids["Valve_1"]
    clock, at, is_said = Clock(start, 8, 150), start + timedelta(seconds=32), asyncio.Event()

    def now() -> datetime:  # stands still until it is said: what machines do depends on the time
        return clock() if clock.at < at or is_said.is_set() else at

    running = asyncio.create_task(
        live.run(connect, interval=0.001, seed=1, scenario="quiet", stop=clock.stop, now=now)
    )

    async def has_begun() -> bool:
        return clock.at == at

    await wait_until(has_begun)
    await report(connection, valve, at, "down", "psql")
    is_said.set()
    await running
    after = [event for event in await events(connection, valve) if event[0] >= at]
    assert after[0] == (at, "down", "psql")
    assert after[1][0] - at > timedelta(seconds=5)  # it is not pushed aside at once,
    assert after[1][2] == "simulator"  # but the machine goes on from there


async def test_a_machine_that_a_device_tells_about_is_left_alone(
    connection: Connection, machine_ids: Mapping[str, int]
) -> None:
    """Also when it was mapped while a round was on its way."""
    mapped, looked_after = machine_ids["Valve_1"], machine_ids["Sorter_1"]
    await connection.execute(
        "with plc as (insert into floor.connections (connection_name, protocol)"
        " values ('plc', 'opcua') returning connection_id)"
        " insert into floor.tags (connection_id, address, tag_name, machine_id, role)"
        " select connection_id, 'a', 'State', $1, 'status' from plc",
        mapped,
    )
    rows = await connection.fetch(query("simulator_machines"))
    assert {row["machine_id"] for row in rows if row["is_real"]} == {mapped}
    at = [datetime(2026, 3, 2, 12, tzinfo=UTC)] * 2
    both = [mapped, looked_after]
    nothing = [None, None]
    await connection.execute(
        query("simulator_write_statuses"), both, at, ["down", "down"], nothing, nothing
    )
    await connection.execute(query("simulator_write_production"), both, at, [1, 1], [0, 0], nothing)
    await connection.execute(query("simulator_write_jobs"), both, at, nothing, nothing)
    for table in ("status_events", "production", "job_events"):
        found = await connection.fetch(f"select machine_id from floor.{table}")
        assert [row["machine_id"] for row in found] == [looked_after], table


async def test_a_machine_with_a_real_source_is_left_alone(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    long_ago = start - timedelta(days=60)
    real, looked_after = machine_ids["Valve_1"], machine_ids["Sorter_1"]
    await report(connection, real, long_ago, "down", "import:machine.csv")
    await report(connection, real, start - timedelta(days=1), "warning", "psql")
    await report(connection, looked_after, long_ago, "down", "pgAdmin 4 - CONN:42")
    await rounds(start, 120, step_s=20)
    assert len(await events(connection, real)) == 2
    assert len(await events(connection, looked_after)) > 1
    assert (
        await connection.fetchval(
            "select count(*) from floor.production where machine_id = $1", real
        )
        == 0
    )


async def test_machines_may_come_and_go(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    ended = await rounds(start, 10)
    gone = machine_ids["Valve_1"]
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_id = $1", gone
    )
    line_id = await connection.fetchval("select min(line_id) from floor.lines")
    new = await add_machine(connection, line_id, "Valve_9")
    before = await events(connection, gone)
    await rounds(ended, 120, step_s=20)
    assert await events(connection, gone) == before
    assert len(await events(connection, new)) > 1


async def test_a_jam_shows_in_the_rows(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    await rounds(start, 60, step_s=10, scenario="jam")
    told = await connection.fetch(
        "select status, split_part(detail, ':', 1) as what, count(*) from floor.status_events "
        "where detail ~ 'jam' group by status, what"
    )
    assert {("down", "part jam"), ("warning", "starved")} <= {
        (row["status"], row["what"]) for row in told
    }


JOBS = """
select machine_id, at, product_id, job_name from floor.job_events order by machine_id, at
"""


async def test_jobs_change_on_time_and_a_restart_changes_nothing(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    await add_products(connection, "Engine", (10.0, 20.0))
    await add_reasons(connection, ["Changeover"])
    ended = await rounds(start, 1)
    first = await connection.fetch(JOBS)
    assert {row["at"] for row in first} == {ended}  # of what was before, nothing is known
    assert len(first) == len(LINES["Engine"])
    for _ in range(4):  # 4 hours each
        ended = await rounds(ended, 120, step_s=120)
    jobs = await connection.fetch(JOBS)
    assert {row["job_name"] for row in first} < {row["job_name"] for row in jobs}
    times = sorted({row["at"] for row in jobs})[1:]
    assert all(
        timedelta(hours=6) <= after - before <= timedelta(hours=10)
        for before, after in itertools.pairwise(times)
    )
    assert len(jobs) == len(LINES["Engine"]) * (len(times) + 1)
    stops = await connection.fetch(
        "select at, reason_name from floor.status_events left join floor.reasons using (reason_id)"
        " where detail = 'changeover'"
    )
    assert stops
    assert {row["reason_name"] for row in stops} == {"Changeover"}
    assert all(
        any(timedelta() <= row["at"] - at <= timedelta(seconds=92) for at in times) for row in stops
    )
    assert await differences(connection) == []


async def test_live_and_history_make_the_same_jobs(
    connection: Connection,
    machine_ids: Mapping[str, int],
    connect: Connect,
    rounds: Rounds,
    start: datetime,
) -> None:
    await add_products(connection, "Engine", (10.0, 20.0))
    day = timedelta(days=1)
    await rounds(start, 400, step_s=216)
    lived = {tuple(row) for row in await connection.fetch(JOBS)}
    await connection.execute(
        "truncate floor.job_events, floor.status_events, floor.production, floor.machine_status"
    )
    await history.fill(connect, days=1, seed=1, until=start + day)
    filled = {tuple(row) for row in await connection.fetch(JOBS)}
    begun = len(LINES["Engine"])  # what was going on already
    assert len(lived) > 2 * begun
    assert len(lived & filled) >= len(lived) - begun


async def test_a_job_somebody_else_gave_is_made_until_the_next(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    await add_products(connection, "Engine", (5.0, 500.0))
    sorter, valve = machine_ids["Sorter_1"], machine_ids["Valve_1"]
    ended = await rounds(start, 1)
    rush = await connection.fetchrow(
        "insert into floor.job_events (machine_id, at, product_id, job_name)"
        " select machine_id, at + interval '1 s', ideal_cycles.product_id, 'RUSH'"
        " from floor.job_events inner join floor.ideal_cycles using (machine_id)"
        " where machine_id = $1 and ideal_cycles.product_id <> job_events.product_id"
        " returning product_id",
        sorter,
    )
    assert rush is not None
    await report(connection, sorter, ended + timedelta(seconds=1), "operational", "psql")
    await rounds(ended, 40, step_s=4)
    latest = await connection.fetch(
        "select distinct on (machine_id) machine_id, job_name from floor.job_events"
        " order by machine_id, at desc"
    )
    names = {row["machine_id"]: row["job_name"] for row in latest}
    assert names[sorter] == "RUSH" != names[valve]
    cycle_s = await connection.fetchval(
        "select min(ideal_cycle_s)::int from floor.ideal_cycles where product_id = $1",
        rush["product_id"],
    )
    made = await connection.fetchval(
        "select coalesce(sum(good_pcs + scrap_pcs), 0) from floor.production where machine_id = $1",
        sorter,
    )
    assert (made > 10) == (cycle_s == 5)


async def test_stops_and_rejects_carry_reasons(
    connection: Connection, machine_ids: Mapping[str, int], rounds: Rounds, start: datetime
) -> None:
    rejects = ["Dimension out of tolerance", "Surface defect", "Wrong colour", START_UP]
    await add_reasons(connection, {*STOPS.values(), *rejects})
    await rounds(start, 240, step_s=60)
    stops = await connection.fetchrow(
        "select count(reason_id) as given, count(*) as stops from floor.status_events"
        " where status = 'down'"
    )
    assert stops is not None
    assert 0.6 < stops["given"] / stops["stops"] < 1
    scrap = await connection.fetchrow(
        "select count(*) filter (where scrap_pcs > 0 and scrap_reason_id is null) as missing,"
        " count(distinct scrap_reason_id) as reasons, sum(scrap_pcs) as pcs from floor.production"
    )
    assert scrap is not None
    assert (scrap["missing"], scrap["reasons"] > 1, scrap["pcs"] > 20) == (0, True, True)


async def test_only_one_simulator_works_on_a_database(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect
) -> None:
    assert not await live.is_running(connection)
    stop = asyncio.Event()
    first = asyncio.create_task(
        live.run(connect, interval=0.01, seed=1, scenario="quiet", stop=stop)
    )
    await wait_until(lambda: live.is_running(connection))
    with pytest.raises(UserError, match="Another simulator is already running"):
        await live.run(connect, interval=0.01, seed=1, scenario="quiet")
    stop.set()
    await first
    assert not await live.is_running(connection)


async def test_it_survives_the_loss_of_its_connection(
    connection: Connection,
    machine_ids: Mapping[str, int],
    connect: Connect,
    start: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "simulator.live")
    clock = Clock(start, 4, 10_000)
    running = asyncio.create_task(
        live.run(connect, interval=0.001, seed=1, scenario="quiet", stop=clock.stop, now=clock)
    )

    async def is_cut_off() -> bool:  # as by a restart of the server
        return bool(
            await connection.fetchval(
                "select bool_or(pg_terminate_backend(pid)) from pg_locks "
                "where locktype = 'advisory' and classid = 7301 and granted"
            )
        )

    async def is_at_work() -> bool:
        return any(text.startswith("Simulating") for text in caplog.messages)

    async def is_back() -> bool:
        return running.done() or "The database is back." in caplog.messages

    await wait_until(is_at_work)
    for _ in range(2):
        caplog.clear()
        await wait_until(is_cut_off)
        await wait_until(is_back)
        assert not running.done()
        lost = [text for text in caplog.messages if text.startswith("The database is lost")]
        assert len(lost) == 1
    clock.stop.set()
    await running
    assert await differences(connection) == []


async def test_a_loss_in_the_first_round_is_no_other_simulator(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    """A server may hold the lock of a lost session until it notices."""
    clock, opened, asked = Clock(start, 4, 3), itertools.count(1), itertools.count(1)

    def now() -> datetime:
        if next(asked) == 1:
            raise ConnectionResetError("cut off")
        return clock()

    async def connect_again() -> Connection:
        match next(opened):
            case 2:
                await wait_until(lambda: connection.fetchval(query("simulator_lock")))
            case 3:
                await connection.execute("select pg_advisory_unlock_all()")
        return await connect()

    await live.run(
        connect_again, interval=0.001, seed=1, scenario="quiet", stop=clock.stop, now=now
    )
    assert next(opened) == 4
    assert await connection.fetchval("select count(*) from floor.machine_status") == len(
        machine_ids
    )


async def test_a_database_without_tables_is_named(empty_database_url: str) -> None:
    with pytest.raises(UserError, match=r"refused the simulator.*Run `floorcast migrate` first"):
        await live.run(
            connector(empty_database_url, "simulator"), interval=1, seed=1, scenario="quiet"
        )


async def test_an_unknown_scenario_is_refused_before_anything_is_written(connect: Connect) -> None:
    with pytest.raises(UserError, match='Scenario "flood" is unknown'):
        await live.run(connect, interval=1, seed=1, scenario="flood")
