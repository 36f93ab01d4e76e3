"""`floorcast docs`: the data dictionary, made of the comments in the database."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import click

from auth import database_url
from commands.environment import described, load_settings
from commands.reach import open_connection
from database.connect import connector
from database.embedded import EmbeddedServer
from errors import UserError


@click.command(epilog=described("DATABASE_URL FLOORCAST_DATA"))
@click.option("--running", is_flag=True, help="Describe the running database.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.  [standard output]",
)
def docs(running: bool, output: Path | None) -> None:
    """Write the data dictionary, as Markdown.

    It says what each table, view, column and function means. By default it describes the
    schema of this version, from a temporary database that is made for it and removed again.

    \b
    Examples:
      floorcast docs --output docs/data-dictionary.md
      floorcast docs --running | less
    """
    if running:
        text = asyncio.run(_describe(database_url(load_settings())))
    else:
        text = _describe_this_version()
    if output is None:
        click.echo(text, nl=False)
    else:
        _save(output, text)
        click.echo(f"Wrote {output}.", err=True)


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: {error.strerror}.",
            hint="Give another file to --output.",
            field="output",
            value=str(path),
        ) from error


def _describe_this_version() -> str:
    from database.migrate import migrate

    with tempfile.TemporaryDirectory(prefix="floorcast-docs-") as folder:
        server = EmbeddedServer(Path(folder))
        server.start(["fsync = off"])
        try:
            asyncio.run(migrate(connector(server.url(), "floorcast docs")))
            return asyncio.run(_describe(server.url()))
        finally:
            server.stop("immediate")


async def _describe(url: str) -> str:
    from database.dictionary import markdown

    connection = await open_connection(url)
    try:
        return await markdown(connection)
    finally:
        await connection.close()
