"""Statements by name."""

from __future__ import annotations

import re

import pytest

from database.connect import Connection
from database.queries import SQL, query

NAMES = sorted(file.stem for file in (SQL / "queries").glob("*.sql"))


def test_a_name_is_a_file() -> None:
    assert query("drain") == (SQL / "queries" / "drain.sql").read_text(encoding="utf-8")


def test_an_unknown_name_is_an_error_that_says_where_it_looked() -> None:
    with pytest.raises(FileNotFoundError, match=r"no_such_statement\.sql"):
        query("no_such_statement")


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_opens_with_its_purpose(name: str) -> None:
    assert re.match(r"-- \S.{10,}", query(name)), f"{name}.sql needs a first line that says why"


@pytest.mark.parametrize("name", ["drain", "live_rows"])
async def test_the_database_understands_it(connection: Connection, name: str) -> None:
    statement = await connection.prepare(query(name))
    assert [column.name for column in statement.get_attributes()][:3] == [
        "snapshot",
        "epoch_id",
        "trimmed_before",
    ]
