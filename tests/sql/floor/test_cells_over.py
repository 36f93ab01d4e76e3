"""floor.cells_over: slots cut where the job or the ideal cycle changed."""

from __future__ import annotations

from datetime import timedelta

from database.connect import Connection
from tests.oee.support import add_product, stations, work
from tests.sql.support import Floor, minute

Cell = tuple[float, float, int | None, float | None]


async def cells(connection: Connection, machine_id: int, start: float, end: float) -> list[Cell]:
    """Cells of one period: from, to, product and ideal cycle."""
    rows = await connection.fetch(
        "select starts_at, ends_at, product_id, ideal_cycle_s from floor.cells_over("
        "array[$1::int], array[$2::timestamptz], array[$3::timestamptz]) order by starts_at",
        *(machine_id, minute(start), minute(end)),
    )
    return [
        (
            *((at - minute(0)) / timedelta(minutes=1) for at in (row["starts_at"], row["ends_at"])),
            row["product_id"],
            None if row["ideal_cycle_s"] is None else float(row["ideal_cycle_s"]),
        )
        for row in rows
    ]


async def test_without_jobs_and_cycles_cells_are_slots(
    connection: Connection, floor: Floor
) -> None:
    await work(connection, floor.line_id, 20, 480)
    assert await cells(connection, floor.ids[0], 0, 90) == [
        (0, 20, None, None),
        (20, 60, None, None),
        (60, 120, None, None),
    ]


async def test_a_job_cuts(connection: Connection, floor: Floor) -> None:
    press = stations(connection, floor)[0]
    nut, bolt = [await add_product(connection, name) for name in ("Nut", "Bolt")]
    await press.makes(-500, nut)
    await press.makes(30, bolt)
    await press.makes(50, None)
    await press.makes(60, bolt)
    assert await cells(connection, press.machine_id, 0, 120) == [
        (0, 30, nut, None),
        (30, 50, bolt, None),
        (50, 60, None, None),
        (60, 120, bolt, None),
    ]


async def test_a_cycle_cuts_and_a_product_has_its_own(connection: Connection, floor: Floor) -> None:
    press = stations(connection, floor)[0]
    nut = await add_product(connection, "Nut")
    await press.takes(60)
    await press.takes(50, since=10)
    await press.takes(20, nut, since=40)
    await press.makes(30, nut)
    assert await cells(connection, press.machine_id, 0, 60) == [
        (0, 10, None, 60),
        (10, 30, None, 50),
        (30, 40, nut, 50),
        (40, 60, nut, 20),
    ]


async def test_a_cell_knows_its_slot(connection: Connection, floor: Floor) -> None:
    press = stations(connection, floor)[0]
    shift = await work(connection, floor.line_id, 20, 480)
    await press.takes(60, since=30)
    rows = await connection.fetch(
        "select slice_starts_at, slice_ends_at, shift_id from floor.cells_over("
        "array[$1::int], array[$2::timestamptz], array[$3::timestamptz]) order by starts_at",
        *(press.machine_id, minute(20), minute(60)),
    )
    assert [tuple(row) for row in rows] == [(minute(20), minute(60), shift)] * 2


async def test_periods_that_meet_in_a_slot_have_its_cells_once(
    connection: Connection, floor: Floor
) -> None:
    press = floor.ids[0]
    found = await connection.fetchval(
        "select count(*) from floor.cells_over($1::int[], $2::timestamptz[], $3::timestamptz[])",
        *([press, press], [minute(0), minute(30)], [minute(30), minute(60)]),
    )
    assert found == 1


async def test_jobs_of_other_machines_do_not_cut(connection: Connection, floor: Floor) -> None:
    first, second, _ = stations(connection, floor)
    await second.makes(30, await add_product(connection, "Nut"))
    await second.takes(60, since=40)
    assert await cells(connection, first.machine_id, 0, 60) == [(0, 60, None, None)]
