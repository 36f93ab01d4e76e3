"""floor.forget_submissions: keys that nobody sends again go, what they brought stays."""

from __future__ import annotations

from database.connect import Connection


async def test_keys_are_forgotten_by_their_age(connection: Connection) -> None:
    await connection.executemany(
        "insert into floor.submissions (idempotency_key, request_hash, answer, received_at)"
        " values ($1, '', '{}', clock_timestamp() - $2::float8 * interval '1 day')",
        [("young", 6.9), ("old", 7.1), ("older", 60.0)],
    )
    assert await connection.fetchval("select floor.forget_submissions()") == 2
    assert await connection.fetchval("select floor.forget_submissions()") == 0
    rows = await connection.fetch("select idempotency_key from floor.submissions")
    assert [row["idempotency_key"] for row in rows] == ["young"]


async def test_the_age_can_be_chosen(connection: Connection) -> None:
    await connection.execute(
        "insert into floor.submissions (idempotency_key, request_hash, answer)"
        " values ('key', '', '{}')"
    )
    assert await connection.fetchval("select floor.forget_submissions(interval '0')") == 1
