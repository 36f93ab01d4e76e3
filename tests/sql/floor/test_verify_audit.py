"""floor.verify_audit: finds every kind of tampering, and names the first broken link."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.audits import Verdict, add_parts, tamper, verify


@pytest.fixture
async def rows(committing: Connection) -> list[int]:
    """Five links, and the rows they seal."""
    return await add_parts(committing, "1", "2", "3", "4", "5")


async def test_an_empty_audit_holds(committing: Connection) -> None:
    row = await committing.fetchrow("select * from floor.verify_audit()")
    assert tuple(row or ()) == (0, None, None, None, 0, b"")


async def test_what_nobody_touched_holds(committing: Connection, rows: list[int]) -> None:
    row = await committing.fetchrow("select * from floor.verify_audit()")
    head = await committing.fetchrow("select link_no, hash from floor.audit_head")
    assert tuple(row or ()) == (5, None, None, None, *tuple(head or ()))


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "xid = '1'",
        "person = 'somebody else'",
        "person = ''",
        "database_user = 'x'",
        "program = 'x'",
        "table_name = 'x'",
        "row_key = 'x'",
        "action = 'update'",
        "before = '{}'",
        'after = after || \'{"unit": "m"}\'',
        "after = null",
    ],
)
async def test_a_row_that_was_changed(committing: Connection, rows: list[int], change: str) -> None:
    await tamper(committing, f"update floor.audit_log set {change} where audit_id = $1", rows[2])
    assert await verify(committing) == Verdict(5, 3, rows[2], "row changed")


async def test_a_row_that_is_gone(committing: Connection, rows: list[int]) -> None:
    await tamper(committing, "delete from floor.audit_log where audit_id = $1", rows[2])
    assert await verify(committing) == Verdict(5, 3, rows[2], "row missing")


async def test_a_row_that_was_slipped_in(committing: Connection, rows: list[int]) -> None:
    await tamper(
        committing,
        "insert into floor.audit_log (program, table_name, row_key, action)"
        " values ('x', 'floor.parts', '1', 'insert')",
    )
    assert await verify(committing) == Verdict(5, None, rows[4] + 1, "row not sealed")


async def test_a_row_that_was_slipped_in_and_sealed(
    committing: Connection, rows: list[int]
) -> None:
    """With a link of its own in the middle, and the later links moved up."""
    await tamper(committing, "update floor.audit_chain set link_no = -link_no where link_no > 2")
    await tamper(committing, "update floor.audit_chain set link_no = 1 - link_no where link_no < 0")
    await tamper(
        committing,
        "with slipped as (insert into floor.audit_log (program, table_name, row_key, action)"
        " values ('x', 'floor.parts', '1', 'insert') returning audit_log)"
        " insert into floor.audit_chain select 3, (slipped.audit_log).audit_id,"
        " sha256(hash || floor.audit_content(slipped.audit_log))"
        " from slipped cross join floor.audit_chain where link_no = 2",
    )
    found = await verify(committing)
    assert (found.link_no, found.audit_id) == (4, rows[2])


async def test_a_row_and_its_link_that_are_gone(committing: Connection, rows: list[int]) -> None:
    await tamper(committing, "delete from floor.audit_log where audit_id = $1", rows[2])
    await tamper(committing, "delete from floor.audit_chain where audit_id = $1", rows[2])
    assert await verify(committing) == Verdict(4, 3, None, "link missing")


async def test_a_row_that_is_gone_and_the_gap_closed(
    committing: Connection, rows: list[int]
) -> None:
    await tamper(committing, "delete from floor.audit_log where audit_id = $1", rows[2])
    await tamper(committing, "delete from floor.audit_chain where audit_id = $1", rows[2])
    await tamper(committing, "update floor.audit_chain set link_no = -link_no where link_no > 3")
    await tamper(
        committing, "update floor.audit_chain set link_no = -link_no - 1 where link_no < 0"
    )
    assert await verify(committing) == Verdict(4, 3, rows[3], "row changed")


@pytest.mark.parametrize("link_no", [1, 3])
async def test_a_link_that_is_gone(committing: Connection, rows: list[int], link_no: int) -> None:
    await tamper(committing, "delete from floor.audit_chain where link_no = $1", link_no)
    assert await verify(committing) == Verdict(4, link_no, None, "link missing")


async def test_an_end_that_was_cut_off(committing: Connection, rows: list[int]) -> None:
    await tamper(committing, "delete from floor.audit_log where audit_id = $1", rows[4])
    await tamper(committing, "delete from floor.audit_chain where audit_id = $1", rows[4])
    assert await verify(committing) == Verdict(4, 5, None, "link missing")


async def test_a_link_that_was_changed(committing: Connection, rows: list[int]) -> None:
    await tamper(committing, "update floor.audit_chain set hash = '\\xff' where link_no = 3")
    assert await verify(committing) == Verdict(5, 3, rows[2], "link changed")


async def test_links_whose_rows_were_swapped(committing: Connection, rows: list[int]) -> None:
    await tamper(
        committing,
        "update floor.audit_chain set audit_id = -audit_id where link_no in (3, 4)",
    )
    await tamper(
        committing,
        "update floor.audit_chain set audit_id ="
        " case link_no when 3 then $2::int8 else $1::int8 end where link_no in (3, 4)",
        rows[2],
        rows[3],
    )
    assert await verify(committing) == Verdict(5, 3, rows[3], "out of order")


async def test_links_that_were_swapped(committing: Connection, rows: list[int]) -> None:
    await tamper(
        committing, "update floor.audit_chain set link_no = -link_no where link_no in (3, 4)"
    )
    await tamper(committing, "update floor.audit_chain set link_no = 7 + link_no where link_no < 0")
    assert await verify(committing) == Verdict(5, 3, rows[3], "out of order")


async def test_a_row_and_its_link_that_were_changed(
    committing: Connection, rows: list[int]
) -> None:
    """Who forges a link must forge all that follow: the next one does not fit."""
    await tamper(committing, "update floor.audit_log set person = 'x' where audit_id = $1", rows[2])
    await tamper(
        committing,
        "update floor.audit_chain set hash = (select sha256(before.hash"
        " || floor.audit_content(audit_log)) from floor.audit_chain as before"
        " cross join floor.audit_log where before.link_no = 2 and audit_log.audit_id = $1)"
        " where link_no = 3",
        rows[2],
    )
    assert await verify(committing) == Verdict(5, 4, rows[3], "row changed")


async def test_a_head_that_was_changed(committing: Connection, rows: list[int]) -> None:
    await tamper(committing, "update floor.audit_head set hash = '\\xff'")
    assert await verify(committing) == Verdict(5, 5, None, "head changed")


async def test_the_first_of_several(committing: Connection, rows: list[int]) -> None:
    await tamper(
        committing, "update floor.audit_log set person = 'x' where audit_id >= $1", rows[1]
    )
    assert await verify(committing) == Verdict(5, 2, rows[1], "row changed")
