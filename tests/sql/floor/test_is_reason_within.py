"""floor.is_reason_within: a reason, and those above it."""

from __future__ import annotations

import pytest

from database.connect import Connection

REASONS = (
    "insert into floor.reasons (reason_name, parent_id, loss_category)"
    " values ($1, floor.reason_id($2), 'breakdown')"
)


@pytest.mark.parametrize(
    ("reason", "above", "expected"),
    [
        ("Jam", "Jam", True),
        ("Jam", "Feeder", True),
        ("Jam", "Mechanical", True),
        ("Mechanical", "Jam", False),
        ("Fuse", "Mechanical", False),
        (None, "Mechanical", False),
    ],
)
async def test_it_looks_up_the_tree(
    connection: Connection, reason: str | None, above: str, expected: bool
) -> None:
    for name, parent in (
        ("Mechanical", None),
        ("Feeder", "Mechanical"),
        ("Jam", "Feeder"),
        ("Fuse", None),
    ):
        await connection.execute(REASONS, name, parent)
    within = "select floor.is_reason_within(floor.reason_id($1), floor.reason_id($2))"
    assert await connection.fetchval(within, reason, above) is expected
