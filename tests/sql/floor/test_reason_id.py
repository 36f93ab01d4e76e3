"""floor.reason_id finds a reason however its name is typed, or says which come close."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import refused, said


async def add(connection: Connection, *names: str) -> None:
    """Make reasons known."""
    await connection.execute(
        "insert into floor.reasons (reason_name, loss_category)"
        " select unnest($1::text[]), 'breakdown'",
        list(names),
    )


@pytest.mark.parametrize("name", ["Tool wear", "tool wear", "TOOL WEAR"])
async def test_case_does_not_matter(connection: Connection, name: str) -> None:
    await add(connection, "Part jam", "Tool wear")
    found = await connection.fetchval("select floor.reason_id($1)", name)
    assert found == await connection.fetchval(
        "select reason_id from floor.reasons where reason_name = 'Tool wear'"
    )


async def test_no_name_is_no_reason(connection: Connection) -> None:
    assert await connection.fetchval("select floor.reason_id(null)") is None


@pytest.mark.parametrize("name", ["Tool were", "tool wear ", ""])
async def test_an_unknown_name_is_an_error_with_choices(connection: Connection, name: str) -> None:
    await add(connection, "Tool wear", "Part jam", "Tool change")
    await connection.execute(
        "update floor.reasons set retired_at = now() where reason_name = 'Tool change'"
    )
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetchval("select floor.reason_id($1)", name)
    choices = "Tool wear, Part jam" if name else "Part jam, Tool wear"
    assert said(caught) == (
        f'reason "{name}" is unknown',
        f"Did you mean {choices}? All names: select path from floor.reason_tree order by sort_key.",
    )


async def test_without_reasons_it_says_what_to_do(connection: Connection) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetchval("select floor.reason_id('Tool wear')")
    assert said(caught)[1] == (
        'There is no reason yet: add one to floor.toml and run "floorcast migrate".'
    )
