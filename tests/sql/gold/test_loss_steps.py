"""gold.loss_steps: the steps of the loss tree, as the default policy orders them."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.support import table

STANDARD = [
    ("scheduled", "total", "calendar"),
    ("planned_stop", "loss", "planning"),
    ("planned_down", "loss", "planning"),
    ("planned", "total", "planning"),
    ("breakdown", "loss", "availability"),
    ("setup", "loss", "availability"),
    ("unknown", "loss", "availability"),
    ("run", "total", "availability"),
    ("minor_stop", "loss", "performance"),
    ("reduced_speed", "loss", "performance"),
    ("net_run", "total", "performance"),
    ("process_reject", "loss", "quality"),
    ("startup_reject", "loss", "quality"),
    ("fully_productive", "total", "quality"),
]


async def test_the_standard_policy_has_fourteen_steps(connection: Connection) -> None:
    steps = await table(connection, "step, kind, level", "gold.loss_steps", "order by step_order")
    assert steps == STANDARD
    places = await table(connection, "step_order", "gold.loss_steps", "order by step_order")
    assert places == [(place,) for place in range(1, 15)]


@pytest.mark.parametrize(
    ("choice", "value", "step", "before"),
    [
        ("planned_stops_count_as", "loss", "planned_stop", "breakdown"),
        ("planned_downs_count_as", "loss", "planned_down", "breakdown"),
        ("setup_counts_as", "outside", "setup", "planned"),
        ("unknown_counts_as", "outside", "unknown", "planned"),
        ("minor_stops_count_as", "availability", "minor_stop", "run"),
    ],
)
async def test_another_policy_moves_a_loss_to_its_total(
    connection: Connection, choice: str, value: str, step: str, before: str
) -> None:
    await connection.execute(f"update floor.kpi_policies set {choice} = $1 where is_default", value)
    steps = [
        row[0] for row in await table(connection, "step", "gold.loss_steps", "order by step_order")
    ]
    assert steps[steps.index(step) + 1] == before


async def test_what_counts_as_run_is_no_loss(connection: Connection) -> None:
    await connection.execute(
        "update floor.kpi_policies set unknown_counts_as = 'run' where is_default"
    )
    steps = await table(connection, "step", "gold.loss_steps")
    assert ("unknown",) not in steps
    assert len(steps) == 13
