"""floor.periods_due: how far a changed fact reaches."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_product, stations, work
from tests.sql.support import Floor, minute

NOW = 1000


@pytest.fixture
def press(connection: Connection, floor: Floor) -> Station:
    """The first machine."""
    return stations(connection, floor)[0]


async def due(
    press: Station, fact: str, start: float | str, end: float | str, now: float = NOW
) -> list[tuple[Any, ...]]:
    """The change's own beginning, and from when to when it has an effect, in minutes."""
    rows = await press.connection.fetch(
        "select changed_from_at, from_at, to_at from floor.periods_due(array[$1::int],"
        " array[$2::text], array[$3::text::timestamptz], array[$4::text::timestamptz], $5)",
        press.machine_id,
        fact,
        *(at if isinstance(at, str) else minute(at).isoformat() for at in (start, end)),
        minute(now),
    )
    return [tuple(_minutes(value) for value in row) for row in rows]


def _minutes(value: datetime) -> float:
    return round((value - minute(0)) / timedelta(minutes=1), 6)


async def test_a_period_reaches_no_further(press: Station) -> None:
    assert await due(press, "period", 10, 40) == [(10, 10, 40)]


async def test_pieces_reach_to_the_end_of_their_minute(press: Station) -> None:
    assert await due(press, "pieces", 10, 40) == [(10, 10, 41)]


async def test_a_status_reaches_to_the_next_event(press: Station) -> None:
    await press.was((10, "operational"), (50, "warning"), (70, "operational"))
    assert await due(press, "status", 10, 10) == [(10, 10, 50)]
    assert await due(press, "status", 10, 60) == [(10, 10, 70)]


async def test_a_status_reaches_into_the_slot_of_the_next_event(press: Station) -> None:
    """Which may be a change of status now, or none any more."""
    await press.was((10, "operational"), (60, "warning"))
    to_at = await press.connection.fetchval(
        "select to_at from floor.periods_due(array[$1::int], array['status'],"
        " array[$2::timestamptz], array[$2::timestamptz], $3)",
        *(press.machine_id, minute(10), minute(NOW)),
    )
    assert minute(60) < to_at < minute(60.001)


async def test_the_last_status_reaches_to_now(press: Station) -> None:
    await press.was((10, "operational"))
    assert await due(press, "status", 10, 10) == [(10, 10, NOW)]


async def test_a_status_beside_stops_reaches_over_them(press: Station) -> None:
    """Both may have become longer or shorter, or have another reason."""
    await press.was(
        (5, "operational"),
        (20, "down"),
        (25, "down"),
        (40, "warning"),
        (50, "down"),
        (55, "down"),
        (60, "operational"),
    )
    assert await due(press, "status", 40, 40) == [(5, 5, 60)]


async def test_a_stop_that_was_always_reaches_from_the_change(press: Station) -> None:
    await press.was((20, "down"), (40, "warning"))
    assert await due(press, "status", 40, 40) == [(40, 40, NOW)]


async def test_an_open_stop_reaches_to_now(press: Station) -> None:
    await press.was((10, "operational"), (50, "down"), (60, "down"))
    assert await due(press, "status", 10, 10) == [(10, 10, NOW)]


async def test_a_job_reaches_to_the_next_job(connection: Connection, press: Station) -> None:
    nut = await add_product(connection, "Nut")
    await press.makes(10, nut)
    await press.makes(90, nut)
    assert await due(press, "job", 10, 10) == [(10, 10, 90)]
    assert await due(press, "job", 90, 90) == [(90, 90, NOW)]


async def test_it_begins_with_the_shift_of_the_change(
    connection: Connection, press: Station
) -> None:
    await work(connection, press.line_id, 100, 580)
    assert await due(press, "period", 200, 300) == [(200, 100, 300)]
    assert await due(press, "period", 50, 300) == [(50, 50, 300)]


async def test_nothing_after_now_is_due(press: Station) -> None:
    assert await due(press, "period", 10, 40, now=20) == [(10, 10, 20)]
    assert await due(press, "period", 30, 40, now=20) == []
    assert await due(press, "period", 20, 40, now=20) == []


async def test_all_time(press: Station) -> None:
    rows = await press.connection.fetch(
        "select from_at = '-infinity', to_at from floor.periods_due(array[$1::int],"
        " array['period'], array[timestamptz '-infinity'], array[timestamptz 'infinity'], $2)",
        *(press.machine_id, minute(NOW)),
    )
    assert [tuple(row) for row in rows] == [(True, minute(NOW))]


async def test_a_machine_that_is_not_there_has_nothing_due(connection: Connection) -> None:
    rows = await connection.fetch(
        "select * from floor.periods_due('{4711}', '{period}', array[now() - interval '1 hour'],"
        " array[now()], now())"
    )
    assert rows == []
