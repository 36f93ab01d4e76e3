"""floor.line_live: the lines a map draws."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import first_row, stand


async def test_a_line_names_its_plant(connection: Connection) -> None:
    await stand(connection, plant="North", time_zone="Europe/Oslo", line="Engine")
    await connection.execute("update floor.plants set sort_order = 3")
    await connection.execute("update floor.lines set sort_order = 2")
    row = await first_row(connection, "select * from floor.line_live")
    assert dict(row) == {
        "line": "Engine",
        "plant": "North",
        "time_zone": "Europe/Oslo",
        "plant_sort_order": 3,
        "line_sort_order": 2,
    }


async def test_retired_lines_and_plants_are_not_drawn(connection: Connection) -> None:
    kept = await stand(connection, plant="Kept", line="Kept", machines=[])
    gone = await stand(connection, plant="Gone", line="Line of a plant that is gone", machines=[])
    await connection.execute(
        "insert into floor.lines (plant_id, line_name, retired_at) values ($1, 'Retired', now())",
        kept.plant_id,
    )
    await connection.execute(
        "update floor.plants set retired_at = now() where plant_id = $1", gone.plant_id
    )
    rows = await connection.fetch("select line from floor.line_live")
    assert [row["line"] for row in rows] == ["Kept"]
