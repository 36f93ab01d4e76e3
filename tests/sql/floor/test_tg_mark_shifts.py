"""floor.tg_mark_shifts: the time of a changed shift is marked, for all machines of its line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from database.connect import Connection
from tests.oee.support import DAY, forget_marks, marks, work
from tests.sql.support import Floor, minute, stand


async def marked(connection: Connection) -> list[tuple[int, str, float, float]]:
    """What is marked, without the microsecond by which it reaches into the slots beside it."""
    return [
        (machine_id, fact, round(start + 1e-7, 6), round(end - 1e-7, 6))
        for machine_id, fact, start, end in await marks(connection)
    ]


@pytest.fixture(autouse=True)
async def other_line(connection: Connection) -> None:
    """A line whose machines are none of ours."""
    await stand(connection, plant="Other", line="Other", machines=["Other_1"])


async def test_a_new_shift_is_marked(connection: Connection, floor: Floor) -> None:
    await forget_marks(connection)
    await work(connection, floor.line_id, 0, 480)
    assert await marked(connection) == [(machine_id, "period", 0, 480) for machine_id in floor.ids]


async def test_the_slots_beside_it_are_cut_otherwise_too(
    connection: Connection, floor: Floor
) -> None:
    await forget_marks(connection)
    await work(connection, floor.line_id, 0, 480)
    rows = await connection.fetch("select from_at, to_at from floor.oee_dirty")
    assert all(row["from_at"] < minute(0) and row["to_at"] > minute(480) for row in rows)


async def test_shifts_of_one_week_are_one_mark(connection: Connection, floor: Floor) -> None:
    await forget_marks(connection)
    await connection.execute(
        "insert into floor.shifts (line_id, business_date, shift_name, during)"
        " select $1, $2::date + day, 'A', tstzrange("
        " $3::timestamptz + day * interval '24 hours',"
        " $3::timestamptz + day * interval '24 hours' + interval '8 hours')"
        " from generate_series(0, 7) as day",
        *(floor.line_id, DAY, minute(0)),
    )
    days = 24 * 60
    assert await marked(connection) == [
        (machine_id, "period", *period)
        for machine_id in floor.ids
        for period in ((0, 6 * days + 480), (7 * days, 7 * days + 480))
    ]


async def test_a_moved_shift_is_marked_where_it_was_and_where_it_is(
    connection: Connection, floor: Floor
) -> None:
    await work(connection, floor.line_id, 0, 480)
    await forget_marks(connection)
    await connection.execute(
        "update floor.shifts set during = tstzrange($1, $2)", minute(60), minute(540)
    )
    assert await marked(connection) == [
        (machine_id, "period", *period)
        for machine_id in floor.ids
        for period in ((0, 480), (60, 540))
    ]


async def test_a_deleted_shift_is_marked(connection: Connection, floor: Floor) -> None:
    await work(connection, floor.line_id, 0, 480)
    await forget_marks(connection)
    await connection.execute("delete from floor.shifts")
    assert [mark[2:] for mark in await marked(connection)] == [(0, 480)] * 3


async def test_what_lies_ahead_is_nobodys_work(connection: Connection, floor: Floor) -> None:
    await forget_marks(connection)
    ahead = (await connection.fetchval("select now()") - minute(0)) / timedelta(minutes=1) + 60
    await work(connection, floor.line_id, ahead, ahead + 480)
    await connection.execute("delete from floor.shifts")
    assert await marked(connection) == []
