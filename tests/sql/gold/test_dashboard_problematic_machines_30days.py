"""gold.dashboard_problematic_machines_30days: machines by what their breakdowns cost."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.gold.support import add_reasoned, add_shift, refresh, table, work

VIEW = "gold.dashboard_problematic_machines_30days"


async def test_the_worst_machine_comes_first(connection: Connection) -> None:
    floor = await work(connection)
    columns = (
        "plant, line, line_id, problem_rank, machine, machine_type, machine_id, failures,"
        " breakdown_s, mtbf_s, mttr_s, inherent_availability_ratio"
    )
    place = ("Plant", "Engine", floor.line_id)
    assert await table(connection, columns, VIEW, "order by problem_rank") == [
        (
            *place, 1, "Press_1", "Press", floor.machines["Press_1"], 2,
            7200, 195 * 60, 3600, pytest.approx(390 / 510),
        ),
        (
            *place, 2, "Press_2", "Press", floor.machines["Press_2"], 2,
            960, 277 * 60, 480, pytest.approx(554 / 570),
        ),
    ]  # fmt: skip


async def test_the_main_reason_is_the_one_that_cost_most(connection: Connection) -> None:
    floor = await work(connection)
    reasons = "main_reason, main_reason_s", VIEW, "order by problem_rank"
    assert await table(connection, *reasons) == [(None, 5400), ("Jam", 960)]
    await add_reasoned(connection, floor.machines["Press_1"], 450.5, "down", "Mechanical")
    await refresh(connection, 600)
    assert await table(connection, *reasons) == [("Mechanical", 5400), ("Jam", 960)]


async def test_a_machine_that_did_not_break_down_is_no_problem(connection: Connection) -> None:
    await work(connection, until=36)
    assert await table(connection, "machine", VIEW) == [("Press_2",)]


async def test_what_is_older_than_thirty_dates_is_left_out(connection: Connection) -> None:
    floor = await work(connection)
    await add_shift(connection, floor, "E", 1440, 1500, date(2026, 4, 1))
    await refresh(connection, 1440)
    assert await table(connection, "machine", VIEW) == []
