"""Words the tests of the audit are written in: what it holds, whether it holds, who tampers."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from database.connect import Connection

PART = "insert into floor.parts (part_number, part_name) values ($1, $1)"
LATEST = "select * from floor.audit_log where table_name = $1 order by audit_id"


class Verdict(NamedTuple):
    """What floor.verify_audit() says, but for the hash."""

    links: int
    link_no: int | None
    audit_id: int | None
    problem: str | None


async def verify(connection: Connection) -> Verdict:
    """Whether the chain holds."""
    row = await connection.fetchrow("select * from floor.verify_audit()")
    assert row is not None
    return Verdict(*tuple(row)[:4])


async def entries(connection: Connection, table: str) -> list[dict[str, Any]]:
    """What the audit holds of a table, in order, with its JSON as objects."""
    found = []
    for row in await connection.fetch(LATEST, table):
        entry = dict(row)
        for name in ("before", "after"):
            entry[name] = None if entry[name] is None else json.loads(entry[name])
        found.append(entry)
    return found


async def add_parts(connection: Connection, *numbers: str) -> list[int]:
    """Parts, each in a transaction of its own; the rows of the audit that say so."""
    for number in numbers:
        await connection.execute(PART, number)
    rows = await connection.fetch("select audit_id from floor.audit_log order by audit_id")
    return [row["audit_id"] for row in rows][-len(numbers) :]


async def tamper(connection: Connection, statement: str, *values: object) -> None:
    """Do what only an administrator can who switches triggers off."""
    async with connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(statement, *values)
