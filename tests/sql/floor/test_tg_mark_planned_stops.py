"""floor.tg_mark_planned_stops: the time of a changed planned stop is marked, for whom it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from database.connect import Connection
from tests.oee.support import forget_marks, marks, pause
from tests.sql.support import Floor, minute, stand


@pytest.fixture(autouse=True)
async def other_line(connection: Connection) -> None:
    """A line whose machines are none of ours."""
    await stand(connection, plant="Other", line="Other", machines=["Other_1"])


async def test_a_stop_of_a_line_is_marked_for_all_its_machines(
    connection: Connection, floor: Floor
) -> None:
    await forget_marks(connection)
    await pause(connection, floor.line_id, 10, 40)
    assert await marks(connection) == [(machine_id, "period", 10, 40) for machine_id in floor.ids]


async def test_a_stop_of_a_machine_is_marked_for_it_alone(
    connection: Connection, floor: Floor
) -> None:
    await forget_marks(connection)
    await pause(connection, floor.line_id, 10, 40, floor.ids[1])
    assert await marks(connection) == [(floor.ids[1], "period", 10, 40)]


async def test_a_moved_stop_is_marked_where_it_was_and_where_it_is(
    connection: Connection, floor: Floor
) -> None:
    await pause(connection, floor.line_id, 10, 40, floor.ids[0])
    await forget_marks(connection)
    await connection.execute(
        "update floor.planned_stops set during = tstzrange($1, $2), machine_id = $3",
        *(minute(60), minute(70), floor.ids[1]),
    )
    assert await marks(connection) == [
        (floor.ids[0], "period", 10, 40),
        (floor.ids[1], "period", 60, 70),
    ]


async def test_a_deleted_stop_is_marked(connection: Connection, floor: Floor) -> None:
    await pause(connection, floor.line_id, 10, 40, floor.ids[0])
    await forget_marks(connection)
    await connection.execute("delete from floor.planned_stops")
    assert await marks(connection) == [(floor.ids[0], "period", 10, 40)]


async def test_what_lies_ahead_is_nobodys_work(connection: Connection, floor: Floor) -> None:
    await forget_marks(connection)
    ahead = (await connection.fetchval("select now()") - minute(0)) / timedelta(minutes=1) + 60
    await pause(connection, floor.line_id, ahead, ahead + 30)
    await connection.execute("delete from floor.planned_stops")
    assert await marks(connection) == []


async def test_emptied_planned_stops_are_marked(connection: Connection, floor: Floor) -> None:
    await pause(connection, floor.line_id, 10, 40)
    await forget_marks(connection)
    await connection.execute("truncate floor.planned_stops")
    assert set(floor.ids) <= {mark[0] for mark in await marks(connection)}
