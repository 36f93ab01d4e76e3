"""Sums that followed late, edited and deleted facts equal those worked out from scratch."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.oee.histories import (
    HORIZON,
    Action,
    act,
    actions,
    build,
    events,
    facts,
    from_scratch,
    refresh_to,
    sums,
)
from tests.oee.support import undone
from tests.sql.support import minute

# what happens, then how many minutes later the sums are brought up to date, and how far
Turn: TypeAlias = tuple[list[Action], int, int | None]

turns = st.tuples(
    st.lists(actions, min_size=1, max_size=2),
    st.sampled_from((0, 0, 1, 20, 61, 200)),
    st.sampled_from((None, None, 1, 8)),
)
histories = st.tuples(
    # much is known when the sums are first made; then things change one by one
    st.tuples(
        st.tuples(
            st.lists(events, min_size=8, max_size=20), st.lists(facts, min_size=2, max_size=10)
        ).map(lambda lists: lists[0] + lists[1]),
        st.integers(HORIZON // 2, HORIZON),
        st.sampled_from((None, None, 20)),
    ),
    st.lists(turns, min_size=3, max_size=10),
).map(lambda history: [history[0], *history[1]])


@pytest.fixture(autouse=True)
async def floor(connection: Connection) -> None:
    """Two lines with three machines."""
    await build(connection)


async def live(connection: Connection, history: list[Turn]) -> datetime:
    """Let it happen, the sums following as time goes on; the instant they go up to."""
    now = 0
    for happening, later, most_hours in history:
        for action in happening:
            await act(connection, action)
        now = min(now + later, HORIZON)
        await refresh_to(connection, minute(now), most_hours)
    await refresh_to(connection, minute(now))
    return minute(now)


@pytest.mark.timeout(400)  # a failure takes its time to be made small
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
async def test_incremental_equals_from_scratch(connection: Connection, history: list[Turn]) -> None:
    async with undone(connection):
        now = await live(connection, history)
        assert await connection.fetch("table floor.oee_dirty") == []
        kept = await sums(connection)
        await from_scratch(connection, now)
        assert kept == await sums(connection)
