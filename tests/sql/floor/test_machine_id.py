"""floor.machine_id finds a machine however its name is typed, or says which come close."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import Floor, refused, said


@pytest.mark.parametrize("name", ["Press_2", "press_2", "PRESS_2"])
async def test_case_does_not_matter(connection: Connection, floor: Floor, name: str) -> None:
    found = await connection.fetchval("select floor.machine_id($1)", name)
    assert found == floor.machines["Press_2"]


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("Press_9", "Press_1, Press_2, Press_3"),
        ("Press_2 ", "Press_2, Press_1, Press_3"),
        ("", "Press_1, Press_2, Press_3"),
    ],
)
async def test_an_unknown_name_is_an_error_with_choices(
    connection: Connection, floor: Floor, name: str, choices: str
) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetchval("select floor.machine_id($1)", name)
    message, hint = said(caught)
    assert message == f'machine "{name}" is unknown'
    assert hint == (
        f"Did you mean {choices}? All names: select machine_name from machine_feed_stream."
    )
