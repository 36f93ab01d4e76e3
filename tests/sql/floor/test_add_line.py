"""floor.add_line: the line of that name, or a new one at the end of its plant."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.support import Floor, first_row, refused, said, stand

ADD = "select floor.add_line($1, $2, $3, 'test')"


async def test_a_known_name_is_found_in_any_case(connection: Connection, floor: Floor) -> None:
    assert await connection.fetchval(ADD, "engine", None, None) == floor.line_id
    assert await connection.fetchval(ADD, "engine", "PLANT", None) == floor.line_id


async def test_a_new_one_is_the_last_of_its_plant(connection: Connection, floor: Floor) -> None:
    await connection.execute("update floor.lines set sort_order = 7")
    line_id = await connection.fetchval(ADD, "Exterior", None, None)
    row = await first_row(
        connection,
        "select line_name, plant_id, sort_order, origin from floor.lines where line_id = $1",
        line_id,
    )
    assert tuple(row) == ("Exterior", floor.plant_id, 8, "test")


async def test_its_plant_is_made_where_it_is_new(connection: Connection, floor: Floor) -> None:
    line_id = await connection.fetchval(ADD, "Exterior", "North", "UTC")
    row = await first_row(
        connection,
        "select plant_name, lines.sort_order from floor.lines join floor.plants using (plant_id)"
        " where line_id = $1",
        line_id,
    )
    assert tuple(row) == ("North", 0)


async def test_a_retired_one_comes_back_with_its_plant(
    connection: Connection, floor: Floor
) -> None:
    await connection.execute("update floor.lines set retired_at = now()")
    await connection.execute("update floor.plants set retired_at = now()")
    assert await connection.fetchval(ADD, "Engine", None, None) == floor.line_id
    row = await first_row(
        connection,
        "select lines.retired_at, plants.retired_at, lines.origin"
        " from floor.lines join floor.plants using (plant_id)",
    )
    assert tuple(row) == (None, None, "test")


async def test_a_line_stays_in_its_plant(connection: Connection, floor: Floor) -> None:
    await stand(connection, plant="Other", line="Far", machines=[])
    async with refused(connection, asyncpg.UniqueViolationError) as caught:
        await connection.fetchval(ADD, "Engine", "Other", None)
    assert said(caught) == (
        'line "Engine" is in plant "Plant", not in "Other"',
        "Names of lines are unique: give this one another name, or leave the plant out.",
    )
    assert caught.value.column_name == "line"


async def test_a_line_must_be_named(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.NotNullViolationError) as caught:
        await connection.fetchval(ADD, None, None, None)
    assert said(caught) == (
        "a new machine needs a line",
        "Name one: the lines are Engine; or a new one.",
    )
