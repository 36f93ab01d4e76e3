"""floor.tg_refuse_silent_feed: an update of the feed that meets no machine is an error."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.support import Floor, refused, said

ALL_NAMES = "All names: select machine_name from machine_feed_stream."


async def test_a_misspelt_machine_is_named_with_choices(
    connection: Connection, floor: Floor
) -> None:
    async with refused(connection, asyncpg.NoDataFoundError) as caught:
        await connection.execute(
            "update machine_feed_stream set status = 'down' where machine_name = 'Pres_2'"
        )
    assert said(caught) == (
        'machine "Pres_2" is unknown: nothing was updated',
        f"Did you mean Press_2, Press_1, Press_3? {ALL_NAMES}",
    )


async def test_the_right_name_in_another_case_is_offered(
    connection: Connection, floor: Floor
) -> None:
    async with refused(connection, asyncpg.NoDataFoundError) as caught:
        await connection.execute(
            "UPDATE machine_feed_stream SET status = 'down' WHERE MACHINE_NAME='press_2'"
        )
    message, hint = said(caught)
    assert message == 'machine "press_2" is unknown: nothing was updated'
    assert hint is not None
    assert hint.startswith("Did you mean Press_2, ")


async def test_a_parameter_cannot_be_named(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.NoDataFoundError) as caught:
        await connection.execute(
            "update machine_feed_stream set status = 'down' where machine_name = $1", "Press_7"
        )
    assert said(caught) == (
        "no machine of that name: nothing was updated",
        f"Did you mean Press_1, Press_2, Press_3? {ALL_NAMES}",
    )


async def test_conditions_that_nobody_meets_are_no_error(
    connection: Connection, floor: Floor
) -> None:
    for condition in (
        "machine_name = 'Press_1' and line_name = 'Engine' and detail = 'never'",
        "machine_name = 'Press_1' and status = 'down'",
        "status = 'never'",
        "false",
    ):
        done = await connection.execute(
            f"update machine_feed_stream set status = 'down' where {condition}"
        )
        assert done == "UPDATE 0", condition
    done = await connection.execute(
        "update machine_feed_stream set status = 'down' where machine_name = $1 and false",
        "Press_1",
    )
    assert done == "UPDATE 0"


async def test_a_misspelt_line_is_named_with_choices(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.NoDataFoundError) as caught:
        await connection.execute(
            "update machine_feed_stream set status = 'down' where line_name = 'Motor'"
        )
    assert said(caught)[0] == 'line "Motor" is unknown: nothing was updated'
    assert "Engine" in str(said(caught)[1])


async def test_it_counts_each_statement_alone(connection: Connection, floor: Floor) -> None:
    """One that met a machine does not excuse the next one in the same transaction."""
    await connection.execute(
        "update machine_feed_stream set status = 'down' where machine_name = 'Press_1'"
    )
    async with refused(connection, asyncpg.NoDataFoundError):
        await connection.execute(
            "update machine_feed_stream set status = 'down' where line_name = 'Motor'"
        )
    await connection.execute(
        "insert into machine_feed_stream (machine_name, status) values ('Press_2', 'down')"
    )
    async with refused(connection, asyncpg.NoDataFoundError):
        await connection.execute(
            "update machine_feed_stream set status = 'down' where machine_name = 'Press_9'"
        )


async def test_a_retired_machine_is_unknown_to_the_feed(
    connection: Connection, floor: Floor
) -> None:
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name = 'Press_1'"
    )
    async with refused(connection, asyncpg.NoDataFoundError) as caught:
        await connection.execute(
            "update machine_feed_stream set status = 'down' where machine_name = 'Press_1'"
        )
    assert "Press_2, Press_3?" in str(caught.value)
