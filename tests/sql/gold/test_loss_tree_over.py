"""gold.loss_tree_over: where the time of any period went, step by step."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from database.connect import Connection
from tests.sql.gold.support import DAY, table, work
from tests.sql.support import minute

COLUMN_OF = {
    "scheduled": "scheduled_s",
    "planned": "planned_s",
    "run": "run_s",
    "net_run": "ideal_s",
    "fully_productive": "fully_productive_s",
    "breakdown": "breakdown_s",
    "reduced_speed": "reduced_speed_s",
    "process_reject": "process_reject_s",
}
PERIODS: dict[str, dict[str, Any]] = {
    "all": {},
    "day": {"p_from": DAY, "p_to": DAY},
    "day after": {"p_from": date(2026, 3, 3)},
    "day before": {"p_to": date(2026, 3, 1)},
    "shift": {"p_shift_name": "L"},
    "hours": {"p_from_at": minute(60), "p_to_at": minute(480)},
    "other line": {"p_line_id": -1},
}
POLICIES = {
    "standard": "is_default",
    "all stops inside": "planned_stops_count_as = 'loss', planned_downs_count_as = 'loss'",
    "known only": "unknown_counts_as = 'outside', setup_counts_as = 'outside'",
    "silence runs": "unknown_counts_as = 'run', minor_stops_count_as = 'availability'",
}


async def steps(connection: Connection, **period: Any) -> dict[str, Any]:
    """Steps of a period, by name and in order."""
    arguments = ", ".join(f"{name} => ${place}" for place, name in enumerate(period, 1))
    rows = await connection.fetch(
        f"select * from gold.loss_tree_over({arguments})", *period.values()
    )
    assert [row["step_order"] for row in rows] == list(range(1, len(rows) + 1))
    return {row["step"]: row for row in rows}


async def test_a_machine_by_hand(connection: Connection) -> None:
    floor = await work(connection)
    found = await steps(connection, p_machine_id=floor.machines["Press_1"])
    assert {step: (row["loss_s"] / 60, row["remaining_s"] / 60) for step, row in found.items()} == {
        "scheduled": (600, 600),
        "planned_stop": (30, 570),
        "planned_down": (30, 540),
        "planned": (540, 540),
        "breakdown": (120, 420),
        "setup": (20, 400),
        "unknown": (10, 390),
        "run": (390, 390),
        "minor_stop": (1, 389),
        "reduced_speed": (43, 346),
        "net_run": (346, 346),
        "process_reject": (4, 342),
        "startup_reject": (2, 340),
        "fully_productive": (340, 340),
    }
    assert found["fully_productive"]["planned_ratio"] == pytest.approx(340 / 540)
    assert found["setup"]["planned_ratio"] == pytest.approx(20 / 540)
    assert found["setup"]["step_name"] == "Setup and adjustment"


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
async def test_it_agrees_with_oee_of_lines(connection: Connection, period: dict[str, Any]) -> None:
    await work(connection)
    found = await steps(connection, **period)
    arguments = ", ".join(f"{name} => ${place}" for place, name in enumerate(period, 1))
    oee = await connection.fetchrow(
        f"select * from gold.oee_line_over({arguments})", *period.values()
    )
    for step, column in COLUMN_OF.items():
        assert found[step]["loss_s"] == pytest.approx(oee[column] if oee else 0)
    assert found["fully_productive"]["planned_ratio"] == (
        pytest.approx(oee["oee_ratio"]) if oee else None
    )


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
async def test_each_total_is_what_remains(connection: Connection, policy: str) -> None:
    """Whatever the policy: nothing is lost between the steps, and nothing counts twice."""
    await work(connection)
    if policy != "is_default":
        await connection.execute(f"update floor.kpi_policies set {policy} where is_default")
    found = await steps(connection)
    remaining = found["scheduled"]["loss_s"]
    for row in found.values():
        if row["kind"] == "loss":
            remaining -= row["loss_s"]
        assert row["remaining_s"] == pytest.approx(remaining)
        if row["kind"] == "total":
            assert row["loss_s"] == pytest.approx(remaining)


async def test_all_machines_are_the_sum_of_each(connection: Connection) -> None:
    floor = await work(connection)
    each = [await steps(connection, p_machine_id=machine_id) for machine_id in floor.ids]
    for step, row in (await steps(connection)).items():
        assert row["loss_s"] == pytest.approx(sum(one[step]["loss_s"] for one in each))


async def test_it_becomes_part_of_the_query_that_calls_it(connection: Connection) -> None:
    """So that a condition reaches the index, and rights are asked of views only."""
    plan = await connection.fetch("explain select * from gold.loss_tree_over(p_machine_id => 1)")
    assert not any("Function Scan" in row[0] for row in plan)
    assert await table(connection, "count(*)", "gold.loss_tree_over(p_machine_id => 1)") == [(14,)]
