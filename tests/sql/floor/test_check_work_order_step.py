"""floor.check_work_order_step: illegal steps are named with the legal ones."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.support import refused, said

CHECK = "select floor.check_work_order_step(7, $1, $2, $3)"


async def test_a_legal_step_says_nothing(connection: Connection) -> None:
    await connection.execute(CHECK, "open", "assigned", "")
    await connection.execute(CHECK, "in_progress", "on_hold", "No bearing")


async def test_an_illegal_step_names_the_legal_ones(connection: Connection) -> None:
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(CHECK, "open", "done", "")
    assert caught.value.sqlstate == "FC409"
    assert caught.value.column_name == "status"
    assert said(caught) == (
        "work order 7 is open: it cannot become done",
        "From open it can become: assigned (Assign), in_progress (Start), cancelled (Cancel).",
    )


async def test_a_missing_note_is_asked_for(connection: Connection) -> None:
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await connection.execute(CHECK, "in_progress", "on_hold", " ")
    assert caught.value.column_name == "status_note"
    assert said(caught)[1] == "Say what it waits for (status_note)."
