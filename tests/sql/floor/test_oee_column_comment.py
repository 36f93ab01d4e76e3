"""floor.oee_column_comment: what the columns of the gold views of OEE mean, in one place."""

from __future__ import annotations

import pytest

from database.connect import Connection


@pytest.mark.parametrize(
    ("column", "beginning"),
    [("oee_ratio", "OEE: "), ("planned_s", "Planned busy time"), ("machine", "Machine")],
)
async def test_a_column_is_explained(connection: Connection, column: str, beginning: str) -> None:
    comment = await connection.fetchval("select floor.oee_column_comment($1)", column)
    assert comment.startswith(beginning)


async def test_a_column_none_of_them_has_is_not(connection: Connection) -> None:
    assert await connection.fetchval("select floor.oee_column_comment('colour')") is None


async def test_every_column_of_every_roll_up_is_explained_alike(connection: Connection) -> None:
    rows = await connection.fetch(
        "select attrelid::regclass::text, attname, col_description(attrelid, attnum) as comment,"
        " floor.oee_column_comment(attname) as meaning from pg_attribute"
        " where attnum > 0 and attrelid::regclass::text ~ '^gold.oee_(station|line|plant|product)'"
    )
    assert len(rows) > 500
    assert [tuple(row) for row in rows if row["comment"] != row["meaning"]] == []
    assert all(row["comment"].endswith(".") for row in rows)
