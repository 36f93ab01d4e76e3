"""floor.write_slices: sums follow from the facts; what is right already is left alone."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_product, minutes_of, stations, work
from tests.sql.support import Floor, first_row, minute


@pytest.fixture
async def press(connection: Connection, floor: Floor) -> Station:
    """The first machine: an hour of a shift, with a stop and pieces."""
    press = stations(connection, floor)[0]
    await work(connection, floor.line_id, 0, 480)
    await press.takes(60)
    await press.was((0, "operational"), (20, "down"), (30, "operational"))
    await press.made(10, 20, 5)
    return press


async def write(press: Station, start: float = 0, end: float = 60, now: float = 480) -> int:
    """Write the slices of one period; how many rows that took."""
    written = await press.connection.fetchval(
        "select floor.write_slices(array[$1::int], array[$2::timestamptz],"
        " array[$3::timestamptz], $4)",
        *(press.machine_id, minute(start), minute(end), minute(now)),
    )
    return int(written)


async def versions(connection: Connection) -> list[tuple[str, str]]:
    """Where and by which transaction each row was written: another after every rewrite."""
    rows = await connection.fetch(
        "select ctid::text, xmin::text from floor.oee_slices"
        " union all select ctid::text, xmin::text from floor.oee_stops order by 1, 2"
    )
    return [tuple(row) for row in rows]


async def test_a_slice_and_its_stop(connection: Connection, press: Station) -> None:
    assert await write(press) == 2
    row = await first_row(connection, "select * from floor.oee_slices")
    assert minutes_of(row) == {"operational": 50, "breakdown": 10}
    assert (row["elapsed_s"], row["failures"], row["capacity_pcs"]) == (3600, 1, 60)
    assert (row["good_pcs"], row["scrap_pcs"], row["ideal_s"]) == (20, 5, 1500)
    stop = await first_row(connection, "select * from floor.oee_stops")
    assert (stop["starts_at"], stop["ends_at"]) == (minute(20), minute(30))
    assert (stop["slice_starts_at"], stop["stop_started_at"]) == (minute(0), minute(20))
    assert (stop["bucket"], stop["reason_id"], stop["shift_id"]) == (
        "breakdown",
        None,
        row["shift_id"],
    )


async def test_what_is_right_already_is_left_alone(connection: Connection, press: Station) -> None:
    await write(press, 0, 480)
    before = await versions(connection)
    assert await write(press, 0, 480) == 0
    assert await versions(connection) == before


async def test_only_what_differs_is_written(connection: Connection, press: Station) -> None:
    await write(press, 0, 480)
    await press.made(70, 1)
    assert await write(press, 0, 480) == 1


async def test_only_its_periods_are_touched(connection: Connection, press: Station) -> None:
    await write(press, 0, 480)
    await connection.execute("truncate floor.status_events")
    assert await write(press, 60, 120) == 1
    rows = await connection.fetch(
        "select operational_s, unknown_s from floor.oee_slices order by starts_at limit 3"
    )
    assert [tuple(row) for row in rows] == [(3000, 0), (0, 3600), (3600, 0)]


async def test_what_follows_from_no_fact_any_more_is_deleted(
    connection: Connection, press: Station
) -> None:
    nut = await add_product(connection, "Nut")
    await press.made(15, 1, product=nut)
    assert await write(press) == 3
    await connection.execute("delete from floor.production where product_id = $1", nut)
    await connection.execute("delete from floor.status_events where at = $1", minute(20))
    assert await write(press) == 3  # the slice of Nut, the stop, and the other slice
    assert await connection.fetchval("select count(*) from floor.oee_slices") == 1
    assert await connection.fetchval("select count(*) from floor.oee_stops") == 0


async def test_a_product_without_seconds_has_a_slice_of_its_pieces(
    connection: Connection, press: Station
) -> None:
    nut = await add_product(connection, "Nut")
    await press.made(15, 7, product=nut)
    await write(press)
    row = await first_row(
        connection, "select * from floor.oee_slices where product_id is not distinct from $1", nut
    )
    assert (row["elapsed_s"], row["good_pcs"], row["ideal_s"]) == (0, 7, 420)


async def test_a_slice_grows_with_now(connection: Connection, press: Station) -> None:
    for now in (25, 60):
        await write(press, now=now)
        row = await first_row(connection, "select elapsed_s, ends_at from floor.oee_slices")
        assert tuple(row) == (now * 60, minute(60))


async def test_an_open_stop_grows_with_now(connection: Connection, press: Station) -> None:
    await connection.execute("delete from floor.status_events where at = $1", minute(30))
    for now in (25, 60):
        await write(press, now=now)
        assert await connection.fetchval("select ends_at from floor.oee_stops") == minute(now)


async def test_capacity_is_what_time_outside_planned_stops_allows(
    connection: Connection, press: Station
) -> None:
    await connection.execute(
        "insert into floor.planned_stops (line_id, during, stop_name)"
        " values ($1, tstzrange($2, $3), 'Break')",
        *(press.line_id, minute(0), minute(15)),
    )
    await press.takes(30, since=30)
    await write(press)
    assert await connection.fetchval("select capacity_pcs from floor.oee_slices") == 15 + 60


async def test_no_period_writes_nothing(connection: Connection) -> None:
    assert await connection.fetchval("select floor.write_slices('{}', '{}', '{}', now())") == 0
    assert await connection.fetchval("select floor.write_slices(null, null, null, now())") == 0
