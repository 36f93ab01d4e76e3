"""floor.tg_chain_audit: one chain, whoever commits when."""

from __future__ import annotations

import asyncio
import hashlib

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.audits import PART, Verdict, add_parts, verify
from tests.sql.support import Open, settled

CHAIN = "select link_no, audit_id, hash from floor.audit_chain order by link_no"
HEAD = "select link_no, hash from floor.audit_head"


async def test_each_link_seals_its_row_and_the_link_before(committing: Connection) -> None:
    await add_parts(committing, "1", "2", "3")
    before = b""
    for number, row in enumerate(await committing.fetch(CHAIN), 1):
        content = await committing.fetchval(
            "select floor.audit_content(audit_log) from floor.audit_log where audit_id = $1",
            row["audit_id"],
        )
        before = hashlib.sha256(before + content).digest()
        assert (row["link_no"], row["hash"]) == (number, before)
    assert tuple(await committing.fetchrow(HEAD) or ()) == (3, before)


async def test_rows_are_sealed_when_they_commit(committing: Connection) -> None:
    async with committing.transaction():
        await committing.execute(PART, "1")
        assert await committing.fetch(CHAIN) == []
        assert await verify(committing) == Verdict(0, None, None, None), "one's own are under way"
    assert len(await committing.fetch(CHAIN)) == 1


async def test_what_is_rolled_back_leaves_no_link(committing: Connection) -> None:
    await add_parts(committing, "1")
    transaction = committing.transaction()
    await transaction.start()
    await committing.execute(PART, "2")
    await committing.execute("set constraints all immediate")
    await transaction.rollback()
    await add_parts(committing, "3")
    assert await verify(committing) == Verdict(2, None, None, None)


async def test_a_savepoint_that_is_undone_leaves_no_link(committing: Connection) -> None:
    async with committing.transaction():
        await committing.execute(PART, "1")
        undone = committing.transaction()
        await undone.start()
        await committing.execute(PART, "2")
        await undone.rollback()
        await committing.execute(PART, "3")
    assert await verify(committing) == Verdict(2, None, None, None)


async def test_many_rows_in_one_transaction(committing: Connection) -> None:
    await committing.execute(
        "insert into floor.parts (part_number, part_name)"
        " select number::text, 'x' from generate_series(1, 2000) as number"
    )
    assert await verify(committing) == Verdict(2000, None, None, None)
    assert await committing.fetchval(
        "select bool_and(link_no = rank) from"
        " (select link_no, rank() over (order by audit_id) from floor.audit_chain) as links"
    ), "in the order of writing"


async def test_two_that_commit_at_once_take_turns(open_committing: Open) -> None:
    first, second, observer = [await open_committing() for _ in range(3)]
    for writer, number in ((first, "1"), (second, "2")):
        await writer.execute("begin")
        await writer.execute(PART, number)
    await first.execute("set constraints all immediate")  # as if it was about to commit
    waiting = await settled(observer, second, second.execute("commit"))
    assert not waiting.done()
    await first.execute(PART, "3")
    await first.execute("commit")
    await waiting
    assert await verify(observer) == Verdict(3, None, None, None)


async def test_nobody_waits_before_committing(open_committing: Open) -> None:
    """Two that change the same rows in another order meet at the rows, never at the chain."""
    first, second = [await open_committing() for _ in range(2)]
    await first.execute("begin")
    await first.execute(PART, "1")
    await asyncio.wait_for(add_parts(second, "2", "3"), 10)
    await first.execute("commit")
    assert await verify(second) == Verdict(3, None, None, None)


async def test_a_crowd_makes_one_chain(open_committing: Open) -> None:
    crowd = [await open_committing() for _ in range(8)]

    async def write(number: int, writer: Connection) -> None:
        for turn in range(10):
            async with writer.transaction():
                await writer.execute(PART, f"{number}-{turn}")
                await writer.execute("update floor.parts set unit = 'm' where part_number = $1",
                    f"{number}-{turn}")  # fmt: skip

    await asyncio.gather(*(write(number, writer) for number, writer in enumerate(crowd)))
    assert await verify(crowd[0]) == Verdict(160, None, None, None)


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
async def test_who_reads_an_older_moment_is_refused_rather_than_forking(
    open_committing: Open, isolation: str
) -> None:
    first, second = [await open_committing() for _ in range(2)]
    await first.execute(f"begin isolation level {isolation}")
    await first.execute("select count(*) from floor.audit_head")
    await first.execute(PART, "1")
    await add_parts(second, "2")
    with pytest.raises(asyncpg.SerializationError):
        await first.execute("commit")
    await add_parts(second, "3")
    assert await verify(second) == Verdict(2, None, None, None)


async def test_a_row_that_claims_another_transaction_is_sealed_too(committing: Connection) -> None:
    await committing.execute(
        "insert into floor.audit_log (xid, program, table_name, row_key, action)"
        " values ('1', 'x', 'floor.parts', '1', 'insert'), ('2', 'x', 'y', '2', 'insert')"
    )
    assert await verify(committing) == Verdict(2, None, None, None)
