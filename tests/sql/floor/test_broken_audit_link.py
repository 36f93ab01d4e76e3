"""floor.broken_audit_link: what is wrong, as far as hashes can tell."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.audits import add_parts, tamper

WHY = """
select floor.broken_audit_link(audit_chain, audit_log, before.hash)
from floor.audit_chain
inner join floor.audit_chain as before on audit_chain.link_no - 1 = before.link_no
inner join floor.audit_log on audit_chain.audit_id = audit_log.audit_id
where audit_chain.link_no = 2
"""


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("update floor.audit_log set person = 'x' where audit_id = $1", "row changed"),
        (
            "update floor.audit_chain set hash = '\\xff' where audit_id = $1",
            "link changed",
        ),
        (
            "update floor.audit_chain set audit_id = audit_id + 10 - 20 * (audit_id - $1)"
            " where audit_id between $1 and $1 + 1",
            "out of order",
        ),
    ],
)
async def test_it(committing: Connection, statement: str, problem: str) -> None:
    rows = await add_parts(committing, "1", "2", "3")
    await tamper(committing, statement, rows[1])
    if problem == "out of order":  # by way of others, because a row has one link at a time
        await tamper(
            committing,
            "update floor.audit_chain set audit_id = audit_id - 9 where link_no = 2",
        )
        await tamper(
            committing,
            "update floor.audit_chain set audit_id = audit_id + 9 where link_no = 3",
        )
    assert await committing.fetchval(WHY) == problem
