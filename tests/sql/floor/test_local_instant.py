"""floor.local_instant: one instant for every local time, and never an earlier one for a later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.sql.floor.shift_calendar import ZONES

MINUTE = timedelta(minutes=1)
# Days around which clocks of some of the zones change.
CHANGES = [
    datetime(2025, 4, 6),
    datetime(2025, 9, 28),
    datetime(2026, 3, 8),
    datetime(2026, 3, 29),
    datetime(2026, 4, 5),
    datetime(2026, 9, 27),
    datetime(2026, 10, 4),
    datetime(2026, 10, 25),
    datetime(2026, 11, 1),
]


async def instant(connection: Connection, local: datetime, zone: str) -> datetime:
    """What the database makes of a local time."""
    at: datetime = await connection.fetchval("select floor.local_instant($1, $2)", local, zone)
    return at


def first_from(local: datetime, zone: str) -> datetime:
    """The first minute at which clocks show the time or a later one: by trying each."""
    at = local.replace(tzinfo=UTC) - timedelta(hours=15)
    while at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < local:
        at += MINUTE
    return at


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Europe/Berlin", "2026-06-01 06:00", "2026-06-01 04:00"),
        ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59"),
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"),  # skipped: the change itself
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 03:01", "2026-03-29 01:01"),
        ("Europe/Berlin", "2026-10-25 02:00", "2026-10-25 00:00"),  # twice: the first
        ("Europe/Berlin", "2026-10-25 02:59", "2026-10-25 00:59"),
        ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-03 15:30"),  # half an hour skipped
        ("Australia/Lord_Howe", "2026-04-05 01:40", "2026-04-04 14:40"),  # half an hour twice
        ("America/Havana", "2026-03-08 00:00", "2026-03-08 05:00"),  # midnight skipped
        ("America/Havana", "2026-11-01 00:00", "2026-11-01 04:00"),  # midnight twice
        ("Asia/Kolkata", "2026-03-29 02:30", "2026-03-28 21:00"),
        ("UTC", "2026-03-29 02:30", "2026-03-29 02:30"),
    ],
)
async def test_a_local_time_has_an_instant(
    connection: Connection, zone: str, local: str, expected: str
) -> None:
    at = await instant(connection, datetime.fromisoformat(local), zone)
    assert at == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(ZONES),
    day=st.sampled_from(CHANGES),
    minute=st.integers(-24 * 60, 48 * 60),
)
async def test_it_is_the_first_that_shows_it(
    connection: Connection, zone: str, day: datetime, minute: int
) -> None:
    local = day + minute * MINUTE
    assert await instant(connection, local, zone) == first_from(local, zone)


@pytest.mark.parametrize("zone", ZONES)
async def test_later_is_never_earlier(connection: Connection, zone: str) -> None:
    """All of a year, ten minutes at a time and a few seconds off."""
    assert await connection.fetchval(
        "select bool_and(instants.at >= instants.before) from ("
        "   select at, lag(at) over (order by local) as before"
        "   from generate_series("
        "       timestamp '2026-01-01', '2027-01-01', interval '10 minutes 7 seconds'"
        "   ) as local, floor.local_instant(local, $1) as at"
        " ) as instants where instants.before is not null",
        zone,
    )


async def test_the_zone_of_the_session_does_not_matter(connection: Connection) -> None:
    local = datetime(2026, 10, 25, 2, 30)
    expected = await instant(connection, local, "Europe/Berlin")
    for zone in ("America/New_York", "Europe/Berlin", "Pacific/Auckland"):
        await connection.execute(f"set local time zone '{zone}'")
        assert await instant(connection, local, "Europe/Berlin") == expected
