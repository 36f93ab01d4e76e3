"""floor.person_name: how to call who did something."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.crew import crew


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ("ana@plant.test", "Ana"),
        ("ANA@plant.test", "Ana"),
        ("rule: Long stops", "rule: Long stops"),
        (None, None),
    ],
)
async def test_people_have_a_name(connection: Connection, person: str | None, name: str) -> None:
    await crew(connection)
    assert await connection.fetchval("select floor.person_name($1)", person) == name
