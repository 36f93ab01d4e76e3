"""floor.person: who acts in this transaction."""

from __future__ import annotations

from database.connect import Connection


async def test_it_is_whoever_was_set(connection: Connection) -> None:
    assert await connection.fetchval("select floor.person()") is None
    await connection.execute("set local floor.person = ''")
    assert await connection.fetchval("select floor.person()") is None
    await connection.execute("set local floor.person = 'ana@plant.test'")
    assert await connection.fetchval("select floor.person()") == "ana@plant.test"
