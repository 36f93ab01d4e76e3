"""Sums that followed late, edited and deleted facts equal those worked out from scratch."""

from __future__ import annotations

from datetime import datetime

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
    from_scratch,
    refresh_to,
    sums,
)
from tests.oee.support import undone
from tests.sql.support import minute

REFRESH = "refresh"

refreshes = st.tuples(st.just(REFRESH), st.integers(0, 400), st.sampled_from((None, None, 1, 5)))
histories = st.lists(st.one_of(actions, actions, actions, refreshes), min_size=1, max_size=30)


@pytest.fixture(autouse=True)
async def floor(connection: Connection) -> None:
    """Two lines with three machines."""
    await build(connection)


async def live(connection: Connection, history: list[Action]) -> datetime:
    """Let it happen, with refreshes in between as time goes on; the instant of the last one."""
    now = 0
    for action in history:
        if action[0] == REFRESH:
            now = min(now + action[1], HORIZON)
            await refresh_to(connection, minute(now), action[2])
        else:
            await act(connection, action)
    await refresh_to(connection, minute(now))
    return minute(now)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
async def test_incremental_equals_from_scratch(
    connection: Connection, history: list[Action]
) -> None:
    async with undone(connection):
        now = await live(connection, history)
        assert await connection.fetch("table floor.oee_dirty") == []
        kept = await sums(connection)
        await from_scratch(connection, now)
        assert kept == await sums(connection)
