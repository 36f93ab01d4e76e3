"""floor.work_order_transitions: the legal steps, and the right each one takes."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.floor.crew import LEGAL


async def test_it_lists_the_legal_steps_and_no_others(connection: Connection) -> None:
    rows = await connection.fetch(
        "select from_status, to_status from floor.work_order_transitions order by sort_order"
    )
    legal = {(before, after) for before, listed in LEGAL.items() for after in listed}
    assert len(rows) == len(legal)
    assert {tuple(row) for row in rows} == legal


async def test_steps_take_rights_there_are(connection: Connection) -> None:
    assert not await connection.fetchval(
        "select count(*) from floor.work_order_transitions"
        " where action not in (select action from floor.permissions)"
    )
    assert {
        row[0]
        for row in await connection.fetch(
            "select to_status from floor.work_order_transitions where is_note_needed"
        )
    } == {"on_hold", "cancelled"}
