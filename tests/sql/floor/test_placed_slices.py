"""floor.placed_slices: slices with everything they can be grouped by."""

from __future__ import annotations

from datetime import date

from database.connect import Connection
from tests.oee.support import refresh, stations, work
from tests.sql.support import Floor, first_row


async def test_a_slice_knows_its_place(connection: Connection, floor: Floor) -> None:
    press = stations(connection, floor)[0]
    await work(connection, floor.line_id, 0, 60, "N", date(2026, 3, 1))
    await press.was((0, "operational"))
    await refresh(connection, 60)
    row = await first_row(connection, "select * from floor.placed_slices")
    assert (row["machine_id"], row["line_id"], row["plant_id"], row["shift_name"]) == (
        press.machine_id,
        floor.line_id,
        floor.plant_id,
        "N",
    )
    assert row["week_starts_on"] == date(2026, 2, 23)  # of the Sunday it belongs to


async def test_outside_shifts_it_has_none(connection: Connection, floor: Floor) -> None:
    await stations(connection, floor)[0].was((0, "operational"))
    await refresh(connection, 60)
    row = await first_row(connection, "select * from floor.placed_slices")
    assert (row["shift_name"], row["business_date"]) == (None, date(2026, 3, 2))


async def test_it_has_all_columns_of_a_slice(connection: Connection) -> None:
    columns = [
        {
            row["attname"]
            for row in await connection.fetch(
                "select attname from pg_attribute"
                " where attrelid = $1::text::regclass and attnum > 0",
                name,
            )
        }
        for name in ("floor.oee_slices", "floor.placed_slices")
    ]
    assert columns[0] <= columns[1]


async def test_what_is_not_asked_for_is_not_joined(connection: Connection) -> None:
    plan = await connection.fetch(
        "explain (costs off) select machine_id, sum(elapsed_s) from floor.placed_slices"
        " group by machine_id"
    )
    assert not any("shifts" in row[0] or "plants" in row[0] for row in plan)
