"""access.keep_administrator: somebody who may say who people are is always left."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.people import add_person
from tests.sql.support import refused, said

KEEP = "select access.keep_administrator($1)"


async def test_an_engineer_everywhere_is_enough(connection: Connection) -> None:
    await add_person(connection, "Ana", "engineer")
    await connection.execute(KEEP, None)


@pytest.mark.parametrize("role", ["viewer", "operator", "maintenance", "supervisor"])
async def test_others_are_not(connection: Connection, role: str) -> None:
    await add_person(connection, "Ana", role)
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(KEEP, None)
    assert caught.value.sqlstate == "FC409"
    message, hint = said(caught)
    assert "nobody would be left" in message
    assert hint == "Make somebody else an engineer everywhere first."


async def test_an_engineer_of_a_line_is_not(connection: Connection) -> None:
    await connection.execute(
        "insert into floor.plants (plant_name, time_zone) values ('Plant', 'UTC')"
    )
    await add_person(connection, "Ana", "engineer", plant="Plant")
    async with refused(connection, asyncpg.PostgresError):
        await connection.execute(KEEP, None)


async def test_who_left_does_not_count(connection: Connection) -> None:
    person_id = await add_person(connection, "Ana", "engineer")
    await add_person(connection, "Ben", "engineer")
    await connection.execute(
        "update floor.people set retired_at = now() where person_id = $1", person_id
    )
    await connection.execute(KEEP, None)
    async with refused(connection, asyncpg.PostgresError):
        await connection.execute(KEEP, "BEN@plant.test")
