"""floor.visible_lines: the lines the person who acts may see."""

from __future__ import annotations

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.support import Floor, stand


async def two_lines(connection: Connection) -> Floor:
    """Engine and Body, in one plant each; Ana plans work on Engine."""
    floor = await stand(connection)
    await stand(connection, plant="Other", line="Body", machines=["Robot"])
    await add_person(connection, "Ana", "supervisor", line="Engine")
    return floor


QUESTION = "select line_name from floor.visible_lines order by line_name"


async def test_a_program_sees_all_and_a_person_theirs(connection: Connection) -> None:
    await two_lines(connection)
    assert [row["line_name"] for row in await connection.fetch(QUESTION)] == ["Body", "Engine"]
    await act_as(connection, "Ana")
    assert [row["line_name"] for row in await connection.fetch(QUESTION)] == ["Engine"]


async def test_it_has_every_column_of_lines(connection: Connection) -> None:
    columns = (
        "select array_agg(attname::text order by attname) from pg_attribute"
        " where attrelid = $1::text::regclass and attnum > 0 and not attisdropped"
    )
    assert await connection.fetchval(columns, "floor.visible_lines") == await connection.fetchval(
        columns, "floor.lines"
    )
