"""floor.explain_figures: figures and components of any roll-up, with their formulas as text."""

from __future__ import annotations

from typing import Any

import pytest

from database.connect import Connection
from tests.oee.support import default_policy, refresh, stations, work
from tests.sql.support import Floor


@pytest.fixture(autouse=True)
async def facts(connection: Connection, floor: Floor) -> None:
    """Two hours: one run, one down; 90 pieces of a minute, 81 of them good."""
    press = stations(connection, floor)[0]
    await work(connection, floor.line_id, 0, 120)
    await press.takes(60)
    await press.was((0, "operational"), (60, "down"))
    await press.made(10, 81, 9)
    await refresh(connection, 120)


async def explained(connection: Connection, view: str = "oee_station") -> dict[str, Any]:
    """Value and formula by item."""
    rows = await connection.fetch(
        "select figures.* from (select to_jsonb(measured) as row"
        f" from gold.{view} as measured limit 1) as one"
        " cross join lateral floor.explain_figures(one.row) as figures order by section, place"
    )
    return {
        row["item"]: (None if row["value"] is None else float(row["value"]), row["formula"])
        for row in rows
    }


@pytest.mark.parametrize("view", ["oee_station_shift", "oee_line_day", "oee_plant", "oee_product"])
async def test_rows_of_any_roll_up_are_explained(connection: Connection, view: str) -> None:
    found = await explained(connection, view)
    assert found["OEE"] == (0.675, "fully_productive / planned = 4860 s / 7200 s")
    assert found["availability"] == (0.5, "run / planned = 3600 s / 7200 s")
    assert found["quality"] == (0.9, "fully_productive / ideal = 4860 s / 5400 s")
    assert found["pieces"] == (90, "good + rejected")


async def test_a_cut_performance_is_said(connection: Connection) -> None:
    assert (await explained(connection))["performance"] == (1.5, "ideal / run = 5400 s / 3600 s")
    await default_policy(connection, performance_is_capped=True)
    found = await explained(connection)
    cut = ", cut to performance 1 by the policy"
    assert found["performance"] == (1, "ideal / run = 5400 s / 3600 s" + cut)
    assert found["OEE"] == (0.45, "fully_productive / planned = 4860 s / 7200 s" + cut)
    assert cut not in found["quality"][1]


async def test_the_formula_of_planned_and_run_is_that_of_the_policy(connection: Connection) -> None:
    await connection.execute("update floor.kpi_policies set policy_name = 'ours' where is_default")
    await default_policy(connection, setup_counts_as="outside", planned_downs_count_as="loss")
    found = await explained(connection)
    assert found["planned"][1] == (
        'operational + warning + minor_stop + breakdown + unknown + planned_down (policy "ours")'
    )
    assert found["run"][1] == 'operational + warning + minor_stop (policy "ours")'
