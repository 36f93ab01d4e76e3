"""floor.tg_refuse_audit_changes: what is written stays, whoever asks."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.floor.audits import Verdict, add_parts, verify
from tests.sql.support import refused, said

HINT = (
    "It only grows. Rows older than floor.audit_retention are taken away by floor.forget_audit()."
)


@pytest.mark.parametrize(
    "statement",
    [
        "update floor.audit_log set person = 'somebody else'",
        "delete from floor.audit_log",
        "truncate floor.audit_log",
        "update floor.audit_chain set hash = ''",
        "delete from floor.audit_chain",
        "truncate floor.audit_chain",
        "update floor.audit_head set link_no = 0",
        "update floor.audit_head set first_link_no = 3",
        "update floor.audit_head set first_link_no = 2, first_hash ="
        " (select hash from floor.audit_chain where link_no = 1)",
        "delete from floor.audit_head",
        "truncate floor.audit_head",
    ],
)
async def test_the_owner_is_refused(committing: Connection, statement: str) -> None:
    await add_parts(committing, "1", "2")
    async with refused(committing, asyncpg.InsufficientPrivilegeError) as caught:
        await committing.execute(statement)
    assert said(caught)[0].startswith("the audit cannot be changed: ")
    assert said(caught)[1] == HINT
    assert await verify(committing) == Verdict(2, None, None, None)


@pytest.mark.parametrize("table", ["audit_log", "audit_chain", "audit_head", "audit_retention"])
async def test_a_person_may_not_even_ask(connection: Connection, table: str) -> None:
    await add_person(connection, "Ana", "engineer")
    await act_as(connection, "Ana")
    for statement in (
        f"delete from floor.{table}",
        f"insert into floor.{table} default values",
        f"truncate floor.{table}",
    ):
        async with refused(connection, asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
