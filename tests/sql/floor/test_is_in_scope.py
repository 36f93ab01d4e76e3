"""floor.is_in_scope: what the token that is used may do."""

from __future__ import annotations

from database.connect import Connection

QUESTION = "select floor.is_in_scope('floor.see'), floor.is_in_scope('work.do')"


async def test_without_a_token_it_is_all(connection: Connection) -> None:
    assert tuple(await connection.fetchrow(QUESTION) or ()) == (True, True)


async def test_a_token_may_less(connection: Connection) -> None:
    await connection.execute("set local floor.scopes = 'audit.see floor.see'")
    assert tuple(await connection.fetchrow(QUESTION) or ()) == (True, False)
