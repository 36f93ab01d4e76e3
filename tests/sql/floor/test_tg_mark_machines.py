"""floor.tg_mark_machines: all time of a machine that is new or counted otherwise is marked."""

from __future__ import annotations

import math

import pytest

from database.connect import Connection
from tests.oee.support import forget_marks, marks
from tests.sql.support import Floor, stand


async def test_a_new_machine_is_marked(connection: Connection) -> None:
    floor = await stand(connection, machines=["m1", "m2"])
    assert await marks(connection) == [
        (machine_id, "period", -math.inf, math.inf) for machine_id in floor.ids
    ]


@pytest.mark.parametrize(
    "change",
    [
        "micro_stop_limit_s = 60",
        "commissioned_at = '2026-01-01 00:00+00'",
        "retired_at = '2026-03-04 00:00+00'",
        "line_id = (select line_id from floor.lines where line_name = 'Other')",
    ],
)
async def test_a_machine_that_counts_otherwise_is_marked(
    connection: Connection, floor: Floor, change: str
) -> None:
    await stand(connection, plant="Other", line="Other", machines=[])
    await forget_marks(connection)
    await connection.execute(
        f"update floor.machines set {change} where machine_id = $1", floor.ids[1]
    )
    assert await marks(connection) == [(floor.ids[1], "period", -math.inf, math.inf)]


@pytest.mark.parametrize("change", ["map_x = 9", "machine_name = 'Other'", "line_id = line_id"])
async def test_what_does_not_count_is_not_marked(
    connection: Connection, floor: Floor, change: str
) -> None:
    await forget_marks(connection)
    await connection.execute(
        f"update floor.machines set {change} where machine_id = $1", floor.ids[1]
    )
    assert await marks(connection) == []
