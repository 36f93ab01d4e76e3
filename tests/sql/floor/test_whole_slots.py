"""floor.whole_slots: periods widened to whole slots and united."""

from __future__ import annotations

from datetime import timedelta

from database.connect import Connection
from tests.oee.support import work
from tests.sql.support import Floor, minute

Period = tuple[int, float, float]


async def whole(connection: Connection, *periods: Period) -> list[Period]:
    """Whole-slot periods by machine, in minutes."""
    machine_ids, starts, ends = zip(*periods, strict=True)
    rows = await connection.fetch(
        "select * from floor.whole_slots($1::int[], $2::timestamptz[], $3::timestamptz[])"
        " order by machine_id, from_at",
        list(machine_ids),
        [minute(at) for at in starts],
        [minute(at) for at in ends],
    )
    return [
        (
            row["machine_id"],
            *((at - minute(0)) / timedelta(minutes=1) for at in (row["from_at"], row["to_at"])),
        )
        for row in rows
    ]


async def test_a_period_is_widened(connection: Connection, floor: Floor) -> None:
    press = floor.ids[0]
    assert await whole(connection, (press, 70, 130)) == [(press, 60, 180)]


async def test_whole_slots_stay_as_they_are(connection: Connection, floor: Floor) -> None:
    press = floor.ids[0]
    assert await whole(connection, (press, 60, 120)) == [(press, 60, 120)]


async def test_edges_of_shifts_are_edges_of_slots(connection: Connection, floor: Floor) -> None:
    await work(connection, floor.line_id, 80, 140)
    press = floor.ids[0]
    assert await whole(connection, (press, 85, 139)) == [(press, 80, 140)]
    assert await whole(connection, (press, 79, 141)) == [(press, 60, 180)]


async def test_periods_that_touch_are_one(connection: Connection, floor: Floor) -> None:
    press = floor.ids[0]
    periods = ((press, 70, 80), (press, 65, 110), (press, 125, 130), (press, 400, 401))
    assert await whole(connection, *periods) == [(press, 60, 180), (press, 360, 420)]


async def test_machines_stay_apart(connection: Connection, floor: Floor) -> None:
    first, second, _ = floor.ids
    assert await whole(connection, (first, 70, 80), (second, 100, 130)) == [
        (first, 60, 120),
        (second, 60, 180),
    ]


async def test_no_period_no_slot(connection: Connection) -> None:
    assert await connection.fetch("select * from floor.whole_slots('{}', '{}', '{}')") == []
