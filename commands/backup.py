"""Commands that keep everything in a file, and put it into a database again: backup, restore."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

import machine_config
from auth import database_url
from commands.database import upgrade, without_password
from commands.environment import described, load_settings
from commands.reach import open_connection
from database import archive
from database.address import Address
from database.queries import query
from errors import UserError
from settings import Settings

MEGABYTE = 1_000_000


@click.command(epilog=described("DATABASE_URL FLOORCAST_DATA"))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything into FILE, while the floor goes on.

    Machines, samples, states, pieces, work orders, people and the audit, as they are at one
    moment, without who is logged in. The file is PostgreSQL's custom format: pg_restore reads
    it, too. Keep it as safe as the database: it holds the hashes of passwords.

    \b
    Examples:
      floorcast backup floor.dump
      DATABASE_URL=postgresql://me:secret@db.example:5432/floorcast floorcast backup floor.dump
    """
    if file.exists():
        raise UserError(
            f"There is a file {file} already.",
            hint="Give another name, or remove it.",
            field="FILE",
            value=str(file),
        )
    if not file.absolute().parent.is_dir():
        raise UserError(
            f"There is no folder {file.absolute().parent}.",
            hint="Make it first, or name another.",
            field="FILE",
            value=str(file),
        )
    url = database_url(load_settings())
    asyncio.run(_refuse_empty(url))
    archive.dump(*asyncio.run(_login(url)), file)
    click.echo(f"{file}: {file.stat().st_size / MEGABYTE:,.1f} MB")


@click.command(epilog=described("DATABASE_URL FLOORCAST_DATA FLOOR_FILE"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace the history that is in the database.")
def restore(file: Path, replace: bool) -> None:
    """Put a backup in place of what is in the database.

    FILE is what `floorcast backup` wrote. All of it happens, or nothing. The file may come from
    another server, owner or version of PostgreSQL, and from an older Floorcast: it is upgraded.
    People log in again. Programs that run go on with what was restored; what they write
    meanwhile is lost, so stop writers first.

    \b
    Examples:
      floorcast restore floor.dump
      DATABASE_URL=postgresql://me:secret@db.example:5432/floorcast floorcast restore floor.dump
    """
    settings = load_settings()
    floor = machine_config.load(settings.floor_file)
    _refuse_newer(file)
    url = database_url(settings)
    asyncio.run(_refuse_history(url, replace=replace))
    # whoever is connected would hold up the schemas that go
    prologue = query("restore_reconnect") + query("restore_prologue")
    archive.load(*asyncio.run(_login(url)), file, prologue)
    applied = asyncio.run(_bring_up(settings, url, floor))
    click.echo(f"{file} is restored. {applied or ''}".rstrip())


async def _login(url: Address) -> tuple[str, str | None]:
    return without_password(await url.with_password())


async def _refuse_empty(url: Address) -> None:
    """Raises UserError where the database cannot be reached, or was never set up."""
    connection = await open_connection(url)
    try:
        if not (await connection.fetch(query("doctor_schema")))[0]["is_migrated"]:
            raise UserError(
                "This database was never set up: there is nothing to keep.",
                hint="Check DATABASE_URL.",
                field="DATABASE_URL",
            )
    finally:
        await connection.close()


def _refuse_newer(file: Path) -> None:
    """Raises UserError for what is no backup, or one of a version newer than this."""
    from alembic.script import ScriptDirectory

    from database.migrate import MIGRATIONS

    found = archive.revision(file)
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if found not in known:
        raise UserError(
            f"{file} was written by a newer Floorcast: its tables are at revision {found}.",
            hint="Run that version, or a newer one: a schema never goes back.",
            field="FILE",
            value=found,
        )


async def _refuse_history(url: Address, *, replace: bool) -> None:
    """Raises UserError where the database holds what somebody may want to keep."""
    connection = await open_connection(url)
    try:
        if not (await connection.fetch(query("doctor_schema")))[0]["is_rebuilt"]:
            return
        there = (await connection.fetch(query("restore_target"), list(archive.SCHEMAS)))[0]
    finally:
        await connection.close()
    if there["others"]:
        raise UserError(
            f"Views of somebody else's are built on ours: {', '.join(there['others'])}.",
            hint="Drop them, restore, and make them again.",
        )
    if (there["status_events"] or there["work_orders"]) and not replace:
        raise UserError(
            f"The database holds {there['status_events']:,} status events and "
            f"{there['work_orders']:,} work orders.",
            hint="`--replace` puts the file in their place; `floorcast backup` keeps them first.",
        )


async def _bring_up(
    settings: Settings, url: Address, floor: machine_config.Floor
) -> machine_config.Applied | None:
    """Upgrade what was restored, and let everybody look at it anew."""
    applied = await upgrade(url, floor, ingester_role=settings.ingester_role)
    connection = await open_connection(url)
    try:
        await connection.fetchval(query("restore_reconnect"))
    finally:
        await connection.close()
    return applied
