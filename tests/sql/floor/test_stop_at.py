"""floor.stop_at: the stop an instant lies in, as floor.status_intervals has it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.sql.floor.crew import acting, crew, stop
from tests.sql.support import add_event, minute, stand

STOP = "select started_at, ended_at from floor.stop_at($1, $2)"
INTERVAL = (
    "select lower(during), upper(during) from floor.status_intervals"
    " where machine_id = $1 and status = 'down' and during @> $2::timestamptz"
)
STATUS = st.sampled_from(["operational", "down", "down", "no_data", "warning"])


@pytest.mark.parametrize(
    ("at", "expected"),
    [(-1, None), (0, (0, 30)), (15, (0, 30)), (29, (0, 30)), (30, None), (100, (100, None))],
)
async def test_it_is_half_open(
    connection: Connection, at: float, expected: tuple[float, float | None] | None
) -> None:
    floor = await stand(connection)
    await stop(connection, floor.ids[0], 0, 30)
    await add_event(connection, floor.ids[0], 10, "down", "said again")
    await stop(connection, floor.ids[0], 100)
    row = await connection.fetchrow(STOP, floor.ids[0], minute(at))
    times = None if row is None else tuple(row)
    assert times == (
        None
        if expected is None
        else tuple(None if value is None else minute(value) for value in expected)
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.dictionaries(st.integers(0, 12), STATUS), at=st.integers(-1, 13))
async def test_it_is_what_intervals_say(
    connection: Connection, events: dict[int, str], at: int
) -> None:
    transaction = connection.transaction()
    await transaction.start()
    floor = await stand(connection)
    for when, status in events.items():
        await add_event(connection, floor.ids[0], when, status)
    said = await connection.fetch(STOP, floor.ids[0], minute(at))
    meant = await connection.fetch(INTERVAL, floor.ids[0], minute(at))
    await transaction.rollback()
    assert [tuple(row) for row in said] == [tuple(row) for row in meant]


async def test_one_sees_stops_where_one_may(connection: Connection) -> None:
    floor = await crew(connection)
    await stop(connection, floor.ids[0], 0)
    for name, found in (("Vic", 1), ("Eve", 0)):
        async with acting(connection, name):
            assert len(await connection.fetch(STOP, floor.ids[0], minute(5))) == found
