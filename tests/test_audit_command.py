"""`floorcast audit verify`: what it prints, and its exit code."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import floorcast
from database.connect import Connection
from tests.programs import refuse, run
from tests.sql.floor.audits import add_parts, tamper

HEAD = "select encode(hash, 'hex') from floor.audit_head"


@pytest.fixture
async def rows(connection: Connection) -> list[int]:
    """Three links, and the rows they seal."""
    return await add_parts(connection, "1", "2", "3")


def verify(url: str, *arguments: str) -> Result:
    """What the command says."""
    return CliRunner().invoke(floorcast, ["audit", "verify", *arguments], env={"DATABASE_URL": url})


async def verified(url: str, *arguments: str) -> Result:
    """The same, beside the loop of the test."""
    return await asyncio.to_thread(verify, url, *arguments)


async def test_an_empty_audit(database_url: str) -> None:
    found = await verified(database_url)
    assert (found.exit_code, found.stdout) == (0, "0 links hold; head none yet\n")


async def test_all_links_hold(connection: Connection, database_url: str, rows: list[int]) -> None:
    head = await connection.fetchval(HEAD)
    found = await verified(database_url)
    assert (found.exit_code, found.stdout) == (0, f"3 links hold; head {head}\n")
    await add_parts(connection, "4")
    found = await verified(database_url, "--expect", head.upper())
    assert found.exit_code == 0
    assert found.stdout.startswith("4 links hold; ")


async def test_a_broken_link_is_named(
    connection: Connection, database_url: str, rows: list[int]
) -> None:
    await tamper(
        connection,
        "update floor.audit_log set person = 'ana@plant.test', at = '2026-03-02 06:00:00+00'"
        " where audit_id = $1",
        rows[1],
    )
    found = await verified(database_url)
    assert found.exit_code == 1
    key = await connection.fetchval(
        "select row_key from floor.audit_log where audit_id = $1", rows[1]
    )
    assert found.stderr == (
        "Link 2 is broken: the row is not what was sealed.\n"
        f"Row {rows[1]} of 2026-03-02 06:00:00 UTC: insert of floor.parts {key}"
        " by ana@plant.test through test.\n"
    )


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "delete from floor.audit_log where audit_id = $1",
            "Link 2 is broken: the row it seals is gone.\nRow {row} is not there any more.\n",
        ),
        (
            "delete from floor.audit_chain where audit_id = $1",
            "Link 2 is broken: the link is gone.\n",
        ),
        (
            "update floor.audit_chain set hash = '' where audit_id = $1",
            "Link 2 is broken: its hash was changed.\n",
        ),
        (
            "update floor.audit_head set hash = '' where $1 > 0",
            "Link 3 is broken: the newest hash that was noted is another.\n",
        ),
    ],
)
async def test_what_else_may_be_wrong(
    connection: Connection, database_url: str, rows: list[int], statement: str, says: str
) -> None:
    await tamper(connection, statement, rows[1])
    found = await verified(database_url)
    assert found.exit_code == 1
    assert found.stderr.startswith(says.format(row=rows[1]))


async def test_a_row_without_link(
    connection: Connection, database_url: str, rows: list[int]
) -> None:
    await tamper(
        connection,
        "insert into floor.audit_log (program, table_name, row_key, action)"
        " values ('x', 'floor.parts', '1', 'insert')",
    )
    found = await verified(database_url)
    assert found.exit_code == 1
    assert found.stderr.startswith("The audit is broken: the row has no link")


async def test_an_end_that_was_cut_off_in_all_places(
    connection: Connection, database_url: str, rows: list[int]
) -> None:
    """Then only the head that was kept elsewhere tells."""
    head = await connection.fetchval(HEAD)
    for statement in (
        "delete from floor.audit_log where audit_id = $1",
        "delete from floor.audit_chain where audit_id = $1",
        "update floor.audit_head set link_no = 2, hash ="
        " (select hash from floor.audit_chain where link_no = 2) where $1 > 0",
    ):
        await tamper(connection, statement, rows[2])
    assert (await verified(database_url)).exit_code == 0
    found = await verified(database_url, "--expect", head)
    assert found.exit_code == 1
    assert found.stderr.startswith("2 links hold, but the expected head is none of them")


@pytest.mark.parametrize("text", ["", "abc", "g" * 64, "a" * 65])
def test_what_is_no_hash_is_refused(text: str) -> None:
    assert "64 hexadecimal digits" in refuse("audit", "verify", "--expect", text)


async def test_the_program_ends_with_code_1(
    connection: Connection, database_url: str, rows: list[int], tmp_path: Path
) -> None:
    await tamper(connection, "delete from floor.audit_log")
    ended = run(tmp_path, "audit", "verify", DATABASE_URL=database_url)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Link 1 is broken: the row it seals is gone.")
