"""floor.listed_periods: three lists as rows, with what is needed of the machines."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import Floor, minute


async def test_lists_become_rows_in_their_order(connection: Connection, floor: Floor) -> None:
    await connection.execute(
        "update floor.machines set micro_stop_limit_s = 60 where machine_id = $1", floor.ids[1]
    )
    rows = await connection.fetch(
        "select * from floor.listed_periods($1, $2, $3) order by period_no",
        [floor.ids[1], floor.ids[0], floor.ids[1]],
        [minute(0), minute(1), minute(2)],
        [minute(10), minute(11), minute(12)],
    )
    assert [
        (row["period_no"], row["machine_id"], row["from_at"], row["to_at"]) for row in rows
    ] == [
        (1, floor.ids[1], minute(0), minute(10)),
        (2, floor.ids[0], minute(1), minute(11)),
        (3, floor.ids[1], minute(2), minute(12)),
    ]
    assert {row["line_id"] for row in rows} == {floor.line_id}
    assert [row["micro_stop_limit_s"] for row in rows] == [60, None, 60]


async def test_a_machine_that_is_not_there_has_no_period(connection: Connection) -> None:
    rows = await connection.fetch(
        "select * from floor.listed_periods('{4711}', array[now()], array[now()])"
    )
    assert rows == []
