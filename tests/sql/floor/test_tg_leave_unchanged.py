"""floor.tg_leave_unchanged: what would be as before is left alone."""

from __future__ import annotations

from database.connect import Connection

SECRET = (
    "with added as (insert into floor.connections (connection_name, protocol) values ('Press', 'x')"
    " returning connection_id)"
    " insert into floor.connection_secrets (connection_id, secret_name, secret_value)"
    " select connection_id, 'password', 'one' from added"
)


async def test_the_same_secret_again_is_no_change(connection: Connection) -> None:
    await connection.execute(SECRET)
    place = "select ctid::text from floor.connection_secrets"
    before = await connection.fetchval(place)
    await connection.execute("update floor.connection_secrets set secret_value = 'one'")
    assert await connection.fetchval(place) == before
    await connection.execute("update floor.connection_secrets set secret_value = 'two'")
    assert await connection.fetchval(place) != before
