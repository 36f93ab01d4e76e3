"""floor.take_work: what is open, and of what changed the newest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from database.connect import Connection
from tests.oee.support import Station, marks, refresh, stations
from tests.sql.support import Floor, minute, stand

Mark = tuple[Station, float, float]
Period = tuple[int, float, float]
DAY = 24 * 60
NOW = 4 * DAY


@pytest.fixture
async def presses(connection: Connection, floor: Floor) -> list[Station]:
    """Three machines that began at the start, summed up to now."""
    presses = stations(connection, floor)
    for press in presses:
        await press.stands_since(0)
    await refresh(connection, NOW)
    return presses


async def taken(
    connection: Connection,
    changed: Sequence[Mark] = (),
    open_from: float = NOW,
    most_hours: int | None = None,
) -> list[Period]:
    """Periods to do, where these periods changed."""
    rows = await connection.fetch(
        "select * from floor.take_work($1::int[], $2::text[], $3::timestamptz[],"
        " $4::timestamptz[], $5, $6, $7) order by machine_id, from_at",
        [press.machine_id for press, _, _ in changed],
        ["period"] * len(changed),
        [minute(start) for _, start, _ in changed],
        [minute(end) for _, _, end in changed],
        *(minute(open_from), minute(NOW), most_hours),
    )
    return [
        (
            row["machine_id"],
            *((at - minute(0)) / timedelta(minutes=1) for at in (row["from_at"], row["to_at"])),
        )
        for row in rows
    ]


async def test_machines_that_never_worked_hold_nobody_up(connection: Connection) -> None:
    """They have no slices, ever, so what is before their first one must not come back."""
    await stand(connection, machines=["Old_1", "Old_2"])
    await connection.execute(
        "update floor.machines set commissioned_at = now() - interval '30 days',"
        " retired_at = now() - interval '30 days'"
    )
    for _ in range(80):
        await connection.execute("select floor.refresh_oee(p_most_hours => 24)")
        if not await connection.fetchval("select count(*) from floor.oee_dirty"):
            return
    raise AssertionError("the same days are taken again and again")


async def test_without_changes_open_hours_are_work(
    connection: Connection, presses: list[Station]
) -> None:
    assert await taken(connection, open_from=NOW - 70) == [
        (press.machine_id, NOW - 120, NOW) for press in presses
    ]


async def test_where_no_time_passed_there_is_nothing_to_do(
    connection: Connection, presses: list[Station]
) -> None:
    assert await taken(connection) == []


async def test_a_change_is_work_in_whole_slots(
    connection: Connection, presses: list[Station]
) -> None:
    press = presses[1]
    assert await taken(connection, [(press, 70, 130)]) == [(press.machine_id, 60, 180)]


async def test_changes_that_touch_are_one(connection: Connection, presses: list[Station]) -> None:
    press = presses[1]
    assert await taken(connection, [(press, 70, 130), (press, 100, 200)]) == [
        (press.machine_id, 60, 240)
    ]


async def test_nothing_is_due_before_a_machine_began(
    connection: Connection, presses: list[Station]
) -> None:
    press = presses[0]
    await press.stands_since(600)
    assert await taken(connection, [(press, 0, 700)]) == [(press.machine_id, 600, 720)]
    assert await taken(connection, [(press, 0, 500)]) == []


async def test_a_machine_that_came_meanwhile_is_open_since_it_came(
    connection: Connection, presses: list[Station]
) -> None:
    first, second, _ = presses
    await second.stands_since(NOW - 30)
    await connection.execute(
        "update floor.machines set retired_at = $1 where machine_id = $2",
        *(minute(NOW - 600), first.machine_id),
    )
    assert await taken(connection, open_from=NOW - 180) == [
        (second.machine_id, NOW - 60, NOW),
        (presses[2].machine_id, NOW - 180, NOW),
    ]


async def test_a_limit_takes_the_newest_and_marks_the_rest(
    connection: Connection, presses: list[Station]
) -> None:
    first, second, _ = presses
    work = [(first, 0, 2 * DAY), (second, 2 * DAY, 3 * DAY)]
    assert await taken(connection, work, most_hours=25) == [
        (first.machine_id, DAY, 2 * DAY),
        (second.machine_id, 2 * DAY, 3 * DAY),
    ]
    assert await marks(connection) == [(first.machine_id, "period", 0, DAY)]


async def test_however_small_the_limit_something_is_done(
    connection: Connection, presses: list[Station]
) -> None:
    press = presses[0]
    assert await taken(connection, [(press, 0, 2 * DAY)], most_hours=1) == [
        (press.machine_id, DAY, 2 * DAY)
    ]
    assert await marks(connection) == [(press.machine_id, "period", 0, DAY)]


async def test_open_hours_are_not_limited(connection: Connection, presses: list[Station]) -> None:
    press = presses[0]
    assert await taken(connection, [(press, 0, DAY)], open_from=NOW - 60, most_hours=1) == sorted(
        [(press.machine_id, 0, DAY), *((press.machine_id, NOW - 60, NOW) for press in presses)]
    )
