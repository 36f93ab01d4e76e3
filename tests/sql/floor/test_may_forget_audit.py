"""floor.may_forget_audit: how far the beginning of the chain may move."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.audits import add_parts
from tests.sql.floor.test_forget_audit import age

MAY = (
    "select floor.may_forget_audit(1, $1, (select hash from floor.audit_chain where link_no = $2))"
)


@pytest.mark.parametrize(
    ("kept", "hash_of", "is_allowed"),
    [
        (2, 1, True),
        (3, 2, True),
        (4, 3, False),  # too young
        (1, 1, False),  # nowhere
        (0, 1, False),  # back
        (3, 1, False),  # not the link it goes on from
        (9, 8, False),  # beyond the end
    ],
)
async def test_it(committing: Connection, kept: int, hash_of: int, is_allowed: bool) -> None:
    rows = await add_parts(committing, "1", "2", "3")
    await age(committing, rows[:2], 4_000)
    assert bool(await committing.fetchval(MAY, kept, hash_of)) is is_allowed
