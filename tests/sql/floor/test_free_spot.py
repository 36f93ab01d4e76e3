"""floor.free_spot: room for a tile, behind the last machine of its line or below everything."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import Floor, stand

SPOT = "select map_x, map_y from floor.free_spot($1)"


async def spot(connection: Connection, line_id: int) -> tuple[int, int]:
    """Where the next machine of the line would stand; always one spot."""
    rows = await connection.fetch(SPOT, line_id)
    assert len(rows) == 1
    return rows[0]["map_x"], rows[0]["map_y"]


async def add_line(connection: Connection, plant_id: int, name: str) -> int:
    """Another line, without machines."""
    line_id: int = await connection.fetchval(
        "insert into floor.lines (plant_id, line_name) values ($1, $2) returning line_id",
        plant_id,
        name,
    )
    return line_id


async def test_an_empty_plant_begins_at_the_upper_left(connection: Connection) -> None:
    floor = await stand(connection, machines=[])
    assert await spot(connection, floor.line_id) == (1, 1)


async def test_a_machine_stands_behind_the_last_of_its_line(
    connection: Connection, floor: Floor
) -> None:
    assert await spot(connection, floor.line_id) == (16, 0)  # tiles at 4, 8 and 12, 4 wide


async def test_a_new_line_begins_below_everything(connection: Connection, floor: Floor) -> None:
    line_id = await add_line(connection, floor.plant_id, "Exterior")
    # a row of air, and one for the name of the line
    assert await spot(connection, line_id) == (4, 5)


async def test_a_full_row_goes_on_below(connection: Connection, floor: Floor) -> None:
    await connection.execute("update floor.machines set map_x = 33 where machine_name = 'Press_3'")
    assert await spot(connection, floor.line_id) == (4, 5)


async def test_a_neighbour_in_the_way_is_avoided(connection: Connection, floor: Floor) -> None:
    line_id = await add_line(connection, floor.plant_id, "Exterior")
    await connection.execute(
        "insert into floor.machines"
        " (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " values ('Saw', 'SAW', $1, 'Press', 18, 3)",
        line_id,
    )  # the strip with the name of its line lies in row 2, where the tile would end
    assert await spot(connection, floor.line_id) == (4, 8)


async def test_retired_machines_and_other_plants_take_no_room(
    connection: Connection, floor: Floor
) -> None:
    await stand(connection, plant="Other", line="Far", machines=["X"])
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name = 'Press_3'"
    )
    assert await spot(connection, floor.line_id) == (12, 0)


async def test_a_larger_tile_needs_more_room(connection: Connection, floor: Floor) -> None:
    await connection.execute("update floor.machines set map_x = 28 where machine_name = 'Press_3'")
    assert await spot(connection, floor.line_id) == (32, 0)
    row = await connection.fetchrow(
        "select map_x, map_y from floor.free_spot($1, 5, 3)", floor.line_id
    )
    assert row is not None
    assert tuple(row) == (4, 5)
