"""floor.oee_of_plants: what the gold views say, over plants whose days are not the same."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.support import Floor, add_event, first_row, minute, stand

DAY = date(2026, 3, 2)
BEFORE, AFTER = date(2026, 3, 1), date(2026, 3, 3)
MEASURED = (
    "total_pcs, good_pcs, scrap_pcs, yield_ratio, breakdown_s, setup_s, planned_s, run_s,"
    " availability_ratio, performance_ratio, quality_ratio, oee_ratio, coverage_ratio"
)


async def work(connection: Connection, floor: Floor, down_at: float, good: int) -> None:
    """A shift of four hours; the first machine stands for an hour and makes pieces of 10 s."""
    machine_id = floor.ids[0]
    await connection.execute(
        "insert into floor.shifts (line_id, business_date, shift_name, during, origin)"
        " values ($1, $2, 'E', tstzrange($3, $4), 'test')",
        floor.line_id,
        DAY,
        minute(0),
        minute(240),
    )
    for at, status in ((0, "operational"), (down_at, "down"), (down_at + 60, "operational")):
        await add_event(connection, machine_id, at, status)
    await connection.execute(
        "insert into floor.ideal_cycles (machine_id, valid_from, ideal_cycle_s)"
        " values ($1, '-infinity', 10)",
        machine_id,
    )
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs, scrap_pcs)"
        " values ($1, $2, $3, 10)",
        machine_id,
        minute(100),
        good,
    )


@pytest.fixture
async def plants(connection: Connection) -> list[Floor]:
    """Two plants with a machine each, and the sums of one shift of both."""
    north = await stand(connection, plant="North", machines=["N1"])
    south = await stand(connection, plant="South", line="Trim", machines=["S1"])
    await work(connection, north, 60, 300)
    await work(connection, south, 120, 600)
    await connection.execute("select floor.refresh_oee($1)", minute(300))
    return [north, south]


async def test_one_plant_is_what_gold_says(connection: Connection, plants: list[Floor]) -> None:
    plant_id = plants[0].plant_id
    mine = await first_row(
        connection,
        "select * from floor.oee_of_plants($1, $2, $3)",
        [plant_id],
        [DAY],
        [DAY],
    )
    gold = await first_row(
        connection,
        f"select {MEASURED} from gold.oee_plant_over(p_from => $1, p_to => $1) where plant_id = $2",
        DAY,
        plant_id,
    )
    assert dict(mine) == dict(gold)
    assert (mine["planned_s"], mine["run_s"], mine["breakdown_s"]) == (14_400, 10_800, 3_600)
    assert mine["oee_ratio"] == pytest.approx(3_000 / 14_400)


async def test_several_plants_are_ratios_of_sums(
    connection: Connection, plants: list[Floor]
) -> None:
    both = await first_row(
        connection,
        "select * from floor.oee_of_plants($1, $2, $3)",
        [plant.plant_id for plant in plants],
        [DAY, DAY],
        [DAY, DAY],
    )
    assert (both["total_pcs"], both["good_pcs"], both["scrap_pcs"]) == (920, 900, 20)
    assert both["availability_ratio"] == pytest.approx(21_600 / 28_800)
    assert both["performance_ratio"] == pytest.approx(9_200 / 21_600)
    assert both["oee_ratio"] == pytest.approx(9_000 / 28_800)


async def test_each_plant_has_days_of_its_own(connection: Connection, plants: list[Floor]) -> None:
    ids = [plant.plant_id for plant in plants]
    statement = "select good_pcs from floor.oee_of_plants($1, $2, $3)"
    assert await connection.fetchval(statement, ids, [BEFORE, DAY], [BEFORE, AFTER]) == 600
    assert await connection.fetchval(statement, ids, [DAY, AFTER], [AFTER, AFTER]) == 300


async def test_one_line_alone(connection: Connection, plants: list[Floor]) -> None:
    ids = [plant.plant_id for plant in plants]
    good = await connection.fetchval(
        "select good_pcs from floor.oee_of_plants($1, $2, $2, $3)",
        ids,
        [DAY, DAY],
        plants[1].line_id,
    )
    assert good == 600


async def test_nothing_known_is_no_row(connection: Connection, plants: list[Floor]) -> None:
    statement = "select * from floor.oee_of_plants($1, $2, $2)"
    assert await connection.fetch(statement, [plants[0].plant_id], [BEFORE]) == []
    assert await connection.fetch(statement, [], []) == []
