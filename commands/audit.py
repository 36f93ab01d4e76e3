"""`floorcast audit`: whether the audit is what was written."""

from __future__ import annotations

import asyncio
import re
import sys

import asyncpg
import click

from auth import database_url
from commands.environment import described, load_settings
from commands.reach import open_connection
from database.queries import query
from errors import UserError

BROKEN = 1
SHA256 = re.compile(r"[0-9a-f]{64}")
MEANINGS = {
    "link missing": "the link is gone",
    "row missing": "the row it seals is gone",
    "row changed": "the row is not what was sealed",
    "link changed": "its hash was changed",
    "out of order": "it stands in another place than it was written",
    "head changed": "the newest hash that was noted is another",
    "row not sealed": "the row has no link: it was not written by the audit",
}


@click.group(epilog=described("DATABASE_URL FLOORCAST_DATA"))
def audit() -> None:
    """Who changed what: check that nobody tampered with it.

    \b
    Example:
      floorcast audit verify
    """


@audit.command(epilog=described("DATABASE_URL FLOORCAST_DATA"))
@click.option(
    "--expect",
    metavar="HASH",
    help="A head that was printed before: it must be a link still.",
)
def verify(expect: str | None) -> None:
    """Check every link of the audit against the row it seals.

    Prints the head: keep it somewhere else, and --expect finds out later whether the end was
    cut off, or all of it was written anew. Exit code 1: a link is broken.

    \b
    Examples:
      floorcast audit verify
      floorcast audit verify --expect 3b1f…
    """
    expected = None if expect is None else expect.strip().lower()
    if expected is not None and not SHA256.fullmatch(expected):
        raise UserError(
            f'"{expected[:80]}" is no hash.',
            hint="Give the 64 hexadecimal digits that `floorcast audit verify` printed as head.",
            field="expect",
            value=expected[:80],
        )
    found = asyncio.run(_verify(database_url(load_settings()), expected))
    problem = broken(found)
    if problem is not None:
        click.echo(problem, err=True)
        sys.exit(BROKEN)
    head = found["head_hash"] or "none yet"
    click.echo(f"{count(found['links'])}; head {head}")


def count(links: int) -> str:
    """How many links hold."""
    return "1 link holds" if links == 1 else f"{links:,} links hold"


def broken(found: asyncpg.Record) -> str | None:
    """What is wrong, with all that is known of it; None where all links hold."""
    if found["problem"] is None and found["is_expected"]:
        return None
    if found["problem"] is None:
        return (
            f"{count(found['links'])}, but the expected head is none of them: the end was cut "
            "off, or the audit was written anew, or that link was forgotten by retention."
        )
    place = "" if found["broken_link_no"] is None else f"Link {found['broken_link_no']:,} "
    text = f"{place}is broken: {MEANINGS[found['problem']]}."
    text = text if place else f"The audit {text}"
    if found["broken_audit_id"] is None:
        return text
    text += f"\nRow {found['broken_audit_id']:,}"
    if found["at"] is None:
        return f"{text} is not there any more."
    who = found["person"] or f"database user {found['database_user']}"
    return (
        f"{text} of {found['at']:%Y-%m-%d %H:%M:%S} UTC: {found['action']} of "
        f"{found['table_name']} {found['row_key']} by {who} through {found['program']}."
    )


async def _verify(url: str, expected: str | None) -> asyncpg.Record:
    connection = await open_connection(url)
    try:
        found = await connection.fetchrow(query("audit_verify"), expected)
    finally:
        await connection.close()
    assert found is not None  # noqa: S101 always one row
    return found
