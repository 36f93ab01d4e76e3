"""floor.protect: row-level security of a table. tests/rights has what it says of ours."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.support import Floor, refused, stand


async def notes(connection: Connection, protection: str) -> Floor:
    """A table of notes about machines and lines, with that protection; one note each."""
    floor = await stand(connection)
    await stand(connection, plant="Other", line="Body", machines=["Robot"])
    await add_person(connection, "Ana", "operator", line="Engine")
    await connection.execute(
        "create table floor.notes (machine_id integer, line_id integer, note text default '');"
        "insert into floor.notes (machine_id, line_id) select machine_id, line_id"
        " from floor.machines where machine_name in ('Press_1', 'Robot');"
        f"select floor.protect('floor.notes', {protection});"
        "grant select, insert, update, delete on floor.notes to app"
    )
    return floor


async def test_a_row_is_seen_and_written_where_its_machine_stands(connection: Connection) -> None:
    floor = await notes(connection, "'machine_id', 'count.enter', 'count.enter'")
    robot = await connection.fetchval("select floor.machine_id('Robot')")
    await act_as(connection, "Ana")
    rows = await connection.fetch("select machine_id from floor.notes")
    assert [row["machine_id"] for row in rows] == [floor.machines["Press_1"]]
    assert await connection.execute("update floor.notes set note = 'x'") == "UPDATE 1"
    await connection.execute(
        "insert into floor.notes (machine_id) values ($1)", floor.machines["Press_2"]
    )
    for statement in (
        "insert into floor.notes (machine_id) values ($1)",
        "update floor.notes set machine_id = $1",
    ):
        async with refused(connection, asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement, robot)


async def test_what_no_right_is_named_for_is_refused(connection: Connection) -> None:
    await notes(connection, "'line_id', 'setup.change'")
    await act_as(connection, "Ana")
    assert await connection.fetchval("select count(*) from floor.notes") == 1
    assert await connection.execute("update floor.notes set note = 'x'") == "UPDATE 0"
    assert await connection.execute("delete from floor.notes") == "DELETE 0"
    async with refused(connection, asyncpg.InsufficientPrivilegeError):
        await connection.execute("insert into floor.notes (line_id) values (1)")


async def test_nowhere_takes_a_right_that_holds_everywhere(connection: Connection) -> None:
    await notes(connection, "'nowhere', 'count.enter'")
    await add_person(connection, "Otto", "operator")
    for name, may in (("Ana", False), ("Otto", True)):
        transaction = connection.transaction()
        await transaction.start()
        await act_as(connection, name)
        assert await connection.fetchval("select count(*) from floor.notes") == 2
        if may:
            await connection.execute("insert into floor.notes (note) values ('x')")
        else:
            async with refused(connection, asyncpg.InsufficientPrivilegeError):
                await connection.execute("insert into floor.notes (note) values ('x')")
        await transaction.rollback()


async def test_anywhere_takes_a_right_on_some_line(connection: Connection) -> None:
    await notes(connection, "'anywhere', 'count.enter', p_select => 'setup.see'")
    await act_as(connection, "Ana")
    await connection.execute("insert into floor.notes (note) values ('x')")
    assert await connection.fetchval("select count(*) from floor.notes") == 0


async def test_a_user_of_the_database_is_held_to_grants_alone(connection: Connection) -> None:
    await notes(connection, "'machine_id'")
    await connection.execute(
        "create role erp_of_test; grant usage on schema floor to erp_of_test;"
        " grant select, insert on floor.notes to erp_of_test; set local role erp_of_test"
    )
    assert await connection.fetchval("select count(*) from floor.notes") == 2
    await connection.execute("insert into floor.notes (machine_id) values (1)")


async def test_every_policy_says_what_it_is_for(connection: Connection) -> None:
    await notes(connection, "'machine_id', 'count.enter'")
    comments = await connection.fetch(
        "select obj_description(oid, 'pg_policy') as said from pg_policy"
        " where polrelid = 'floor.notes'::regclass"
    )
    assert len(comments) == 3
    assert all(row["said"] for row in comments)
