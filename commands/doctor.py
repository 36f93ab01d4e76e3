"""`floorcast doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import NoReturn

import asyncpg
import click

from auth import database_url
from commands import checks
from commands.checks import Finding, failed
from commands.environment import described, load_settings
from commands.ingest_check import connections
from commands.reach import open_connection
from database.connect import Connection, connector
from errors import UserError
from settings import Settings

_COLOURS = {"ok": "green", "warn": "yellow", "FAIL": "red"}


@click.command(epilog=described("HOST PORT DATABASE_URL FLOORCAST_DATA ENABLE_SIMULATOR"))
def doctor() -> NoReturn:
    """Check everything, and say what to do.

    Looks at the database, its schema, notifications, clocks, the change feed, the sums of OEE,
    the simulator, connections to machines, the server and the disk. It changes nothing. Exit
    code 0 when nothing failed, else 1.

    \b
    Examples:
      floorcast doctor
      floorcast doctor && echo "all is well"
    """
    sys.exit(asyncio.run(_report(load_settings())))


async def _report(settings: Settings) -> int:
    has_failed = False
    async for finding in findings(settings):
        has_failed = has_failed or finding.level == "FAIL"
        level = click.style(f"{finding.level:<5}", fg=_COLOURS[finding.level])
        click.echo(f"{level} {finding.subject:<12} {finding.text}")
        if finding.remedy:
            click.echo(f"{'':<19}→ {finding.remedy}")
    return 1 if has_failed else 0


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """All findings, as they are made."""
    async for finding in _of_database(settings):
        yield finding
    yield await asyncio.to_thread(checks.server, settings)
    if settings.has_embedded_database:
        yield checks.disk(settings.floorcast_data.expanduser().resolve())


async def _of_database(settings: Settings) -> AsyncIterator[Finding]:
    try:
        url = database_url(settings)
        connection = await open_connection(url)
    except UserError as error:
        yield failed("database", error)
        return
    try:
        yield await checks.server_version(connection)
        yield await checks.notifications(connector(url, "floorcast doctor"))
        yield await checks.clock(connection)
        schema = await checks.schema(connection)
        yield schema
        if schema.level == "ok":
            async for finding in _of_schema(connection, settings):
                yield finding
    finally:
        await connection.close()


async def _of_schema(connection: Connection, settings: Settings) -> AsyncIterator[Finding]:
    try:
        yield await checks.change_feed(connection)
        yield await checks.oee(connection)
        yield await checks.simulator(connection, settings)
        yield await connections(connection)
    except asyncpg.InsufficientPrivilegeError as error:
        yield Finding(
            "warn",
            "rights",
            f"this user may not look further: {error}",
            "Give DATABASE_URL of the user who owns the schema.",
        )
