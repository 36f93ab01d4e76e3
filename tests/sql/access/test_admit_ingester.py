"""access.admit_ingester: a role of its own may store samples, and nothing else."""

from __future__ import annotations

from database.connect import Connection

ROLE = "4b9f3c1e-0000-4000-8000-00000000feed"


async def test_a_role_gets_the_rights_of_ingest(connection: Connection) -> None:
    await connection.execute(f'create role "{ROLE}"')
    assert await connection.fetchval("select access.admit_ingester($1)", ROLE) is True
    assert await connection.fetchval(
        "select has_table_privilege($1, 'historian.samples', 'insert')", ROLE
    )
    assert not await connection.fetchval(
        "select has_table_privilege($1, 'floor.status_events', 'insert')", ROLE
    )
    assert not await connection.fetchval(
        "select has_table_privilege($1, 'historian.samples', 'delete')", ROLE
    )


async def test_doing_it_again_changes_nothing(connection: Connection) -> None:
    await connection.execute(f'create role "{ROLE}"')
    await connection.fetchval("select access.admit_ingester($1)", ROLE)
    assert await connection.fetchval("select access.admit_ingester($1)", ROLE) is True
    memberships = await connection.fetchval(
        "select count(*) from pg_auth_members where member = $1::regrole", f'"{ROLE}"'
    )
    assert memberships == 1


async def test_a_role_that_is_not_there_is_told(connection: Connection) -> None:
    assert await connection.fetchval("select access.admit_ingester('nobody_at_all')") is False
