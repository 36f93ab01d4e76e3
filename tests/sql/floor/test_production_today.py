"""floor.production_today counts from midnight where the plant stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from database.connect import Connection
from tests.sql.support import Floor, first_row, stand

# Far east, far west, half an hour off, and where days have 23 and 25 hours.
ZONES = [
    "UTC",
    "Europe/Berlin",
    "Pacific/Auckland",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
]


async def now_of(connection: Connection) -> datetime:
    """The instant the transaction sees as now."""
    now: datetime = await connection.fetchval("select now()")
    return now


def midnight(day: date, zone: str) -> datetime:
    """When a local day begins, as an instant."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


async def make(
    connection: Connection, machine_id: int, at: datetime, good: int, scrap: int = 0
) -> None:
    """Pieces of one minute; the clock check is about senders, not about this view."""
    await connection.execute("set local session_replication_role = replica")
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs, scrap_pcs)"
        " values ($1, $2, $3, $4)",
        machine_id,
        at,
        good,
        scrap,
    )
    await connection.execute("set local session_replication_role = origin")


@pytest.mark.parametrize("zone", ZONES)
async def test_the_day_begins_at_local_midnight(connection: Connection, zone: str) -> None:
    press = (await stand(connection, time_zone=zone)).ids[0]
    today = (await now_of(connection)).astimezone(ZoneInfo(zone)).date()
    starts_at = midnight(today, zone)
    await make(connection, press, starts_at - timedelta(minutes=1), 1000, 100)
    await make(connection, press, starts_at, 20, 2)
    await make(connection, press, starts_at + timedelta(minutes=7), 3)
    row = await first_row(
        connection, "select * from floor.production_today where machine_name = 'Press_1'"
    )
    assert dict(row) == {
        "machine_name": "Press_1",
        "line": "Engine",
        "business_date": today,
        "good_pcs": 23,
        "scrap_pcs": 2,
        "last_at": starts_at + timedelta(minutes=7),
    }


async def test_plants_have_days_of_their_own(connection: Connection) -> None:
    """Twenty-five hours apart: the two are never in the same day."""
    await stand(connection, plant="East", time_zone="Pacific/Kiritimati", line="E", machines=["E1"])
    await stand(connection, plant="West", time_zone="Pacific/Pago_Pago", line="W", machines=["W1"])
    rows = await connection.fetch("select machine_name, business_date from floor.production_today")
    days = dict(tuple(row) for row in rows)
    assert days["E1"] > days["W1"]


@pytest.mark.parametrize(
    ("clocks_go", "hour"),
    [
        ("forward", 0),  # midnight does not exist
        ("forward", 2),
        ("back", 1),  # midnight comes twice
        ("back", 3),
    ],
)
async def test_today_the_clocks_change(connection: Connection, clocks_go: str, hour: int) -> None:
    """In a zone made for it: noon is near, and the clocks have changed by an hour."""
    now = await now_of(connection)
    standard = timedelta(hours=12 - now.hour)
    today = (now + standard).date()
    at_midnight = standard + timedelta(hours=clocks_go == "back")
    starts_at = datetime.combine(today, time(), UTC) - at_midnight
    zone = _changing_zone(standard, today, clocks_go, hour)
    press = (await stand(connection, time_zone=zone)).ids[0]
    await make(connection, press, starts_at - timedelta(minutes=1), 1000)
    await make(connection, press, starts_at, 7)
    row = await first_row(
        connection,
        "select business_date, good_pcs from floor.production_today where machine_name = 'Press_1'",
    )
    assert tuple(row) == (today, 7)


def _changing_zone(standard: timedelta, today: date, clocks_go: str, hour: int) -> str:
    """POSIX text of a zone whose clocks change today at that hour; it counts westwards."""
    offset = -round(standard / timedelta(hours=1))
    day_of_year = today.timetuple().tm_yday - 1
    begins, ends = day_of_year, (day_of_year + 180) % 365
    if clocks_go == "back":
        begins, ends = ends, begins
    return f"STD{offset}DST{offset - 1},{begins}/{hour},{ends}/{hour}"


async def test_a_machine_without_pieces_has_a_row_of_zeros(
    connection: Connection, floor: Floor
) -> None:
    row = await first_row(
        connection, "select good_pcs, scrap_pcs, last_at from floor.production_today"
    )
    assert tuple(row) == (0, 0, None)


async def test_sources_add_up_and_machines_do_not_mix(connection: Connection, floor: Floor) -> None:
    first, second, _ = floor.ids
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs, source)"
        " values ($1, date_trunc('minute', now()), 3, 'plc'),"
        " ($1, date_trunc('minute', now()), 4, 'operator'),"
        " ($2, date_trunc('minute', now()), 10, 'plc')",
        first,
        second,
    )
    rows = await connection.fetch(
        "select good_pcs from floor.production_today order by machine_name"
    )
    assert [row["good_pcs"] for row in rows] == [7, 10, 0]


async def test_retired_machines_are_left_out(connection: Connection, floor: Floor) -> None:
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name <> 'Press_2'"
    )
    rows = await connection.fetch("select machine_name from floor.production_today")
    assert [row["machine_name"] for row in rows] == ["Press_2"]
