"""floor.add_machine: the machine of that name, or a new one on a free spot of the map."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.support import Floor, Open, first_row, refused, said, settled, stand

ADD = "select floor.add_machine($1, $2)"
MACHINE = (
    "select machine_name, short_name, machine_type, line_name, map_x, map_y, machines.origin"
    " from floor.machines join floor.lines using (line_id) where machine_id = $1"
)
OVERLAPS = """
select count(*) from floor.machines as one inner join floor.machines as other
on one.machine_id < other.machine_id
and one.map_x < other.map_x + other.map_width and other.map_x < one.map_x + one.map_width
and one.map_y < other.map_y + other.map_height and other.map_y < one.map_y + one.map_height
"""


async def test_a_known_machine_is_found_in_any_case(connection: Connection, floor: Floor) -> None:
    before = await connection.fetch("select * from floor.machines order by machine_id")
    found = await connection.fetchval(ADD, "PRESS_2", "Elsewhere")
    assert found == floor.machines["Press_2"]
    assert await connection.fetch("select * from floor.machines order by machine_id") == before
    assert await connection.fetchval("select count(*) from floor.lines") == 1


async def test_a_new_machine_stands_behind_the_last_of_its_line(
    connection: Connection, floor: Floor
) -> None:
    machine_id = await connection.fetchval(ADD, "Injection_Molder_02_01", "ENGINE")
    row = await first_row(connection, MACHINE, machine_id)
    assert tuple(row) == ("Injection_Molder_02_01", "IM01", "Machine", "Engine", 16, 0, "test")


async def test_types_are_told_apart_by_more_than_case(connection: Connection, floor: Floor) -> None:
    add = "select floor.add_machine($1, 'Engine', $2, p_origin => 'me')"
    same = await connection.fetchval(add, "A", "PRESS")
    new = await connection.fetchval(add, "B", "Saw")
    assert (await first_row(connection, MACHINE, same))["machine_type"] == "Press"
    row = await first_row(connection, MACHINE, new)
    assert (row["machine_type"], row["origin"]) == ("Saw", "me")


async def test_line_and_plant_are_made_where_they_are_new(connection: Connection) -> None:
    add = "select floor.add_machine($1, $2, $3, $4, $5)"
    for number in range(1, 4):
        name = f"Saw_{number}"
        await connection.execute(add, name, "Wood", "Saw", "North", "Europe/Oslo")
    assert await connection.fetchval("select time_zone from floor.plants") == "Europe/Oslo"
    assert await connection.fetchval("select count(*) from floor.lines") == 1
    assert await connection.fetchval(OVERLAPS) == 0


async def test_a_retired_machine_comes_back(connection: Connection, floor: Floor) -> None:
    for table in ("machines", "lines", "plants"):
        await connection.execute(f"update floor.{table} set retired_at = now()")
    machine_id = floor.machines["Press_1"]
    assert await connection.fetchval(ADD, "press_1", "Elsewhere") == machine_id
    row = await first_row(
        connection,
        "select machines.retired_at, lines.retired_at, plants.retired_at, machines.origin"
        " from floor.machines join floor.lines using (line_id) join floor.plants using (plant_id)"
        " where machine_id = $1",
        machine_id,
    )
    assert tuple(row) == (None, None, None, "test")
    retired = "select count(*) from floor.machines where retired_at is not null"
    assert await connection.fetchval(retired) == 2


async def test_a_new_machine_needs_a_line(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.NotNullViolationError) as caught:
        await connection.fetchval(ADD, "Saw", None)
    assert said(caught)[0] == "a new machine needs a line"


async def test_two_at_once_get_different_spots(
    committing: Connection, open_committing: Open
) -> None:
    await stand(committing)
    first, second = await open_committing(), await open_committing()
    transaction = first.transaction()
    await transaction.start()
    await first.execute(ADD, "A", "Engine")
    waiting = await settled(committing, second, second.execute(ADD, "B", "Engine"))
    assert not waiting.done()
    await transaction.commit()
    await waiting
    assert await committing.fetchval(OVERLAPS) == 0
    assert await committing.fetchval("select count(*) from floor.machines") == 5
