"""Whatever is corrected, and however late, every sum it touches follows."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from database.connect import Connection
from tests.oee.support import (
    Station,
    add_product,
    add_reason,
    minutes_of,
    pause,
    refresh,
    work,
)
from tests.sql.support import minute, refused

SHIFT = 480
LATER = 3 * 24 * 60  # three days on: the shift is closed


@pytest.fixture(autouse=True)
async def closed(connection: Connection, press: Station) -> None:
    """A shift that ended three days ago, with a stop from 100 to 150 and 240 pieces."""
    await work(connection, press.line_id, 0, SHIFT)
    await press.takes(60)
    await press.was((0, "operational"), (100, "down"), (150, "operational"))
    await press.made(60, 240)
    await refresh(connection, LATER)
    assert minutes_of(await press.figures()) == {"operational": 430, "breakdown": 50}


async def buckets(connection: Connection, press: Station) -> dict[str, float]:
    """What the shift's minutes are after the next refresh."""
    await refresh(connection, LATER)
    return minutes_of(await press.figures())


async def test_a_late_event_changes_a_closed_shift(connection: Connection, press: Station) -> None:
    await press.was((300, "down"))
    assert await buckets(connection, press) == {"operational": 250, "breakdown": 230}


async def test_a_late_event_reaches_over_all_shifts_to_the_next_event(
    connection: Connection, press: Station
) -> None:
    later = await work(connection, press.line_id, LATER - 60, LATER, "Later")
    await refresh(connection, LATER)
    assert minutes_of(await press.figures(shift_id=later)) == {"operational": 60}
    await press.was((300, "down"))
    await refresh(connection, LATER)
    assert minutes_of(await press.figures(shift_id=later)) == {"breakdown": 60}


async def test_a_late_event_takes_the_change_of_status_from_the_next(
    connection: Connection, press: Station
) -> None:
    """The next one begins an hour of its own, whose seconds stay as they were."""
    await press.was((300, "warning"))
    await refresh(connection, LATER)
    assert (await press.figures())["status_changes"] == 4
    await press.was((200, "warning"))
    await refresh(connection, LATER)
    hours = await connection.fetch(
        "select status_changes from gold.oee_station_hour where starts_at >= $1 order by starts_at",
        minute(180),
    )
    assert [row["status_changes"] for row in hours] == [1, 0, 0, 0, 0]


async def test_an_edited_instant_moves_both_neighbours(
    connection: Connection, press: Station
) -> None:
    await connection.execute(
        "update floor.status_events set at = $1 where at = $2", minute(120), minute(100)
    )
    assert await buckets(connection, press) == {"operational": 450, "breakdown": 30}


async def test_an_edited_status(connection: Connection, press: Station) -> None:
    await connection.execute(
        "update floor.status_events set status = 'no_data' where at = $1", minute(100)
    )
    assert await buckets(connection, press) == {"operational": 430, "unknown": 50}


async def test_a_deleted_event(connection: Connection, press: Station) -> None:
    await connection.execute("delete from floor.status_events where at = $1", minute(150))
    assert await buckets(connection, press) == {"operational": 100, "breakdown": 380}


async def test_a_deleted_first_event(connection: Connection, press: Station) -> None:
    await press.made(0, 0, 1)  # the machine is still known to have stood there
    await connection.execute("delete from floor.status_events where at = $1", minute(0))
    assert await buckets(connection, press) == {
        "unknown": 100,
        "breakdown": 50,
        "operational": 330,
    }


async def test_a_deleted_past_is_gone(connection: Connection, press: Station) -> None:
    await connection.execute("delete from floor.production")
    await connection.execute("delete from floor.status_events where at < $1", minute(150))
    await connection.execute("delete from floor.status_events where at = $1", minute(150))
    await refresh(connection, LATER)
    assert await connection.fetch("select * from gold.oee_station_shift") == []
    assert await connection.fetch("select * from floor.oee_stops") == []


async def test_emptied_events(connection: Connection, press: Station) -> None:
    await connection.execute("truncate floor.status_events")
    assert await buckets(connection, press) == {"unknown": 480}


async def test_an_earlier_event_than_any_before(connection: Connection, press: Station) -> None:
    before = await work(connection, press.line_id, -SHIFT, 0, "Before")
    await press.was((-60, "warning"))
    await refresh(connection, LATER)
    assert minutes_of(await press.figures(shift_id=before)) == {"unknown": 420, "warning": 60}


async def test_the_later_write_of_an_instant_wins(connection: Connection, press: Station) -> None:
    await press.was((100, "warning"))
    assert await buckets(connection, press) == {"operational": 430, "warning": 50}


async def test_a_reason_given_days_later(connection: Connection, press: Station) -> None:
    setup = await add_reason(connection, "Changeover", "setup")
    await connection.execute(
        "update floor.status_events set reason_id = $1 where at = $2", setup, minute(100)
    )
    assert await buckets(connection, press) == {"operational": 430, "setup": 50}


async def test_a_reclassified_reason(connection: Connection, press: Station) -> None:
    root = await add_reason(connection, "Various", "breakdown")
    reason = await add_reason(connection, "Cleaning", parent=root)
    await press.was((100, "down", reason))
    assert (await buckets(connection, press))["breakdown"] == 50
    await connection.execute(
        "update floor.reasons set is_planned = true where reason_id = $1", root
    )
    assert (await buckets(connection, press))["planned_down"] == 50


async def test_a_reclassified_reject(connection: Connection, press: Station) -> None:
    reason = await add_reason(connection, "Colour", "process_reject")
    await press.made(70, 0, 5, reason=reason)
    await refresh(connection, LATER)
    assert (await press.figures())["startup_scrap_pcs"] == 0
    await connection.execute("update floor.reasons set loss_category = 'startup_reject'")
    await refresh(connection, LATER)
    assert (await press.figures())["startup_scrap_pcs"] == 5


@pytest.mark.parametrize(
    ("change", "pieces"),
    [
        ("update floor.production set good_pcs = 200", 200),
        ("update floor.production set at = at + interval '10 hours'", 0),
        ("delete from floor.production", 0),
        ("truncate floor.production", 0),
    ],
)
async def test_corrected_counts(
    connection: Connection, press: Station, change: str, pieces: int
) -> None:
    await connection.execute(change)
    await refresh(connection, LATER)
    row = await press.figures()
    assert (row["good_pcs"], row["ideal_s"]) == (pieces, pieces * 60)


async def test_a_late_job(connection: Connection, press: Station) -> None:
    product = await add_product(connection, "Late")
    await press.takes(30, product)
    await press.makes(30, product)
    await refresh(connection, LATER)
    assert (await press.figures())["ideal_s"] == 240 * 30


async def test_a_longer_shift(connection: Connection, press: Station) -> None:
    await connection.execute(
        "update floor.shifts set during = tstzrange($1, $2)", minute(50), minute(600)
    )
    assert await buckets(connection, press) == {"operational": 500, "breakdown": 50}


@pytest.mark.parametrize(("begin", "end"), [(0, 510), (15, 480), (30, 470), (-20, 500), (90, 100)])
async def test_no_time_is_lost_or_doubled_beside_a_moved_shift(
    connection: Connection, press: Station, begin: int, end: int
) -> None:
    """The hours at its edges are cut elsewhere now."""
    await press.was((-120, "operational"))
    for edges in ((begin, end), (0, SHIFT), (end, end + 7)):
        await refresh(connection, LATER)
        await connection.execute(
            "update floor.shifts set during = tstzrange($1, $2)", *(minute(at) for at in edges)
        )
        await refresh(connection, LATER)
        rows = await connection.fetch(
            "select starts_at, ends_at, elapsed_s from floor.oee_slices order by starts_at"
        )
        assert [row["starts_at"] for row in rows[1:]] == [row["ends_at"] for row in rows[:-1]]
        assert sum(row["elapsed_s"] for row in rows) == (LATER + 120) * 60


async def test_a_deleted_shift(connection: Connection, press: Station) -> None:
    await connection.execute("delete from floor.shifts")
    await refresh(connection, LATER)
    assert await connection.fetch("select * from gold.oee_station_shift") == []
    assert (await press.figures(""))["unscheduled_s"] == LATER * 60


async def test_a_planned_stop_written_and_taken_back(
    connection: Connection, press: Station
) -> None:
    await pause(connection, press.line_id, 90, 120)
    assert await buckets(connection, press) == {
        "operational": 420,
        "planned_stop": 30,
        "breakdown": 30,
    }
    await connection.execute(
        "update floor.planned_stops set during = tstzrange($1, $2)", minute(0), minute(10)
    )
    assert await buckets(connection, press) == {
        "operational": 420,
        "planned_stop": 10,
        "breakdown": 50,
    }
    await connection.execute("delete from floor.planned_stops")
    assert await buckets(connection, press) == {"operational": 430, "breakdown": 50}


async def test_a_late_row_counts_when_it_happened_and_says_when_it_came(
    connection: Connection, press: Station
) -> None:
    await press.was((200, "warning"))
    assert (await buckets(connection, press))["warning"] == 280
    late_by = await connection.fetchval(
        "select recorded_at - at from floor.status_events where at = $1", minute(200)
    )
    assert late_by > timedelta(0)


async def test_a_clock_that_runs_ahead_is_refused(connection: Connection, press: Station) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError):
        await connection.execute(
            "insert into floor.status_events (machine_id, at, status)"
            " values ($1, clock_timestamp() + interval '6 minutes', 'down')",
            press.machine_id,
        )


async def test_a_row_written_again_writes_nothing(connection: Connection, press: Station) -> None:
    await refresh(connection, LATER)
    await connection.execute("update floor.production set source = source")
    assert await refresh(connection, LATER) == 0


async def test_a_reason_given_ahead_of_time_reaches_back_when_its_time_comes(
    connection: Connection, press: Station
) -> None:
    """It was not looked at while it lay ahead, in a shift that ended meanwhile."""
    jam = await add_reason(connection, "Jam", "breakdown")
    await work(connection, press.line_id, LATER - 600, LATER - 120, "Before")
    await press.was((LATER - 500, "down"), (LATER + 4, "down", jam))
    await refresh(connection, LATER)
    assert await reasons_of_stops(connection) == {None}
    await refresh(connection, LATER + 5)
    assert await reasons_of_stops(connection) == {jam}


async def reasons_of_stops(connection: Connection) -> set[int | None]:
    """Why the machine stood lately, as the sums have it."""
    rows = await connection.fetch(
        "select reason_id from floor.oee_stops where starts_at >= $1", minute(LATER - 600)
    )
    return {row["reason_id"] for row in rows}
