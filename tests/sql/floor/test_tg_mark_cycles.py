"""floor.tg_mark_cycles: an ideal cycle counts in all that was made since it is valid."""

from __future__ import annotations

import math

from database.connect import Connection
from tests.oee.support import forget_marks, marks, stations
from tests.sql.support import Floor, minute


async def test_a_new_cycle_is_marked_from_when_it_is_valid(
    connection: Connection, floor: Floor
) -> None:
    first, second, _ = stations(connection, floor)
    await forget_marks(connection)
    await first.takes(60)
    await second.takes(60, since=30)
    assert await marks(connection) == [
        (first.machine_id, "period", -math.inf, math.inf),
        (second.machine_id, "period", 30, math.inf),
    ]


async def test_a_changed_cycle_is_marked_where_it_was_and_where_it_is(
    connection: Connection, floor: Floor
) -> None:
    press = stations(connection, floor)[0]
    await press.takes(60, since=30)
    await forget_marks(connection)
    await connection.execute("update floor.ideal_cycles set valid_from = $1", minute(90))
    assert await marks(connection) == [
        (press.machine_id, "period", 30, math.inf),
        (press.machine_id, "period", 90, math.inf),
    ]


async def test_a_deleted_cycle_is_marked(connection: Connection, floor: Floor) -> None:
    press = stations(connection, floor)[0]
    await press.takes(60, since=30)
    await forget_marks(connection)
    await connection.execute("delete from floor.ideal_cycles")
    assert await marks(connection) == [(press.machine_id, "period", 30, math.inf)]


async def test_emptied_cycles_are_marked(connection: Connection, floor: Floor) -> None:
    await stations(connection, floor)[0].takes(60)
    await forget_marks(connection)
    await connection.execute("truncate floor.ideal_cycles")
    assert {mark[0] for mark in await marks(connection)} == set(floor.ids)
