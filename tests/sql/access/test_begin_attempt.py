"""access.begin_attempt: how many attempts to log in may fail, and for how long."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.support import Open, first_row, settled

BEGIN = "select * from access.begin_attempt($1, $2)"
FAIL = (
    "insert into access.login_attempts (email, address, was_accepted, at)"
    " select $1, $2, $3, clock_timestamp() - $4 * interval '1 minute'"
    " from generate_series(1, $5::integer)"
)


async def _begin(
    connection: Connection, email: str = "ana@plant.test", address: str = "192.0.2.1"
) -> asyncpg.Record:
    return await first_row(connection, BEGIN, email, address)


async def _past(
    connection: Connection,
    count: int,
    *,
    email: str = "ana@plant.test",
    address: str = "192.0.2.9",
    minutes_ago: float = 1,
    was_accepted: bool = False,
) -> None:
    await connection.execute(FAIL, email, address, was_accepted, minutes_ago, count)


async def test_an_attempt_has_failed_until_it_is_accepted(connection: Connection) -> None:
    attempt = await _begin(connection)
    assert attempt["again_at"] is None
    kept = await first_row(connection, "select * from access.login_attempts")
    assert kept["attempt_id"] == attempt["attempt_id"]
    assert (kept["email"], kept["address"]) == ("ana@plant.test", "192.0.2.1")
    assert not kept["was_accepted"]


async def test_the_sixth_within_a_quarter_of_an_hour_is_not_looked_at(
    connection: Connection,
) -> None:
    await _past(connection, 1, minutes_ago=14)
    await _past(connection, 3, minutes_ago=5)
    assert (await _begin(connection, "ANA@plant.test"))["again_at"] is None  # the fifth
    locked = await _begin(connection)
    assert locked["attempt_id"] is None
    wait_s = await connection.fetchval(
        "select extract(epoch from $1 - clock_timestamp())", locked["again_at"]
    )
    assert 0 < wait_s <= 60  # until the oldest of the five is out of it
    assert await connection.fetchval("select count(*) from access.login_attempts") == 5


async def test_what_is_longer_ago_does_not_count(connection: Connection) -> None:
    await _past(connection, 30, minutes_ago=15)
    assert (await _begin(connection))["again_at"] is None


async def test_being_let_in_starts_the_count_of_a_person_anew(connection: Connection) -> None:
    await _past(connection, 4, minutes_ago=3)
    await _past(connection, 1, minutes_ago=2, was_accepted=True)
    await _past(connection, 4, minutes_ago=1)
    assert (await _begin(connection))["again_at"] is None
    assert (await _begin(connection))["again_at"] is not None


async def test_but_not_that_of_an_address(connection: Connection) -> None:
    for number in range(19):
        await _past(connection, 1, email=f"p{number}@plant.test", address="192.0.2.1")
    await _past(connection, 1, email="own@plant.test", address="192.0.2.1", was_accepted=True)
    assert (await _begin(connection, "own@plant.test"))["again_at"] is None  # the twentieth
    assert (await _begin(connection, "own@plant.test"))["again_at"] is not None
    assert (await _begin(connection, "own@plant.test", "192.0.2.2"))["again_at"] is None


async def test_the_later_of_two_limits_holds(connection: Connection) -> None:
    await _past(connection, 5, minutes_ago=14)
    await _past(connection, 20, email="other@plant.test", address="192.0.2.1", minutes_ago=4)
    locked = await _begin(connection)
    wait_s = await connection.fetchval(
        "select extract(epoch from $1 - clock_timestamp())", locked["again_at"]
    )
    assert 600 < wait_s <= 660


async def test_two_at_once_see_each_other(open_committing: Open) -> None:
    first, second, observer = [await open_committing() for _ in range(3)]
    await _past(first, 4)
    transaction = first.transaction()
    await transaction.start()
    assert (await _begin(first))["again_at"] is None
    waiting = await settled(observer, second, _begin(second))
    assert not waiting.done()
    await transaction.commit()
    assert (await waiting)["again_at"] is not None
