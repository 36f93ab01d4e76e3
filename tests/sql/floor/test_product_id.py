"""floor.product_id finds a product however its name is typed, or says which come close."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import refused, said


async def add(connection: Connection, *names: str) -> None:
    """Make products known."""
    await connection.execute(
        "insert into floor.products (product_name) select unnest($1::text[])", list(names)
    )


@pytest.mark.parametrize("name", ["Oil pan", "oil pan", "OIL PAN"])
async def test_case_does_not_matter(connection: Connection, name: str) -> None:
    await add(connection, "Console", "Oil pan")
    found = await connection.fetchval("select floor.product_id($1)", name)
    assert found == await connection.fetchval(
        "select product_id from floor.products where product_name = 'Oil pan'"
    )


async def test_no_name_is_no_product(connection: Connection) -> None:
    assert await connection.fetchval("select floor.product_id(null)") is None


@pytest.mark.parametrize("name", ["Oil pann", "oil pan ", ""])
async def test_an_unknown_name_is_an_error_with_choices(connection: Connection, name: str) -> None:
    await add(connection, "Oil pan", "Bumper", "Oil filter")
    await connection.execute(
        "update floor.products set retired_at = now() where product_name = 'Oil filter'"
    )
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetchval("select floor.product_id($1)", name)
    choices = "Oil pan, Bumper" if name else "Bumper, Oil pan"
    assert said(caught) == (
        f'product "{name}" is unknown',
        f"Did you mean {choices}? All names: select product_name from floor.products.",
    )


async def test_without_products_it_says_what_to_do(connection: Connection) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetchval("select floor.product_id('Oil pan')")
    assert said(caught)[1] == (
        'There is no product yet: add one to floor.toml and run "floorcast migrate".'
    )
