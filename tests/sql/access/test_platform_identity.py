"""access.platform_identity: whom a platform in front vouches for."""

from __future__ import annotations

import json
from typing import Any

from database.connect import Connection
from tests.people import add_person
from tests.sql.support import Open, settled

ASK = "select access.platform_identity($1, $2, 'viewer')"


async def _identity(connection: Connection, email: str, name: str = "Ana") -> Any:
    text = await connection.fetchval(ASK, email, name)
    return None if text is None else json.loads(text)


async def test_the_first_who_comes_is_an_engineer_others_what_is_said(
    connection: Connection,
) -> None:
    await connection.execute("select access.local_identity()")  # which does not count
    await add_person(connection, "Made-up", "supervisor")  # nor those of a simulated floor
    first = await _identity(connection, "Ana@Plant.test")
    assert (first["email"], first["name"], first["roles"]) == (
        "ana@plant.test", "Ana", ["engineer"],
    )  # fmt: skip
    assert (await _identity(connection, "ben@plant.test"))["roles"] == ["viewer"]


async def test_who_is_known_stays_as_they_are(connection: Connection) -> None:
    person_id = await add_person(connection, "Ana", "supervisor")
    known = await _identity(connection, "ANA@plant.test", "Somebody else")
    assert (known["person_id"], known["name"]) == (person_id, "Ana")
    assert known["roles"] == ["supervisor"]


async def test_who_left_is_nobody(connection: Connection) -> None:
    await add_person(connection, "Ana", "engineer")
    await connection.execute("update floor.people set retired_at = now()")
    assert await _identity(connection, "ana@plant.test") is None
    # and the next who comes is not the first one ever
    assert (await _identity(connection, "ben@plant.test"))["roles"] == ["viewer"]


async def test_of_two_who_come_at_once_one_is_the_first(open_committing: Open) -> None:
    first, second, observer = [await open_committing() for _ in range(3)]
    transaction = first.transaction()
    await transaction.start()
    assert (await _identity(first, "ana@plant.test"))["roles"] == ["engineer"]
    waiting = await settled(observer, second, _identity(second, "ben@plant.test"))
    assert not waiting.done()
    await transaction.commit()
    assert (await waiting)["roles"] == ["viewer"]
