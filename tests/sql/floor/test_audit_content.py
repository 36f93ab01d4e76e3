"""floor.audit_content: the text a link seals is the same for everybody, and can be made outside."""

from __future__ import annotations

import json

from database.connect import Connection
from tests.sql.floor.audits import PART

CONTENT = "select floor.audit_content(audit_log) from floor.audit_log"


async def test_it_is_a_json_array_of_all_columns(connection: Connection) -> None:
    await connection.execute("set local floor.person = 'ana@plant.test'")
    await connection.execute(PART, "Öl")
    row = await connection.fetchrow("select * from floor.audit_log")
    assert row is not None
    content = await connection.fetchval(CONTENT)
    assert json.loads(content) == [
        row["audit_id"],
        row["at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        str(row["xid"]),
        "ana@plant.test",
        row["database_user"],
        "test",
        "floor.parts",
        row["row_key"],
        "insert",
        None,
        json.loads(row["after"]),
    ]
    assert len(row) == 11
    assert "Öl".encode() in content


async def test_it_does_not_depend_on_the_session(connection: Connection) -> None:
    await connection.execute(PART, "B-1")
    before = await connection.fetchval(CONTENT)
    await connection.execute(
        "set local timezone = 'Asia/Tokyo'; set local datestyle = 'German';"
        " set local extra_float_digits = -5; set local bytea_output = 'escape'"
    )
    assert await connection.fetchval(CONTENT) == before


async def test_nothing_and_empty_are_told_apart(connection: Connection) -> None:
    await connection.execute(PART, "B-1")
    contents = [
        await connection.fetchval(
            "select floor.audit_content(row(1, now(), '1', $1, 'u', 'p', 't', 'k', 'insert', null,"
            " null)::floor.audit_log)",
            person,
        )
        for person in (None, "")
    ]
    assert contents[0] != contents[1]
