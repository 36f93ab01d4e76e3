"""floor.pieces_over: pieces by slice, product and ideal cycle."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_product, add_reason, stations, work
from tests.sql.support import Floor, minute


@pytest.fixture
def press(connection: Connection, floor: Floor) -> Station:
    """The first machine."""
    return stations(connection, floor)[0]


async def pieces(press: Station, start: float, end: float, now: float) -> list[tuple[Any, ...]]:
    """Slice, product, cycle, good, rejected and rejected at start-up."""
    rows = await press.connection.fetch(
        "select slice_starts_at, product_id, ideal_cycle_s::float8, good_pcs, scrap_pcs,"
        " startup_scrap_pcs from floor.pieces_over(array[$1::int], array[$2::timestamptz],"
        " array[$3::timestamptz], $4) order by slice_starts_at, product_id, ideal_cycle_s",
        *(press.machine_id, minute(start), minute(end), minute(now)),
    )
    return [((row[0] - minute(0)) / timedelta(minutes=1), *tuple(row)[1:]) for row in rows]


async def test_pieces_of_a_slice_are_added_up(press: Station) -> None:
    await press.made(0, 1, 2)
    await press.made(59, 3, 4)
    await press.made(59, 5, source="by hand")
    await press.made(60, 7)
    assert await pieces(press, 0, 120, 120) == [
        (0, None, None, 9, 6, 0),
        (60, None, None, 7, 0, 0),
    ]


async def test_the_product_is_that_of_the_count_else_of_the_job(
    connection: Connection, press: Station
) -> None:
    nut, bolt = [await add_product(connection, name) for name in ("Nut", "Bolt")]
    await press.takes(60)
    await press.takes(20, bolt)
    await press.makes(0, nut)
    await press.made(10, 1)
    await press.made(10, 2, product=nut)
    await press.made(10, 4, product=bolt)
    assert await pieces(press, 0, 60, 60) == [(0, nut, 60, 3, 0, 0), (0, bolt, 20, 4, 0, 0)]


async def test_each_cycle_of_a_slice_is_told(press: Station) -> None:
    await press.takes(60)
    await press.takes(30, since=30)
    await press.made(29, 1)
    await press.made(30, 2)
    assert await pieces(press, 0, 60, 60) == [
        (0, None, 30, 2, 0, 0),
        (0, None, 60, 1, 0, 0),
    ]


async def test_start_up_rejects_are_those_of_their_reasons(
    connection: Connection, press: Station
) -> None:
    startup = await add_reason(connection, "Warming up", "startup_reject")
    inside = await add_reason(connection, "First part", parent=startup)
    other = await add_reason(connection, "Colour", "process_reject")
    for reason, scrap in ((startup, 1), (inside, 2), (other, 4), (None, 8)):
        await press.made(10, 0, scrap, reason=reason)
    assert await pieces(press, 0, 60, 60) == [(0, None, None, 0, 15, 3)]


async def test_nothing_after_now_is_looked_at(press: Station) -> None:
    await press.made(9, 1)
    await press.made(10, 2)
    await press.made(11, 4)
    assert await pieces(press, 0, 60, 10) == [(0, None, None, 3, 0, 0)]


async def test_slices_of_shifts_stay_apart(connection: Connection, press: Station) -> None:
    shift = await work(connection, press.line_id, 30, 480)
    await press.made(29, 1)
    await press.made(30, 2)
    rows = await connection.fetch(
        "select shift_id, good_pcs from floor.pieces_over(array[$1::int],"
        " array[$2::timestamptz], array[$3::timestamptz], $3) order by good_pcs",
        *(press.machine_id, minute(0), minute(60)),
    )
    assert [tuple(row) for row in rows] == [(None, 1), (shift, 2)]
