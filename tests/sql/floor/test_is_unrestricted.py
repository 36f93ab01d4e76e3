"""floor.is_unrestricted: programs and database users, which act for nobody."""

from __future__ import annotations

from database.connect import Connection
from tests.people import add_person
from tests.sql.support import Floor

QUESTION = "select floor.is_unrestricted()"


async def test_a_program_is(connection: Connection) -> None:
    assert await connection.fetchval(QUESTION) is True
    await connection.execute("set local role analyst")
    assert await connection.fetchval("select count(*) from gold.machines") == 0


async def test_whoever_acts_for_somebody_is_not(connection: Connection, floor: Floor) -> None:
    await add_person(connection, "Ana", "engineer")
    await connection.execute("set local floor.person = 'ana@plant.test'")
    assert await connection.fetchval(QUESTION) is False


async def test_nor_is_the_role_app_for_nobody(connection: Connection, floor: Floor) -> None:
    await connection.execute("set local role app")
    assert await connection.fetchval(QUESTION) is False
    assert await connection.fetchval("select count(*) from floor.machines") == 0
