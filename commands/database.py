"""Commands about the database itself: migrate, dsn, psql."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from urllib.parse import unquote, urlsplit, urlunsplit

import click

import machine_config
from auth import database_url
from commands.environment import described, load_settings
from commands.reach import open_connection
from database.connect import connector
from database.embedded import EmbeddedServer
from database.queries import query
from database.tunnel import environment, tunnel
from errors import UserError

log = logging.getLogger(__name__)


async def upgrade(
    url: str,
    floor: machine_config.Floor,
    *,
    again: bool = False,
    ingester_role: str | None = None,
) -> machine_config.Applied | None:
    """Bring the schema to this version and the reference tables in line with the floor file.

    A floor file that was applied before is left alone (None), unless it is wanted ``again``.
    ``ingester_role`` is let in to store samples.
    """
    from sqlalchemy.exc import DBAPIError

    from database.migrate import migrate

    connect = connector(url, "floorcast migrate")
    try:
        await migrate(connect)
    except DBAPIError as error:
        raise UserError(
            f"The upgrade stopped, and nothing was changed: {error.orig}.",
            hint="The database user must own the schemas floor and relay, or may create them.",
        ) from error
    connection = await connect()
    try:
        if ingester_role and not await connection.fetchval(query("admit_ingester"), ingester_role):
            log.warning("The role %s (INGESTER_ROLE) does not exist here yet", ingester_role)
        apply = machine_config.apply if again else machine_config.apply_new
        return await apply(connection, floor)
    finally:
        await connection.close()


@click.command(epilog=described("DATABASE_URL FLOORCAST_DATA FLOOR_FILE"))
@click.option(
    "--floor-file-again",
    "again",
    is_flag=True,
    help="Apply the floor file although it has not changed: what was changed on pages goes.",
)
def migrate(again: bool) -> None:
    """Bring schema and floor to this version.

    Runs all pending migrations and applies the floor file where it is new or has changed. All
    of it happens, or nothing. `floorcast up` does it by itself.

    \b
    Examples:
      floorcast migrate --floor-file-again
      DATABASE_URL=postgresql://me:secret@db.example:5432/floorcast floorcast migrate
    """
    settings = load_settings()
    floor = machine_config.load(settings.floor_file)
    url = database_url(settings)

    async def run() -> machine_config.Applied | None:
        await (await open_connection(url)).close()
        return await upgrade(url, floor, again=again, ingester_role=settings.ingester_role)

    applied = asyncio.run(run()) or "The floor file has not changed since it was applied."
    click.echo(f"The schema is up to date. {applied}")


@click.command(epilog=described("DATABASE_URL FLOORCAST_DATA"))
def dsn() -> None:
    """Print the URL of the running database, and nothing else.

    \b
    Examples:
      psql "$(floorcast dsn)"
      pg_dump "$(floorcast dsn)" > floor.sql
    """
    click.echo(asyncio.run(database_url(load_settings()).with_password()))


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    epilog=described("DATABASE_URL FLOORCAST_DATA"),
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(arguments: tuple[str, ...]) -> None:
    """Open PostgreSQL's own client on the running database.

    It comes with Floorcast; all its arguments can be given.

    \b
    Examples:
      floorcast psql
      floorcast psql -c "select machine_name, status from machine_feed_stream"
      floorcast psql -c "update machine_feed_stream set status = 'down', datetime = now()
                         where machine_name = 'Valve_02_01'"
    """
    settings = load_settings()
    url, password = without_password(asyncio.run(database_url(settings).with_password()))
    program = str(EmbeddedServer(settings.floorcast_data).program("psql"))
    if password is not None:
        os.environ["PGPASSWORD"] = password
    os.environ.setdefault("PGAPPNAME", "psql")
    # Ctrl-C is for psql, which ends a query by it; to ignore it would make psql's children do so
    signal.signal(signal.SIGINT, lambda *_: None)
    with tunnel(url) as near:
        command = [program, "-d", near, *arguments]
        code = subprocess.run(command, env=environment(), check=False).returncode
    sys.exit(code)


def without_password(url: str) -> tuple[str, str | None]:
    """The URL without its password, and the password.

    Others on the machine see the arguments of a program, but not its environment.
    """
    parts = urlsplit(url)
    if parts.password is None:
        return url, None
    user = parts.netloc.rpartition("@")[0].partition(":")[0]
    netloc = f"{user}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=netloc)), unquote(parts.password)
