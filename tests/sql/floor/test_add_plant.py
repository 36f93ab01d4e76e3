"""floor.add_plant: the plant of that name, or a new one."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.support import Floor, first_row, refused, said

ADD = "select floor.add_plant($1, $2, 'test')"


async def test_a_known_name_is_found_in_any_case(connection: Connection, floor: Floor) -> None:
    assert await connection.fetchval(ADD, "PLANT", None) == floor.plant_id
    assert await connection.fetchval("select count(*) from floor.plants") == 1


async def test_without_a_name_it_is_the_first_in_use(connection: Connection, floor: Floor) -> None:
    await connection.execute("update floor.plants set sort_order = 5, retired_at = now()")
    other = await connection.fetchval(ADD, "Other", "UTC")
    assert await connection.fetchval(ADD, None, None) == other


async def test_a_new_one_comes_last(connection: Connection, floor: Floor) -> None:
    plant_id = await connection.fetchval(ADD, "North", "Asia/Tokyo")
    row = await first_row(
        connection,
        "select plant_name, time_zone, sort_order, origin from floor.plants where plant_id = $1",
        plant_id,
    )
    assert tuple(row) == ("North", "Asia/Tokyo", 1, "test")


async def test_a_retired_one_comes_back(connection: Connection, floor: Floor) -> None:
    await connection.execute("update floor.plants set retired_at = now(), origin = 'floor.toml'")
    assert await connection.fetchval(ADD, "Plant", None) == floor.plant_id
    row = await first_row(connection, "select retired_at, origin from floor.plants")
    assert tuple(row) == (None, "test")


async def test_a_new_one_needs_a_time_zone(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetchval(ADD, "Plan", None)
    assert said(caught) == (
        'plant "Plan" is unknown, and without a time zone it cannot be made',
        "Did you mean Plant? A new one needs a time zone, for example Europe/Berlin.",
    )
    assert caught.value.column_name == "plant"  # the field it is about


async def test_the_time_zone_must_exist(connection: Connection) -> None:
    async with refused(connection, asyncpg.InvalidParameterValueError) as caught:
        await connection.fetchval(ADD, "North", "Middle/Earth")
    assert "Middle/Earth" in said(caught)[0]


async def test_without_any_plant_it_says_what_to_do(connection: Connection) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetchval(ADD, None, None)
    assert said(caught) == (
        "there is no plant yet that a line could stand in",
        'List one in floor.toml and run "floorcast migrate"; or name it, with its time zone.',
    )
