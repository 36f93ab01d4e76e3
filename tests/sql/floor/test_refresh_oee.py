"""floor.refresh_oee: sums go up to now, and follow every change once."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from database.connect import Connection
from tests.oee.support import Station, marks, minutes_of, refresh, stations, work
from tests.sql.support import Floor, Open, first_row, minute, refused, said, settled, stand

DAY = 24 * 60


@pytest.fixture
async def press(connection: Connection, floor: Floor) -> Station:
    """The first machine, in a shift of eight hours."""
    press = stations(connection, floor)[0]
    await work(connection, floor.line_id, 0, 480)
    await press.was((0, "operational"))
    return press


async def refreshed_to(connection: Connection) -> Any:
    """How far the sums go."""
    return await connection.fetchval("select refreshed_to from floor.oee_progress")


async def revisions(connection: Connection) -> dict[int, int]:
    """How often facts of each line changed."""
    rows = await connection.fetch("select line_id, revision from floor.oee_revisions")
    return {row["line_id"]: row["revision"] for row in rows}


async def test_it_says_how_many_rows_it_wrote(connection: Connection, press: Station) -> None:
    assert await refresh(connection, 120) == 2
    assert await refresh(connection, 120) == 0
    assert await refresh(connection, 130) == 1


async def test_it_takes_the_marks_away(connection: Connection, press: Station) -> None:
    assert await marks(connection) != []
    await refresh(connection, 120)
    assert await marks(connection) == []


async def test_it_never_goes_back(connection: Connection, press: Station) -> None:
    await refresh(connection, 480)
    await press.was((60, "down"))
    await refresh(connection, 100)
    assert await refreshed_to(connection) == minute(480)
    assert minutes_of(await press.figures()) == {"operational": 60, "breakdown": 420}


async def test_the_future_is_refused(connection: Connection, press: Station) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await connection.execute("select floor.refresh_oee(now() + interval '2 hours')")
    message, hint = said(caught)
    assert "lies ahead of this server's clock" in message
    assert hint == "Leave it out: sums go up to now."


async def test_without_an_instant_it_goes_up_to_now(connection: Connection, press: Station) -> None:
    await press.connection.execute("truncate floor.status_events")
    await connection.execute("select floor.refresh_oee()")
    late = await connection.fetchval(
        "select clock_timestamp() - refreshed_to < interval '1 minute' from floor.oee_progress"
    )
    assert late


async def test_after_a_long_silence_it_catches_up(connection: Connection, press: Station) -> None:
    await refresh(connection, 60)
    await refresh(connection, 3 * DAY)
    row = await press.figures("")
    assert minutes_of(row) == {"operational": 480, "unscheduled": 3 * DAY - 480}


async def test_large_work_is_done_in_portions(connection: Connection, press: Station) -> None:
    """Each call does the newest that is left, until nothing is marked any more."""
    await refresh(connection, 4 * DAY, most_hours=30)
    rows = await connection.fetch("select starts_at from floor.oee_slices order by starts_at")
    assert rows[0]["starts_at"] == minute(2 * DAY)
    for _ in range(3):
        await refresh(connection, 4 * DAY, most_hours=30)
    assert await marks(connection) == []
    assert minutes_of(await press.figures("")) == {"operational": 480, "unscheduled": 4 * DAY - 480}


async def test_only_lines_whose_facts_changed_have_a_new_revision(
    connection: Connection, press: Station
) -> None:
    other = await stand(connection, plant="Other", line="Other", machines=["Other_1"])
    await refresh(connection, 120)
    before = await revisions(connection)
    await refresh(connection, 180)
    assert await revisions(connection) == before  # time going on is no change
    await press.was((60, "down"))
    await refresh(connection, 180)
    assert await revisions(connection) == {
        press.line_id: before[press.line_id] + 1,
        other.line_id: before[other.line_id],
    }


async def test_what_lies_before_a_machine_began_is_deleted(
    connection: Connection, press: Station
) -> None:
    await press.was((60, "down"))
    await refresh(connection, 600)
    await connection.execute("delete from floor.status_events")
    await press.was((500, "down"))
    await refresh(connection, 600)
    row = await first_row(connection, "select min(starts_at) from floor.oee_slices")
    assert row[0] == minute(480)
    assert await connection.fetch("select * from floor.oee_stops") == []


async def test_it_plans_shifts_that_nobody_planned(connection: Connection, press: Station) -> None:
    await connection.execute(
        "insert into floor.shift_patterns (plant_id, shift_name, starts_at, ends_at, valid_from)"
        " values ($1, 'E', '06:00', '14:00', current_date)",
        press.plant_id,
    )
    await refresh(connection, 120)
    planned = await connection.fetchval("select count(*) from floor.shifts where origin = 'plan'")
    assert planned >= 14


async def test_a_fact_that_commits_meanwhile_is_taken_in_by_the_next_call(
    open_committing: Open,
) -> None:
    connection, writer = await open_committing(), await open_committing()
    press = stations(connection, await stand(connection))[0]
    await work(connection, press.line_id, 0, 480)
    await press.was((0, "operational"))
    await refresh(connection, 480)
    late = writer.transaction()
    await late.start()
    await stations(writer, Floor(press.plant_id, press.line_id, {"P": press.machine_id}))[0].was(
        (100, "down")
    )
    await refresh(connection, 481)
    assert minutes_of(await press.figures()) == {"operational": 480}
    await late.commit()
    await refresh(connection, 482)
    assert minutes_of(await press.figures()) == {"operational": 100, "breakdown": 380}


async def test_two_calls_take_turns(open_committing: Open) -> None:
    first, second, observer = [await open_committing() for _ in range(3)]
    press = stations(first, await stand(first))[0]
    await work(first, press.line_id, 0, 480)
    await press.was((0, "operational"))
    turn = first.transaction()
    await turn.start()
    await refresh(first, 480)
    task = await settled(observer, second, refresh(second, 480))
    assert not task.done()
    await turn.commit()
    assert await task == 0  # there was nothing left to write
    assert minutes_of(await press.figures()) == {"operational": 480}
