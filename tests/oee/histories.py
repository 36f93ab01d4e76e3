"""Random histories of a small floor: facts written, edited and deleted in any order.

An action is a statement and its values; one that a constraint refuses did not happen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeAlias

import asyncpg
from hypothesis import strategies as st

from database.connect import Connection
from tests.oee.support import add_product, add_reason
from tests.sql.support import minute, stand

Action: TypeAlias = tuple[Any, ...]

MACHINES = ("m1", "m2", "m3")
LINES = ("L1", "L2")
HORIZON = 15 * 60  # minutes: few hours, so that facts meet
STATUSES = ("operational", "operational", "warning", "down", "down", "down", "no_data")
REASONS = ("Jam", "Changeover", "Idling", "Maintenance", "Grease", "Warming up")
PRODUCTS = ("Nut", "Bolt")
LOSSES = ("breakdown", "setup", "minor_stop", "startup_reject")

_MACHINE = "(select machine_id from floor.machines where machine_name = $1)"
_LINE = "(select line_id from floor.lines where line_name = $1)"


async def build(connection: Connection) -> None:
    """Two lines of one plant, one with two machines; reasons, products and a first shift."""
    floor = await stand(connection, line="L1", machines=MACHINES[:2])
    await connection.execute(
        "insert into floor.lines (plant_id, line_name) values ($1, 'L2')", floor.plant_id
    )
    await connection.execute(
        "insert into floor.machines"
        " (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " select 'm3', 'm3', line_id, 'Press', 8, 0 from floor.lines where line_name = 'L2'"
    )
    jam = await add_reason(connection, "Jam", "breakdown")
    await add_reason(connection, "Grease", parent=jam)
    await add_reason(connection, "Changeover", "setup")
    await add_reason(connection, "Idling", "minor_stop")
    await add_reason(connection, "Maintenance", planned=True)
    await add_reason(connection, "Warming up", "startup_reject")
    for product in PRODUCTS:
        await add_product(connection, product)
    await connection.execute(
        "insert into floor.shifts (line_id, business_date, shift_name, during)"
        " select line_id, '2026-03-02', 'first', tstzrange($1, $2) from floor.lines",
        *(minute(30), minute(510)),
    )


machines = st.sampled_from(("m1", "m1", "m1", *MACHINES))  # crowd one of them
# whole hours and quarters, where edges meet, and any minute
instants = st.one_of(
    st.integers(0, HORIZON // 60).map(lambda hour: minute(hour * 60)),
    st.integers(0, HORIZON // 15).map(lambda quarter: minute(quarter * 15)),
    st.integers(0, HORIZON).map(minute),
)
seconds_off = st.sampled_from((0, 0, 0, 1, 59.5))
moments = st.builds(lambda at, off: at + timedelta(seconds=off), instants, seconds_off)
minutes_off = st.sampled_from((-240, -61, -7, 3, 30, 120, 400)).map(
    lambda number: timedelta(minutes=number)
)
lengths = st.sampled_from((4, 15, 60, 240)).map(lambda number: timedelta(minutes=number))
reasons = st.sampled_from((None, None, *REASONS))
products = st.sampled_from((None, *PRODUCTS))


def _actions(statement: str, *values: st.SearchStrategy[Any]) -> st.SearchStrategy[Action]:
    return st.tuples(st.just(statement), *values)


events = _actions(
    "insert into floor.status_events (machine_id, at, status, reason_id)"
    f" values ({_MACHINE}, $2, $3, floor.reason_id($4)) on conflict (machine_id, at) do update"
    " set status = excluded.status, reason_id = excluded.reason_id",
    *(machines, moments, st.sampled_from(STATUSES), reasons),
)
counts = _actions(
    "insert into floor.production"
    " (machine_id, at, good_pcs, scrap_pcs, product_id, scrap_reason_id)"
    f" values ({_MACHINE}, $2, $3, $4, floor.product_id($5), floor.reason_id($6))"
    " on conflict on constraint production_is_counted_once do update"
    " set good_pcs = excluded.good_pcs, scrap_pcs = excluded.scrap_pcs",
    *(machines, instants, st.integers(0, 50), st.integers(0, 5), products, reasons),
)
jobs = _actions(
    f"insert into floor.job_events (machine_id, at, product_id)"
    f" values ({_MACHINE}, $2, floor.product_id($3))"
    " on conflict (machine_id, at) do update set product_id = excluded.product_id",
    *(machines, moments, products),
)
pauses = _actions(
    "insert into floor.planned_stops (line_id, machine_id, during, stop_name)"
    " select line_id, case when $4::boolean then machine_id end,"
    " tstzrange($2::timestamptz, $2 + $3::interval), 'Break'"
    " from floor.machines where machine_name = $1",
    *(machines, moments, lengths, st.booleans()),
)
shifts = _actions(
    "insert into floor.shifts (line_id, business_date, shift_name, during)"
    f" values ({_LINE}, ($2::timestamptz - interval '5 hours')::date, $2::text,"
    " tstzrange($2::timestamptz, $2 + $3::interval))",
    *(st.sampled_from(LINES), instants, lengths),
)
cycles = _actions(
    "insert into floor.ideal_cycles (machine_id, product_id, valid_from, ideal_cycle_s)"
    f" values ({_MACHINE}, floor.product_id($2), $3, $4::text::numeric)"
    " on conflict on constraint ideal_cycles_are_dated_once do update"
    " set ideal_cycle_s = excluded.ideal_cycle_s",
    *(machines, products, moments, st.sampled_from(("7", "30", "61.5", "0.333333"))),
)
facts = st.one_of(events, events, events, counts, counts, jobs, pauses, shifts, cycles)

moved_events, moved_counts, moved_jobs = (
    _actions(
        f"update floor.{table} set at = at + $3::interval"
        f" where machine_id = {_MACHINE} and at >= $2::timestamptz"
        " and at < $2 + interval '2 hours'",
        *(machines, instants, minutes_off),
    )
    for table in ("status_events", "production", "job_events")
)
gone_events, gone_counts, gone_jobs = (
    _actions(
        f"delete from floor.{table}"
        f" where machine_id = {_MACHINE} and at >= $2::timestamptz and at < $2 + $3::interval",
        *(machines, instants, lengths),
    )
    for table in ("status_events", "production", "job_events")
)
explained = _actions(
    "update floor.status_events set reason_id = floor.reason_id($3)"
    f" where machine_id = {_MACHINE} and status = 'down' and at >= $2::timestamptz"
    " and at < $2 + interval '1 hour'",
    *(machines, instants, reasons),
)
moved_ranges, gone_ranges = (
    st.one_of(
        *(
            _actions(f"{change} where during @> $1::timestamptz", instants, *more)
            for change, more in changes
        )
    )
    for changes in (
        [
            (
                "update floor.shifts set during ="
                " tstzrange(lower(during) + $2::interval, upper(during) + $2)",
                (minutes_off,),
            ),
            (
                "update floor.planned_stops set during ="
                " tstzrange(lower(during), upper(during) + $2::interval)",
                (lengths,),
            ),
            ("update floor.shifts set during = tstzrange(lower(during), $1)", ()),
        ],
        [("delete from floor.shifts", ()), ("delete from floor.planned_stops", ())],
    )
)
other_cycles = _actions(
    "update floor.ideal_cycles set ideal_cycle_s = $2::text::numeric, valid_from = valid_from"
    f" + interval '30 minutes' where machine_id = {_MACHINE}",
    *(machines, st.sampled_from(("10", "90"))),
)
gone_cycles = _actions(
    f"delete from floor.ideal_cycles where machine_id = {_MACHINE} and valid_from >= $2",
    *(machines, instants),
)
reclassified = _actions(
    "update floor.reasons set loss_category = $2, is_planned = $3 where reason_name = $1",
    st.sampled_from(REASONS),
    st.sampled_from(LOSSES),
    st.sampled_from((None, None, True)),
)
limits = _actions(
    "update floor.machines set micro_stop_limit_s = $2::text::numeric where machine_name = $1",
    *(machines, st.sampled_from((None, "60", "900", "4000"))),
)
lives = _actions(
    "update floor.machines set commissioned_at = coalesce($2::timestamptz, commissioned_at),"
    " retired_at = $3 where machine_name = $1",
    *(machines, st.one_of(st.none(), instants), st.one_of(st.none(), st.none(), instants)),
)
homes = _actions(
    "update floor.machines set line_id = (select line_id from floor.lines where line_name = $2)"
    " where machine_name = $1",
    *(machines, st.sampled_from(LINES)),
)
corrections = st.one_of(
    *(moved_events, moved_counts, moved_jobs, gone_events, gone_counts, gone_jobs, explained),
    *(moved_ranges, gone_ranges, other_cycles, gone_cycles, reclassified, limits, lives, homes),
)
# what reaches furthest: events and reasons among many events
stops = st.one_of(events, explained, moved_events, gone_events)
actions = st.one_of(facts, stops, corrections)


async def act(connection: Connection, action: Action) -> None:
    """Do it, unless a constraint refuses."""
    statement, *values = action
    try:
        async with connection.transaction():
            await connection.execute(statement, *values)
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError):
        pass  # a shift that overlaps another, a range that ends before it begins


async def sums(connection: Connection) -> dict[str, list[asyncpg.Record]]:
    """All slices and all stops, in order."""
    return {
        table: await connection.fetch(
            f"select * from floor.{table} order by machine_id, starts_at, product_id"
        )
        for table in ("oee_slices", "oee_stops")
    }


async def refresh_to(connection: Connection, at: datetime, most_hours: int | None = None) -> None:
    """Bring the sums up to an instant."""
    await connection.execute("select floor.refresh_oee($1, $2)", at, most_hours)


async def from_scratch(connection: Connection, at: datetime) -> None:
    """Forget all sums and work them out again."""
    await connection.execute("truncate floor.oee_slices, floor.oee_stops")
    await connection.execute(
        "insert into floor.oee_dirty (machine_id, from_at, to_at)"
        " select machine_id, '-infinity', 'infinity' from floor.machines"
    )
    await refresh_to(connection, at)
