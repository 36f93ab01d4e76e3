"""floor.identity: who somebody is, as the server keeps it."""

from __future__ import annotations

import json

from database.connect import Connection
from tests.people import add_person
from tests.sql.support import Floor

QUESTION = "select floor.identity(person_id) from floor.people where email = $1"


async def told(connection: Connection, name: str) -> dict[str, object]:
    """What is told of a person."""
    found: dict[str, object] = json.loads(
        await connection.fetchval(QUESTION, f"{name.lower()}@plant.test")
    )
    return found


async def test_rights_are_named_with_their_lines(connection: Connection, floor: Floor) -> None:
    person_id = await add_person(connection, "Ana", "viewer", line="Engine", is_employee=True)
    ana = await told(connection, "Ana")
    assert (ana["person_id"], ana["name"], ana["roles"]) == (person_id, "Ana", ["viewer"])
    assert ana["employee_id"] is not None
    assert ana["rights"] == {"floor.see": ["Engine"]}


async def test_null_is_everywhere_and_a_plant_is_its_lines(
    connection: Connection, floor: Floor
) -> None:
    await add_person(connection, "Ana", "viewer")
    assert (await told(connection, "Ana"))["rights"] == {"floor.see": None}
    await add_person(connection, "Bo", "viewer", plant="Plant")
    assert (await told(connection, "Bo"))["rights"] == {"floor.see": ["Engine"]}


async def test_a_plant_without_a_line_is_nowhere_yet(connection: Connection) -> None:
    await connection.execute("insert into floor.plants (plant_name, time_zone) values ('P', 'UTC')")
    await add_person(connection, "Ana", "viewer", plant="P")
    assert (await told(connection, "Ana"))["rights"] == {"floor.see": []}


async def test_who_has_left_is_nobody(connection: Connection, floor: Floor) -> None:
    await add_person(connection, "Ana", "viewer")
    await connection.execute("update floor.people set retired_at = now()")
    assert await connection.fetchval(QUESTION, "ana@plant.test") is None
