"""floor.plants_where: where the person who acts may do something."""

from __future__ import annotations

from database.connect import Connection
from tests.people import add_person
from tests.sql.support import Floor, stand


async def two_lines(connection: Connection) -> Floor:
    """Engine and Body, in one plant each; Ana plans work on Engine."""
    floor = await stand(connection)
    await stand(connection, plant="Other", line="Body", machines=["Robot"])
    await add_person(connection, "Ana", "supervisor", line="Engine")
    return floor


QUESTION = (
    "select plant_name as name from floor.plants"
    " where plant_id in (select floor.plants_where('floor.see'))"
    " order by 1"
)


async def names(connection: Connection, email: str) -> list[str]:
    """What is named for somebody."""
    await connection.execute(f"set local floor.person = '{email}'")
    return [row["name"] for row in await connection.fetch(QUESTION)]


async def test_it_is_where_their_roles_hold(connection: Connection) -> None:
    await two_lines(connection)
    await add_person(connection, "Bo", "viewer", plant="Other")
    await add_person(connection, "Eve", "engineer")
    all_of_them = [row["name"] for row in await connection.fetch(QUESTION)]
    assert len(all_of_them) == 2, "a program may all"
    assert await names(connection, "ana@plant.test") == []
    assert await names(connection, "bo@plant.test") == ["Other"]
    assert await names(connection, "eve@plant.test") == all_of_them
    assert await names(connection, "nobody@plant.test") == []
