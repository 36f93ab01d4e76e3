"""gold.loss_tree: where the time of shifts went, step by step."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.gold.support import DAY, table, work

OF_EARLY = "where machine = 'Press_1' and shift_name = 'E' order by step_order"


async def test_the_early_shift_by_hand(connection: Connection) -> None:
    await work(connection)
    columns = "step_order, step, kind, loss_s / 60"
    assert await table(connection, columns, "gold.loss_tree", OF_EARLY) == [
        (1, "scheduled", "total", 480),
        (2, "planned_stop", "loss", 30),
        (3, "planned_down", "loss", 30),
        (4, "planned", "total", 420),
        (5, "breakdown", "loss", 60),
        (6, "setup", "loss", 20),
        (7, "unknown", "loss", 10),
        (8, "run", "total", 330),
        (9, "minor_stop", "loss", 1),
        (10, "reduced_speed", "loss", 23),
        (11, "net_run", "total", 306),
        (12, "process_reject", "loss", 4),
        (13, "startup_reject", "loss", 2),
        (14, "fully_productive", "total", 300),
    ]


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    columns = (
        "plant, line, line_id, machine, machine_id, business_date, shift_name,"
        " shift_id is not null, step_name, level"
    )
    rows = await table(connection, columns, "gold.loss_tree", OF_EARLY)
    assert rows[4] == (
        "Plant", "Engine", floor.line_id, "Press_1", floor.machines["Press_1"], DAY, "E",
        True, "Breakdowns", "availability",
    )  # fmt: skip


async def test_every_machine_and_shift_has_every_step(connection: Connection) -> None:
    await work(connection)
    shifts = await connection.fetchval("select count(*) from gold.oee_station_shift")
    assert shifts == 4
    assert await connection.fetchval("select count(*) from gold.loss_tree") == 4 * 14
