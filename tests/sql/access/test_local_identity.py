"""access.local_identity: the person of this machine."""

from __future__ import annotations

import json

from database.connect import Connection

ASK = "select access.local_identity()"


async def test_it_is_an_engineer_made_once(connection: Connection) -> None:
    first = json.loads(await connection.fetchval(ASK))
    assert (first["email"], first["name"]) == ("local@localhost", "This computer")
    assert first["roles"] == ["engineer"]
    assert first["rights"]["people.change"] is None  # everywhere
    assert json.loads(await connection.fetchval(ASK)) == first
    assert await connection.fetchval("select count(*) from floor.people") == 1


async def test_what_was_taken_from_it_is_not_given_back(connection: Connection) -> None:
    await connection.fetchval(ASK)
    await connection.execute("update floor.person_roles set role = 'viewer'")
    assert json.loads(await connection.fetchval(ASK))["roles"] == ["viewer"]
    await connection.execute("update floor.people set retired_at = now()")
    assert await connection.fetchval(ASK) is None
