"""floor.machine_status_from_events: the present state, from history alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from database.connect import Connection
from tests.sql.support import Floor, add_event, first_row, minute


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([(0, "down")], ("down", 0, 0)),
        ([(0, "down"), (5, "down")], ("down", 5, 0)),
        ([(0, "down"), (2, "warning"), (5, "down"), (6, "down")], ("down", 6, 5)),
        ([(6, "no_data"), (0, "down")], ("no_data", 6, 6)),
    ],
)
async def test_latest_status_and_its_beginning(
    connection: Connection,
    floor: Floor,
    events: list[tuple[float, str]],
    expected: tuple[str, float, float],
) -> None:
    for at, status in events:
        await add_event(connection, floor.ids[0], at, status)
    row = await first_row(
        connection, "select status, at, since_at from floor.machine_status_from_events"
    )
    status, at, since_at = expected
    assert tuple(row) == (status, minute(at), minute(since_at))


async def test_no_event_no_row(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[1], 0, "down")
    rows = await connection.fetch("select machine_id from floor.machine_status_from_events")
    assert [row["machine_id"] for row in rows] == [floor.ids[1]]


async def test_a_long_history_is_not_read(connection: Connection, floor: Floor) -> None:
    """Only the ends of the index are looked at, however long the machine has run."""
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " select $1, $2::timestamptz + n * $3::interval,"
        " case n % 2 when 0 then 'down' else 'warning' end"
        " from generate_series(1, 20000) as n",
        floor.ids[0],
        minute(0),
        timedelta(seconds=10),
    )
    await connection.execute("analyze floor.status_events")
    plan = await connection.fetchval(
        "explain (analyze, format json, costs off, timing off)"
        " select * from floor.machine_status_from_events where machine_id ="
        f" {floor.ids[0]}"
    )
    assert '"Actual Rows": 20000' not in plan
    assert "Seq Scan on status_events" not in plan
    assert '"Node Type": "Index' in plan
