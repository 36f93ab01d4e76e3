"""floor.running_s: how long a machine ran between two instants."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.sql.support import add_event, minute, stand

RUNNING = "select floor.running_s($1, $2, $3)"
STATUSES = ["operational", "warning", "down", "no_data"]


async def test_operational_and_warning_count(connection: Connection) -> None:
    floor = await stand(connection)
    assert await connection.fetchval(RUNNING, floor.ids[0], minute(0), minute(60)) == 0
    for at, status in ((0, "operational"), (10, "down"), (15, "warning"), (20, "no_data")):
        await add_event(connection, floor.ids[0], at, status)
    await add_event(connection, floor.ids[0], 40, "operational")
    for begin, end, minutes in ((-10, 60, 35), (5, 60, 30), (12, 18, 3), (45, 50, 5), (50, 45, 0)):
        ran = await connection.fetchval(RUNNING, floor.ids[0], minute(begin), minute(end))
        assert ran == minutes * 60


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.dictionaries(st.integers(0, 12), st.sampled_from(STATUSES)),
    begin=st.integers(-1, 13),
    length=st.integers(0, 12),
)
async def test_it_is_what_counting_minutes_gives(
    connection: Connection, events: dict[int, str], begin: int, length: int
) -> None:
    transaction = connection.transaction()
    await transaction.start()
    floor = await stand(connection)
    for at, status in events.items():
        await add_event(connection, floor.ids[0], at, status)
    ran = await connection.fetchval(RUNNING, floor.ids[0], minute(begin), minute(begin + length))
    await transaction.rollback()
    counted = 0
    for each in range(begin, begin + length):
        known = [at for at in events if at <= each]
        counted += bool(known) and events[max(known)] in ("operational", "warning")
    assert ran == counted * 60
