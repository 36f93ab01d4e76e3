"""floor.may: whether the person who acts may do something at a machine."""

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
    "select machine_name from floor.machines where floor.may($1, machine_id) order by machine_name"
)


async def test_on_their_lines_they_may(connection: Connection) -> None:
    await two_lines(connection)
    everything = ["Press_1", "Press_2", "Press_3", "Robot"]
    rows = await connection.fetch(QUESTION, "work.plan")
    assert [row["machine_name"] for row in rows] == everything, "a program may all"
    await connection.execute("set local floor.person = 'ana@plant.test'")
    rows = await connection.fetch(QUESTION, "work.plan")
    assert [row["machine_name"] for row in rows] == everything[:3]
    assert await connection.fetch(QUESTION, "setup.change") == []
    await connection.execute("set local floor.scopes = 'floor.see'")
    assert await connection.fetch(QUESTION, "work.plan") == []
