"""Sums that followed edited stops equal those worked out from scratch."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeAlias

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.oee.histories import (
    HORIZON,
    Action,
    act,
    build,
    counts,
    events,
    facts,
    from_scratch,
    instants,
    machines,
    refresh_to,
    sums,
)
from tests.oee.support import undone
from tests.sql.support import minute

Turn: TypeAlias = tuple[list[Action], bool]

_STOP = (
    "(select machines.machine_id, stop.started_at, stop.ended_at from floor.machines,"
    " floor.stop_at(machines.machine_id, $2) as stop where machines.machine_name = $1) as edited"
)
# of stops a person can choose for a stop: those for rejects are refused
reasons = st.sampled_from((None, "Jam", "Changeover", "Idling", "Maintenance", "Grease"))
given_reasons = reasons.filter(lambda reason: reason is not None)
offsets = st.sampled_from((None, None, -200, -30, -5, -0.5, 0.5, 5, 30, 200)).map(
    lambda number: None if number is None else timedelta(minutes=number)
)

EXPLAIN = (
    "select floor.explain_stop(edited.machine_id, edited.started_at, floor.reason_id($3))"
    f" from {_STOP}"
)
SPLIT = (
    "select floor.split_stop(edited.machine_id, edited.started_at,"
    " edited.started_at + $4 * (coalesce(edited.ended_at, edited.started_at + interval '1 h')"
    f" - edited.started_at), floor.reason_id($3)) from {_STOP}"
)
MERGE = (
    "select floor.merge_stops(edited.machine_id, edited.started_at, ("
    "select min(at) from floor.status_events as later where"
    " later.machine_id = edited.machine_id and later.status = 'down'"
    f" and later.at > edited.started_at + $3::interval)) from {_STOP}"
)
RETIME = (
    "select floor.retime_stop(edited.machine_id, edited.started_at,"
    f" edited.started_at + $3::interval, edited.ended_at + $4::interval) from {_STOP}"
)
gaps = st.sampled_from((0, 5, 60)).map(lambda number: timedelta(minutes=number))
explained = st.tuples(st.just(EXPLAIN), machines, instants, reasons)
split = st.tuples(
    st.just(SPLIT), machines, instants, given_reasons, st.sampled_from((0.1, 0.5, 0.9))
)
merged = st.tuples(st.just(MERGE), machines, instants, gaps)
retimed = st.tuples(st.just(RETIME), machines, instants, offsets, offsets)
edits = st.one_of(explained, explained, split, merged, retimed, retimed)
turns = st.tuples(
    st.lists(st.one_of(edits, edits, edits, events, counts), min_size=1, max_size=4), st.booleans()
)
beginnings = st.tuples(
    st.lists(events, min_size=12, max_size=30), st.lists(facts, min_size=2, max_size=6)
).map(lambda lists: (lists[0] + lists[1], True))
histories = st.tuples(beginnings, st.lists(turns, min_size=2, max_size=8)).map(
    lambda history: [history[0], *history[1]]
)


@pytest.fixture(autouse=True)
async def floor(connection: Connection) -> None:
    """Two lines with three machines."""
    await build(connection)


async def tried(connection: Connection, action: Action) -> bool:
    """Do it, unless it is refused; whether it edited a stop."""
    if not action[0].startswith("select floor."):
        await act(connection, action)
        return False
    try:
        async with connection.transaction():
            return bool(await connection.fetch(action[0], *action[1:]))
    except asyncpg.CheckViolationError:
        return False  # over another stop, for the same reason
    except asyncpg.PostgresError as error:
        assert error.sqlstate == "FC404", error  # noqa: PT017 - there is no next stop to merge with
        return False


@pytest.mark.timeout(400)  # a failure takes its time to be made small
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
async def test_sums_follow_edits(connection: Connection, history: list[Turn]) -> None:
    async with undone(connection):
        for happening, is_refreshed in history:
            for action in happening:
                await tried(connection, action)
            if is_refreshed:
                await refresh_to(connection, minute(HORIZON))
        await refresh_to(connection, minute(HORIZON))
        assert await connection.fetch("table floor.oee_dirty") == []
        kept = await sums(connection)
        await from_scratch(connection, minute(HORIZON))
        assert kept == await sums(connection)


@pytest.mark.parametrize(
    "action",
    [
        (EXPLAIN, "m1", minute(100), "Maintenance"),
        (SPLIT, "m1", minute(100), "Maintenance", 0.5),
        (MERGE, "m1", minute(100), timedelta(0)),
        (RETIME, "m1", minute(100), timedelta(minutes=5), timedelta(minutes=-5)),
    ],
    ids=("explained", "split", "merged", "retimed"),
)
async def test_each_edit_changes_the_sums(connection: Connection, action: Action) -> None:
    """Else the property above would hold of nothing."""
    add = (
        "insert into floor.status_events (machine_id, at, status, reason_id)"
        " select machine_id, $1, $2, floor.reason_id($3) from floor.machines"
        " where machine_name = 'm1'"
    )
    for at, status, reason in (
        (60, "operational", None),
        (100, "down", "Jam"),
        (120, "operational", None),
        (130, "down", None),
        (140, "operational", None),
    ):
        await connection.execute(add, minute(at), status, reason)
    await refresh_to(connection, minute(HORIZON))
    before = await sums(connection)
    assert await tried(connection, action)
    await refresh_to(connection, minute(HORIZON))
    assert await sums(connection) != before
