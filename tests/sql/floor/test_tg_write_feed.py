"""floor.tg_write_feed: what cannot be taken for a status event is refused, with the choices."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import Floor, minute, refused, said

CHOICES = "Choose operational, warning, down or no_data."


@pytest.mark.parametrize("typed", ["down", "DOWN", " Down ", "dOwN"])
async def test_a_status_is_taken_however_it_is_typed(
    connection: Connection, floor: Floor, typed: str
) -> None:
    await connection.execute(
        "update machine_feed_stream set status = $1 where machine_name = 'Press_1'", typed
    )
    assert await connection.fetchval("select status from floor.status_events") == "down"


@pytest.mark.parametrize("typed", ["broken", "", "running", "down;", "DÖWN"])
async def test_an_unknown_status_is_refused_with_the_choices(
    connection: Connection, floor: Floor, typed: str
) -> None:
    for statement in (
        "update machine_feed_stream set status = $1 where machine_name = 'Press_1'",
        "insert into machine_feed_stream (machine_name, status) values ('Press_1', $1)",
    ):
        async with refused(connection, asyncpg.CheckViolationError) as caught:
            await connection.execute(statement, typed)
        assert said(caught) == (f'status "{typed}" is unknown (machine "Press_1")', CHOICES)
    assert await connection.fetchval("select count(*) from floor.status_events") == 0


async def test_no_status_is_refused(connection: Connection, floor: Floor) -> None:
    for statement in (
        "update machine_feed_stream set status = null where machine_name = 'Press_1'",
        "insert into machine_feed_stream (machine_name) values ('Press_1')",
    ):
        async with refused(connection, asyncpg.CheckViolationError) as caught:
            await connection.execute(statement)
        assert said(caught) == ('status "<NULL>" is unknown (machine "Press_1")', CHOICES)


async def test_an_insert_for_an_unknown_machine_is_refused(
    connection: Connection, floor: Floor
) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.execute(
            "insert into machine_feed_stream (machine_name, status) values ('Press_7', 'down')"
        )
    message, hint = said(caught)
    assert message == 'machine "Press_7" is unknown'
    assert hint is not None
    assert hint.startswith("Did you mean Press_1, Press_2, Press_3?")


async def test_a_machine_cannot_be_renamed(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.FeatureNotSupportedError) as caught:
        await connection.execute(
            "update machine_feed_stream set machine_name = 'Press_X', status = 'down'"
            " where machine_name = 'Press_1'"
        )
    assert said(caught) == (
        'machine_feed_stream cannot rename machine "Press_1" to "Press_X"',
        "A status feed only changes status, datetime, detail and reason."
        " Rename machines in floor.toml.",
    )


async def test_one_bad_row_refuses_the_statement(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.CheckViolationError):
        await connection.execute(
            "update machine_feed_stream set status ="
            " case machine_name when 'Press_3' then 'broken' else 'down' end"
        )
    assert await connection.fetchval("select count(*) from floor.status_events") == 0
    assert await connection.fetchval("select count(*) from floor.machine_status") == 0


async def test_the_later_writer_is_named(connection: Connection, floor: Floor) -> None:
    """An overwritten event carries who overwrote it."""
    statement = "update machine_feed_stream set status = $1, datetime = $2"
    await connection.execute(statement, "down", minute(0))
    await connection.execute(
        "update machine_feed_stream set status = 'warning', datetime = $1", minute(1)
    )
    await connection.execute("select set_config('application_name', 'psql', true)")
    await connection.execute(statement, "operational", minute(0))
    rows = await connection.fetch(
        "select status, source from floor.status_events where machine_id = $1 order by at",
        floor.ids[0],
    )
    assert [tuple(row) for row in rows] == [("operational", "psql"), ("warning", "test")]
