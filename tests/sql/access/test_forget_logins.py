"""access.forget_logins: attempts and sessions go a month after they matter."""

from __future__ import annotations

from database.connect import Connection
from tests.people import add_person

ATTEMPT = (
    "insert into access.login_attempts (email, was_accepted, at)"
    " values ($1, false, clock_timestamp() - $2::float8 * interval '1 day')"
)
SESSION = (
    "insert into access.sessions (token_hash, person_id, mode, expires_at, revoked_at) values"
    " ($1::text::bytea, $2, 'password', clock_timestamp() + $3::float8 * interval '1 day',"
    " clock_timestamp() + $4::float8 * interval '1 day')"
)


async def test_they_are_forgotten_by_the_time_they_ended(connection: Connection) -> None:
    ana = await add_person(connection, "Ana", "viewer")
    await connection.executemany(ATTEMPT, [("young", 29), ("old", 31)])
    await connection.executemany(
        SESSION,
        [
            ("holds", ana, 7, None),
            ("ended", ana, -29, None),
            ("ended long ago", ana, -31, None),
            ("revoked long ago", ana, 7, -31),
        ],
    )
    assert await connection.fetchval("select access.forget_logins()") == 3
    assert await connection.fetchval("select access.forget_logins()") == 0
    assert await connection.fetchval("select email from access.login_attempts") == "young"
    rows = await connection.fetch("select token_hash from access.sessions order by session_id")
    assert [row["token_hash"] for row in rows] == [b"holds", b"ended"]


async def test_the_age_can_be_chosen(connection: Connection) -> None:
    await connection.execute(ATTEMPT, "young", 0.1)
    assert await connection.fetchval("select access.forget_logins(interval '1 hour')") == 1
