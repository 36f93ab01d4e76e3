"""gold.shifts: shifts in absolute time."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.gold.support import DAY, add_shift, table
from tests.sql.support import Floor


async def test_a_shift_has_a_name_a_date_and_a_length(connection: Connection, floor: Floor) -> None:
    shift_id = await add_shift(connection, floor, "N", 960, 1500)  # clocks went back
    assert await table(
        connection,
        "plant, line, line_id, business_date, shift_name, shift_id, starts_at, ends_at, shift_s",
        "gold.shifts",
    ) == [("Plant", "Engine", floor.line_id, DAY, "N", shift_id, 960, 1500, 32_400)]
