"""floor.forget_audit: the oldest go, the rest still holds."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.floor.audits import Verdict, add_parts, tamper, verify
from tests.sql.support import refused, said

FORGET = "select floor.forget_audit()"


async def age(connection: Connection, audit_ids: list[int], days: int) -> None:
    """Rows as they would be had they been written so many days ago: sealed as such."""
    await tamper(
        connection,
        "update floor.audit_log set at = at - $2 * interval '1 day' where audit_id = any($1)",
        audit_ids,
        days,
    )
    await tamper(connection, "truncate floor.audit_chain")
    await tamper(connection, "update floor.audit_head set link_no = 0, hash = ''")
    await tamper(
        connection,
        "with recursive rows as (select audit_id, floor.audit_content(audit_log) as content,"
        " row_number() over (order by audit_id) as link_no from floor.audit_log),"
        " links as (select link_no, audit_id, sha256(content) as hash from rows where link_no = 1"
        " union all select rows.link_no, rows.audit_id, sha256(links.hash || rows.content)"
        " from links inner join rows on links.link_no + 1 = rows.link_no)"
        " insert into floor.audit_chain table links",
    )
    await tamper(
        connection,
        "update floor.audit_head set (link_no, hash) ="
        " (select link_no, hash from floor.audit_chain order by link_no desc limit 1)",
    )


async def test_what_is_old_enough_goes(committing: Connection) -> None:
    rows = await add_parts(committing, "1", "2", "3", "4")
    await age(committing, rows[:2], 4_000)
    assert await verify(committing) == Verdict(4, None, None, None)
    assert await committing.fetchval(FORGET) == 2
    assert await committing.fetchval(FORGET) == 0
    kept = await committing.fetch("select audit_id from floor.audit_log order by audit_id")
    assert [row["audit_id"] for row in kept] == rows[2:]
    assert await verify(committing) == Verdict(2, None, None, None)
    await add_parts(committing, "5")
    assert await verify(committing) == Verdict(3, None, None, None)


async def test_all_may_go(committing: Connection) -> None:
    await age(committing, await add_parts(committing, "1", "2"), 4_000)
    assert await committing.fetchval(FORGET) == 2
    assert await verify(committing) == Verdict(0, None, None, None)
    await add_parts(committing, "3")
    assert await verify(committing) == Verdict(1, None, None, None)
    assert await committing.fetchval("select link_no from floor.audit_chain") == 3


async def test_an_old_row_behind_a_young_one_stays(committing: Connection) -> None:
    """It was begun long ago and committed late: links go from the oldest end only."""
    rows = await add_parts(committing, "1", "2")
    await age(committing, rows[1:], 4_000)
    assert await committing.fetchval(FORGET) == 0
    assert await verify(committing) == Verdict(2, None, None, None)


async def test_less_may_go_than_could(committing: Connection) -> None:
    rows = await add_parts(committing, "1", "2", "3")
    await age(committing, rows[:1], 5_000)
    await age(committing, rows[1:2], 4_000)
    before = await committing.fetchval("select now() - interval '4500 days'")
    assert await committing.fetchval("select floor.forget_audit($1)", before) == 1


async def test_what_retention_keeps_is_not_forgotten(committing: Connection) -> None:
    await add_parts(committing, "1")
    async with refused(committing, asyncpg.CheckViolationError) as caught:
        await committing.execute("select floor.forget_audit(now())")
    assert said(caught)[1] == (
        "To keep less, lower keep_days in floor.audit_retention: that is written down."
    )


async def test_who_shortens_it_is_written_down(committing: Connection) -> None:
    await age(committing, await add_parts(committing, "1"), 10)
    await committing.execute("update floor.audit_retention set keep_days = 5")
    assert await committing.fetchval(FORGET) == 1
    row = await committing.fetchrow("select * from floor.audit_log")
    assert row is not None
    assert row["table_name"] == "floor.audit_retention"
