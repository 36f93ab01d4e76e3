"""floor.act_as: until the transaction ends, what is done is done for a person."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.support import Floor

SETTINGS = (
    "select current_setting('floor.person'), current_setting('floor.program'),"
    " current_setting('floor.scopes'), current_user::text"
)


async def test_it_sets_who_acts_and_takes_the_role(connection: Connection, floor: Floor) -> None:
    await add_person(connection, "Ana", "viewer")
    await act_as(connection, "Ana")
    settings = await connection.fetchrow(SETTINGS)
    assert tuple(settings or ()) == ("ana@plant.test", "test", "", "app")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("select * from access.sessions")


async def test_it_ends_with_the_transaction(committing: Connection) -> None:
    async with committing.transaction():
        await committing.execute("select floor.act_as('ana@plant.test', 'x', '{floor.see}')")
        assert tuple(await committing.fetchrow(SETTINGS) or ())[2:] == ("floor.see", "app")
    assert await committing.fetchval("select floor.person()") is None
    assert await committing.fetchval("select floor.is_unrestricted()") is True


async def test_a_token_without_scopes_may_do_nothing(connection: Connection, floor: Floor) -> None:
    await add_person(connection, "Ana", "engineer")
    await connection.execute("select floor.act_as('ana@plant.test', 'test', '{}')")
    assert await connection.fetchval("select floor.may_everywhere('floor.see')") is False


async def test_a_login_that_may_not_take_the_role_still_names_its_person(
    connection: Connection, floor: Floor
) -> None:
    """As on a server where nobody was allowed to make roles: routes hold people to their rights."""
    await add_person(connection, "Ana", "viewer")
    await connection.execute(
        "create role without_roles_of_test login; grant usage on schema floor to public;"
        " set session authorization without_roles_of_test"
    )
    try:
        await act_as(connection, "Ana")
        settings = await connection.fetchrow(SETTINGS)
    finally:
        await connection.execute("reset session authorization")
    assert tuple(settings or ()) == ("ana@plant.test", "test", "", "without_roles_of_test")
