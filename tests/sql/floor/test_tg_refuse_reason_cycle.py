"""floor.tg_refuse_reason_cycle: no reason stands below itself, by whatever way."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import Open, refused, said, settled

TREE = """
insert into floor.reasons (reason_name, parent_id, loss_category) values
('A', null, 'breakdown');
insert into floor.reasons (reason_name, parent_id) values ('B', floor.reason_id('A'));
insert into floor.reasons (reason_name, parent_id) values ('C', floor.reason_id('B'));
insert into floor.reasons (reason_name, parent_id, loss_category) values
('D', null, 'breakdown');
"""
MOVE = "update floor.reasons set parent_id = floor.reason_id($2) where reason_name = $1"
HINT = "Choose a parent_id that is not below the reason, or null for the top."


async def test_a_move_below_itself_is_refused(connection: Connection) -> None:
    await connection.execute(TREE)
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await connection.execute(MOVE, "A", "C")
    assert said(caught) == ('reason "A" would stand below itself: A › B › C › A', HINT)
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await connection.execute(MOVE, "A", "B")
    assert said(caught)[0] == 'reason "A" would stand below itself: A › B › A'


async def test_other_moves_are_allowed(connection: Connection) -> None:
    await connection.execute(TREE)
    await connection.execute(MOVE, "C", "D")
    await connection.execute(MOVE, "D", "B")
    path = await connection.fetchval("select path from floor.reason_tree where reason_name = 'C'")
    assert path == "A › B › D › C"


async def test_a_whole_branch_may_turn_over_in_one_statement(connection: Connection) -> None:
    await connection.execute(TREE)
    await connection.execute(
        "update floor.reasons set loss_category = 'setup', parent_id = case reason_name"
        " when 'A' then floor.reason_id('B') when 'B' then floor.reason_id('C') end"
        " where reason_name in ('A', 'B', 'C')"
    )
    path = await connection.fetchval("select path from floor.reason_tree where reason_name = 'A'")
    assert path == "C › B › A"


async def test_new_reasons_cannot_stand_below_each_other(connection: Connection) -> None:
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await connection.execute(
            "insert into floor.reasons (reason_id, reason_name, parent_id)"
            " overriding system value values (901, 'E', 902), (902, 'F', 901)"
        )
    assert said(caught)[0] == 'reason "F" would stand below itself: F › E › F'


async def test_two_sessions_take_turns(open_committing: Open) -> None:
    """Each move is right by itself; both together would be a cycle."""
    one, other, observer = [await open_committing() for _ in range(3)]
    await one.execute(TREE)
    transaction = one.transaction()
    await transaction.start()
    await one.execute(MOVE, "A", "D")
    waiting = await settled(observer, other, other.execute(MOVE, "D", "C"))
    assert not waiting.done()
    await transaction.commit()
    with pytest.raises(asyncpg.CheckViolationError, match="D › A › B › C › D"):
        await waiting
