"""floor.may_everywhere: whether the person who acts may do something everywhere."""

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


QUESTION = "select floor.may_everywhere('work.plan')"


async def test_programs_may(connection: Connection) -> None:
    assert await connection.fetchval(QUESTION) is True


async def test_a_role_on_a_line_is_no_role_elsewhere(connection: Connection) -> None:
    await two_lines(connection)
    await add_person(connection, "Eve", "engineer")
    await add_person(connection, "Vic", "viewer")
    told = []
    for name in ("ana", "eve", "vic", "nobody"):
        await connection.execute(f"set local floor.person = '{name}@plant.test'")
        told.append(await connection.fetchval(QUESTION))
    assert told == [False, True, False, False]


async def test_a_token_may_less(connection: Connection) -> None:
    await add_person(connection, "Eve", "engineer")
    await connection.execute("set local floor.person = 'eve@plant.test'")
    await connection.execute("set local floor.scopes = 'floor.see'")
    assert await connection.fetchval(QUESTION) is False
