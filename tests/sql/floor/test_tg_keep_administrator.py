"""floor.tg_keep_administrator: the last one who may change people is neither retired nor demoted,
by whatever program."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.people import add_person
from tests.sql.support import Open, refused, settled

RETIRE = "update floor.people set retired_at = now() where display_name = $1"
DEMOTE = (
    "update floor.person_roles set role = 'viewer' from floor.people"
    " where person_roles.person_id = people.person_id and display_name = $1"
)
TAKE_AWAY = (
    "delete from floor.person_roles using floor.people"
    " where person_roles.person_id = people.person_id and display_name = $1"
)
DELETE = "delete from floor.people where display_name = $1"
WAYS = [RETIRE, DEMOTE, TAKE_AWAY, DELETE]


@pytest.mark.parametrize("statement", WAYS)
async def test_the_last_one_stays(connection: Connection, statement: str) -> None:
    await add_person(connection, "Ana", "engineer")
    await add_person(connection, "Ben", "supervisor")
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(statement, "Ana")
        await connection.execute("set constraints all immediate")
    assert caught.value.sqlstate == "FC409"
    await connection.execute(statement, "Ben")


@pytest.mark.parametrize("statement", WAYS)
async def test_the_last_but_one_goes(connection: Connection, statement: str) -> None:
    await add_person(connection, "Ana", "engineer")
    await add_person(connection, "Ben", "engineer")
    await connection.execute(statement, "Ana")
    async with refused(connection, asyncpg.PostgresError):
        await connection.execute(statement, "Ben")
        await connection.execute("set constraints all immediate")


async def test_only_the_end_of_a_transaction_counts(connection: Connection) -> None:
    await add_person(connection, "Ana", "engineer")
    async with connection.transaction():
        await connection.execute(RETIRE, "Ana")
        await add_person(connection, "Ben", "engineer")


async def test_where_there_is_none_others_still_leave(connection: Connection) -> None:
    await add_person(connection, "Ben", "supervisor")
    await connection.execute(RETIRE, "Ben")
    await connection.execute(TAKE_AWAY, "Ben")
    await connection.execute("set constraints all immediate")


async def test_who_left_before_can_be_deleted(connection: Connection) -> None:
    await add_person(connection, "Ana", "engineer")
    await add_person(connection, "Ben", "engineer")
    await connection.execute(RETIRE, "Ben")
    await connection.execute(DELETE, "Ben")
    await connection.execute("set constraints all immediate")


async def test_two_who_take_it_from_each_other_take_turns(
    committing: Connection, open_committing: Open
) -> None:
    await add_person(committing, "Ana", "engineer")
    await add_person(committing, "Ben", "engineer")
    one, other = await open_committing(), await open_committing()
    first = one.transaction()
    await first.start()
    await one.execute(TAKE_AWAY, "Ana")
    await one.execute("set constraints all immediate")
    second = await settled(committing, other, other.execute(TAKE_AWAY, "Ben"))
    assert not second.done()
    await first.commit()
    with pytest.raises(asyncpg.PostgresError, match="nobody would be left"):
        await second
