"""floor.ledger_over: what every second was, told with status, reason and stop.

What counts as what is tested in tests/oee; here is what a row of the ledger says.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_product, add_reason, pause, stations, work
from tests.sql.support import Floor, minute


@pytest.fixture
def press(connection: Connection, floor: Floor) -> Station:
    """The first machine."""
    return stations(connection, floor)[0]


@pytest.fixture(autouse=True)
async def shift(connection: Connection, floor: Floor) -> int:
    """Eight hours from the start."""
    return await work(connection, floor.line_id, 0, 480)


async def ledger(
    press: Station, columns: str, end: float = 120, start: float = 0, now: float | None = None
) -> list[tuple[Any, ...]]:
    """Rows from one minute to another: from, to and these columns."""
    rows = await press.connection.fetch(
        f"select starts_at, ends_at, {columns} from floor.ledger_over(array[$1::int],"
        " array[$2::timestamptz], array[$3::timestamptz], $4) order by starts_at",
        *(press.machine_id, minute(start), minute(end), minute(end if now is None else now)),
    )
    return [tuple(_minutes(value) for value in row) for row in rows]


def _minutes(value: Any) -> Any:
    """Instants as minutes after the start, anything else as it is."""
    if isinstance(value, datetime):
        return (value - minute(0)) / timedelta(minutes=1)
    return value


async def test_without_any_fact_time_is_unknown(press: Station) -> None:
    assert await ledger(press, "bucket, status", 120) == [
        (0, 60, "unknown", None),
        (60, 120, "unknown", None),
    ]


async def test_it_ends_at_now(press: Station) -> None:
    await press.was((0, "operational"), (30, "down"), (50, "operational"))
    assert await ledger(press, "bucket", 60, now=40) == [
        (0, 30, "operational"),
        (30, 40, "breakdown"),
    ]


async def test_it_ends_where_the_machine_retired(press: Station) -> None:
    await press.connection.execute("update floor.machines set retired_at = $1", minute(45))
    assert await ledger(press, "bucket", 60) == [(0, 45, "unknown")]
    assert await ledger(press, "bucket", 180, start=120) == []


async def test_what_held_before_the_period_holds_in_it(press: Station) -> None:
    await press.was((-500, "warning"))
    assert await ledger(press, "bucket, is_status_change", 60) == [(0, 60, "warning", False)]


async def test_a_change_of_status_is_told_once(press: Station) -> None:
    await press.was((0, "operational"), (10, "operational"), (20, "down"), (30, "down"))
    assert await ledger(press, "status, is_status_change", 120) == [
        (0, 20, "operational", True),
        (20, 60, "down", True),
        (60, 120, "down", False),
    ]


async def test_a_stop_is_told_with_its_reason_and_beginning(
    connection: Connection, press: Station
) -> None:
    jam, setup = [
        await add_reason(connection, name, loss)
        for name, loss in (("Jam", "breakdown"), ("Changeover", "setup"))
    ]
    await press.was((0, "operational"), (50, "down"), (70, "down", jam), (80, "down", setup))
    await press.was((90, "operational"))
    assert await ledger(
        press, "bucket, reason_id, stop_started_at, stop_bucket, is_stop_beginning"
    ) == [
        (0, 50, "operational", None, None, None, False),
        (50, 60, "breakdown", jam, 50, "breakdown", True),
        (60, 80, "breakdown", jam, 50, "breakdown", False),
        (80, 90, "setup", setup, 50, "setup", True),
        (90, 120, "operational", None, None, None, False),
    ]


async def test_another_reason_of_the_same_bucket_begins_no_stop(
    connection: Connection, press: Station
) -> None:
    jam, wear = [await add_reason(connection, name, "breakdown") for name in ("Jam", "Wear")]
    await press.was((0, "down", jam), (20, "down", wear), (40, "operational"))
    assert await ledger(press, "reason_id, is_stop_beginning", 60) == [
        (0, 20, jam, True),
        (20, 40, wear, False),
        (40, 60, None, False),
    ]


async def test_a_stop_in_a_break_keeps_what_it_would_be(press: Station) -> None:
    await press.was((0, "operational"), (15, "down"), (40, "operational"))
    await pause(press.connection, press.line_id, 10, 30)
    assert await ledger(press, "bucket, stop_bucket, is_stop_beginning", 60) == [
        (0, 10, "operational", None, False),
        (10, 15, "planned_stop", None, False),
        (15, 30, "planned_stop", "breakdown", True),
        (30, 40, "breakdown", "breakdown", False),
        (40, 60, "operational", None, False),
    ]


async def test_a_period_within_a_stop_judges_all_of_it(press: Station) -> None:
    await press.has_micro_stops_under(3600)
    await press.was((0, "operational"), (55, "down"), (125, "operational"))
    assert await ledger(press, "bucket, stop_started_at", 120, start=60, now=200) == [
        (60, 120, "breakdown", 55)
    ]


async def test_a_row_says_where_it_lies(connection: Connection, press: Station, shift: int) -> None:
    nut = await add_product(connection, "Nut")
    await press.takes(20)
    await press.makes(30, nut)
    columns = "slice_starts_at, slice_ends_at, shift_id, product_id, ideal_cycle_s"
    assert await ledger(press, columns, 60) == [
        (0, 30, 0, 60, shift, None, 20),
        (30, 60, 0, 60, shift, nut, 20),
    ]
    assert await ledger(press, "bucket, shift_id", 540, start=480) == [
        (480, 540, "unscheduled", None)
    ]


async def test_machines_and_periods_stay_apart(connection: Connection, floor: Floor) -> None:
    first, second, _ = stations(connection, floor)
    await first.was((0, "operational"))
    await second.was((0, "down"))
    rows = await connection.fetch(
        "select machine_id, starts_at, bucket from floor.ledger_over($1::int[],"
        " $2::timestamptz[], $3::timestamptz[], $4) order by machine_id, starts_at",
        [first.machine_id, second.machine_id, first.machine_id],
        [minute(0), minute(60), minute(120)],
        [minute(60), minute(120), minute(180)],
        minute(480),
    )
    assert [tuple(row) for row in rows] == [
        (first.machine_id, minute(0), "operational"),
        (first.machine_id, minute(120), "operational"),
        (second.machine_id, minute(60), "breakdown"),
    ]


async def test_a_stop_that_goes_on_after_the_period_is_judged_by_all_of_it(
    connection: Connection, press: Station
) -> None:
    """Seven minutes, of which five lie in the period: minor, for the reason given in the end."""
    jam = await add_reason(connection, "Jam", "breakdown")
    await press.has_micro_stops_under(600)
    await press.was((0, "operational"), (55, "down"), (61, "down", jam), (62, "operational"))
    assert await ledger(press, "bucket, reason_id", 60, now=200) == [
        (0, 55, "operational", None),
        (55, 60, "minor_stop", jam),
    ]


async def test_planned_stops_that_meet_or_overlap_are_one(
    connection: Connection, press: Station
) -> None:
    await press.was((0, "operational"))
    for start, end, machine_id in ((10, 30, None), (20, 40, press.machine_id), (40, 45, None)):
        await pause(connection, press.line_id, start, end, machine_id)
    assert await ledger(press, "bucket", 60) == [
        (0, 10, "operational"),
        (10, 45, "planned_stop"),
        (45, 60, "operational"),
    ]


async def test_a_planned_stop_of_another_machine_is_none_of_ours(
    connection: Connection, floor: Floor, press: Station
) -> None:
    await press.was((0, "operational"))
    await pause(connection, press.line_id, 10, 30, floor.ids[1])
    assert await ledger(press, "bucket", 60) == [(0, 60, "operational")]


async def test_a_stop_as_long_as_the_limit_is_no_minor_stop(press: Station) -> None:
    await press.has_micro_stops_under(600)
    await press.was((0, "operational"), (10, "down"), (20, "operational"))
    assert (10, 20, "breakdown") in await ledger(press, "bucket", 60)
