"""`floorcast floor-file`: the floor as it stands, as a file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

import machine_config
from auth import database_url
from commands.environment import described, load_settings
from commands.reach import open_connection
from errors import UserError


@click.command("floor-file", epilog=described("DATABASE_URL FLOORCAST_DATA"))
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it there instead of to the terminal; an existing file is replaced.",
)
def floor_file(output: Path | None) -> None:
    """Print the floor as it stands in the database as a floor file.

    What people changed on pages is in it: with it as FLOOR_FILE, file and database say the
    same again. Comments of an older file are not in the database, so they are not in it.

    \b
    Examples:
      floorcast floor-file
      floorcast floor-file --output our-floor.toml
    """
    text = asyncio.run(_read(database_url(load_settings())))
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"{output} cannot be written: {error.strerror}.",
            hint="Give a file in a folder you may write to.",
            field="output",
            value=str(output),
        ) from error


async def _read(url: str) -> str:
    connection = await open_connection(url)
    try:
        return await machine_config.as_file(connection)
    finally:
        await connection.close()
