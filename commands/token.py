"""`floorcast token`: tokens of programs, made and revoked without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from auth import database_url
from commands.device_text import table
from commands.environment import described, load_settings
from commands.reach import open_connection
from database.connect import Connection
from errors import UserError
from web.access import people_rows, token_rows
from web.access.token_models import LONGEST_DAYS, RULES, NewToken
from web.api.database_refusals import as_refusals
from web.api.mistakes import in_words

PROGRAM = "floorcast token"

Result = TypeVar("Result")


@click.group(epilog=described("DATABASE_URL FLOORCAST_DATA"))
def token() -> None:
    """Tokens: keys for programs, each acting for a person.

    A program sends it as the header Authorization: Bearer fc_…, and may do what its person may,
    or less. A token is shown once, when it is made.

    \b
    Examples:
      floorcast token create ana@plant.example --name ERP --scope count.enter --days 365
      floorcast token list
      floorcast token revoke 7
    """


@token.command()
@click.argument("email")
@click.option("--name", required=True, help="What it is for, for example ERP.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    help="An action it may do (docs/roles.md); repeatable.  [all its person may]",
)
@click.option(
    "--days", type=click.IntRange(1, LONGEST_DAYS), help="Days until it ends.  [it does not]"
)
def create(email: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token that acts for the person with that e-mail address, and print it.

    \b
    Examples:
      floorcast token create ana@plant.example --name ERP --scope count.enter --days 365
      TOKEN=$(floorcast token create ana@plant.example --name backup --scope floor.see)
    """
    new = _checked(name, scopes, days)

    async def work(connection: Connection) -> str:
        found = await people_rows.by_email(connection, email)
        if found.is_retired:
            raise UserError(
                f"{found.name} has left, and so would the token.",
                hint="Have them back on the page People, or name somebody else.",
                field="email",
                value=email,
            )
        _, made = await token_rows.add(
            connection, found.person_id, new.name, new.scopes, new.expires_in_days
        )
        return made

    click.echo(_run(work))
    click.echo("Keep it now: it is not shown again.", err=True)


@token.command("list")
def list_() -> None:
    """List all tokens that were not revoked, without what they are made of.

    \b
    Example:
      floorcast token list
    """

    async def work(connection: Connection) -> list[dict[str, Any]]:
        return await token_rows.rows(connection, None)

    rows = _run(work)
    if not rows:
        click.echo("There are no tokens. `floorcast token create` makes one.")
        return
    head = ("ID", "NAME", "FOR", "MAY", "ENDS", "LAST USED")
    lines = [
        (
            str(row["token_id"]),
            row["name"],
            row["person"],
            "all" if row["scopes"] is None else " ".join(row["scopes"]),
            "never" if row["expires_at"] is None else f"{row['expires_at']:%Y-%m-%d}",
            "never" if row["used_at"] is None else f"{row['used_at']:%Y-%m-%d %H:%M}",
        )
        for row in rows
    ]
    click.echo("\n".join(table(head, lines)))


@token.command()
@click.argument("token_id", type=click.IntRange(1, 2**31 - 1), metavar="ID")
def revoke(token_id: int) -> None:
    """Have the token with that ID refused from now on.

    \b
    Example:
      floorcast token revoke 7
    """

    async def work(connection: Connection) -> str:
        return await token_rows.revoke(connection, token_id, None)

    click.echo(f'The token "{_run(work)}" is revoked.')


def _checked(name: str, scopes: tuple[str, ...], days: int | None) -> NewToken:
    try:
        return NewToken(name=name, scopes=list(scopes) or None, expires_in_days=days)
    except ValidationError as error:
        raise in_words(error, RULES, (), list(NewToken.model_fields)) from None


def _run(work: Callable[[Connection], Coroutine[Any, Any, Result]]) -> Result:
    async def run() -> Result:
        async with _database() as connection:
            return await work(connection)

    return asyncio.run(run())


@asynccontextmanager
async def _database() -> AsyncIterator[Connection]:
    """A connection on which all is written, or nothing."""
    connection = await open_connection(database_url(load_settings()))
    try:
        await connection.execute(f"set application_name = '{PROGRAM}'")
        with as_refusals():
            async with connection.transaction():
                yield connection
    finally:
        await connection.close()
