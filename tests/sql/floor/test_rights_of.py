"""floor.rights_of: what a person may do, and where."""

from __future__ import annotations

from database.connect import Connection
from tests.people import add_person
from tests.sql.support import Floor


async def test_a_role_gives_its_actions_where_it_holds(
    connection: Connection, floor: Floor
) -> None:
    await add_person(connection, "Ana", "viewer", line="Engine")
    rows = await connection.fetch("select * from floor.rights_of('ANA@plant.test')")
    assert [tuple(row) for row in rows] == [("floor.see", "viewer", None, floor.line_id)]


async def test_who_is_unknown_or_has_left_may_nothing(connection: Connection, floor: Floor) -> None:
    await add_person(connection, "Ana", "engineer")
    assert await connection.fetch("select * from floor.rights_of('bo@plant.test')") == []
    await connection.execute("update floor.people set retired_at = now()")
    assert await connection.fetch("select * from floor.rights_of('ana@plant.test')") == []
