"""`floorcast person`: people, what they are and where, without a browser. The way to let the first
person in, and back in whoever is locked out."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar, get_args

import click
from pydantic import BaseModel, ValidationError

from auth import database_url
from commands.device_text import table
from commands.environment import described, load_settings
from commands.reach import open_connection
from database.connect import Connection
from database.queries import query
from errors import UserError
from settings import Role
from web.access import passwords, people_rows
from web.access.people_models import HIDDEN, RULES, ChangedPerson, NewPerson
from web.api.database_refusals import as_refusals
from web.api.mistakes import in_words

PROGRAM = "floorcast person"
PLACES = ("role", "plant", "line")

Model = TypeVar("Model", bound=BaseModel)


@click.group(epilog=described("DATABASE_URL FLOORCAST_DATA AUTH_MODE"))
def person() -> None:
    """People: who may log in, and what each is where.

    The same as the page People, for the first person of all, and for whoever can no longer
    log in. Whoever may write to the database may do this.

    \b
    Examples:
      floorcast person add ana@plant.example --name Ana --role engineer
      floorcast person role ben@plant.example maintenance --line Engine
      floorcast person list
    """


def _place(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say where a role holds."""
    command = click.option("--line", help="On this line alone.  [everywhere]")(command)
    return click.option("--plant", help="On all lines of this plant.  [everywhere]")(command)


_role_argument = click.Choice(get_args(Role))
_password_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@person.command()
@click.argument("email")
@click.option("--name", required=True, help="Name shown beside what the person wrote.")
@click.option("--role", type=_role_argument, required=True, help="What the person is.")
@_place
@click.option("--employee", is_flag=True, help="Can be given work orders, under the same name.")
@_password_stdin
def add(
    email: str,
    name: str,
    role: str,
    plant: str | None,
    line: str | None,
    employee: bool,
    password_stdin: bool,
) -> None:
    """Let somebody in.

    Asks for a password where AUTH_MODE=password; in other modes none is needed.

    \b
    Examples:
      floorcast person add ana@plant.example --name Ana --role engineer
      echo "$PASSWORD" | floorcast person add ben@plant.example --name Ben \\
        --role maintenance --line Engine --employee --password-stdin
    """
    needs_one = load_settings().auth_mode == "password"
    password = _password(email, password_stdin) if needs_one or password_stdin else None
    new = _model(
        NewPerson,
        email=email,
        name=name,
        roles=[{"role": role, "plant": plant, "line": line}],
        password=password,
    )

    async def work(connection: Connection) -> None:
        person_id = await people_rows.add(connection, new)
        if employee and await connection.fetchval(query("people_add_employee"), person_id) is None:
            raise UserError(
                f"Another person is the employee {name} already.",
                hint="Names of employees are unique: give another one, or leave --employee out.",
                field="--employee",
                value=name,
            )

    _run(work)
    click.echo(f"{name} can come in as {new.email}: {role}{_where(plant, line)}.")


@person.command("list")
def list_() -> None:
    """List everybody: what each is, and when each was last here.

    \b
    Example:
      floorcast person list
    """
    people = _run(people_rows.rows)
    if not people:
        click.echo("There is nobody yet. `floorcast person add` lets somebody in.")
        return
    head = ("E-MAIL", "NAME", "ROLES", "PASSWORD", "LAST HERE")
    click.echo("\n".join(table(head, [_line(row) for row in people])))


@person.command()
@click.argument("email")
@_password_stdin
def password(email: str, password_stdin: bool) -> None:
    """Give somebody a new password. Logs them out everywhere.

    \b
    Examples:
      floorcast person password ana@plant.example
      echo "$PASSWORD" | floorcast person password ana@plant.example --password-stdin
    """
    changed = _model(ChangedPerson, password=_password(email, password_stdin))
    _change(email, lambda _: changed)
    click.echo(f"{email} has a new password, and is logged out everywhere.")


@person.command()
@click.argument("email")
@click.argument("role", type=_role_argument)
@_place
@click.option("--remove", is_flag=True, help="Take the role away instead.")
def role(email: str, role: str, plant: str | None, line: str | None, remove: bool) -> None:
    """Give somebody a role, everywhere or in a place, beside those they have.

    \b
    Examples:
      floorcast person role ben@plant.example supervisor --plant North
      floorcast person role ben@plant.example maintenance --line Engine --remove
    """
    given = {"role": role, "plant": plant, "line": line}

    def changed(before: dict[str, Any]) -> ChangedPerson:
        others = [held for held in before["roles"] if not _is_same(held, given)]
        if remove and len(others) == len(before["roles"]):
            raise UserError(
                f"{email} is no {role}{_where(plant, line)}.",
                hint="`floorcast person list` tells what everybody is.",
                field="role",
                value=role,
            )
        return _model(ChangedPerson, roles=others if remove else [*others, given])

    _change(email, changed)
    click.echo(f"{email} is {'no longer' if remove else 'now'} {role}{_where(plant, line)}.")


@person.command()
@click.argument("email")
def retire(email: str) -> None:
    """Let somebody in no longer. Ends their sessions and tokens; what they did stays theirs.

    \b
    Example:
      floorcast person retire ben@plant.example
    """
    _change(email, lambda _: ChangedPerson(is_retired=True))
    click.echo(f"{email} can come in no longer.")


def _change(email: str, changed: Callable[[dict[str, Any]], ChangedPerson]) -> None:
    """Change somebody, given what they are."""
    mode = load_settings().auth_mode

    async def work(connection: Connection) -> None:
        found = await people_rows.by_email(connection, email)
        before = await people_rows.row(connection, found.person_id)
        await people_rows.change(connection, found.person_id, changed(before), found.email, mode)

    _run(work)


Result = TypeVar("Result")


def _run(work: Callable[[Connection], Coroutine[Any, Any, Result]]) -> Result:
    async def run() -> Result:
        async with _database() as connection:
            return await work(connection)

    return asyncio.run(run())


@asynccontextmanager
async def _database() -> AsyncIterator[Connection]:
    """A connection on which all is written, or nothing. Raises UserError where there is none, and
    for what the database refuses."""
    connection = await open_connection(database_url(load_settings()))
    try:
        await connection.execute(f"set application_name = '{PROGRAM}'")
        with as_refusals():
            async with connection.transaction():
                yield connection
    finally:
        await connection.close()


def _model(model: type[Model], **fields: Any) -> Model:
    """What was given, checked as the page does. Raises UserError."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise in_words(error, RULES, PLACES, list(model.model_fields), hidden=HIDDEN) from None


def _password(email: str, is_sent: bool) -> str:
    """The password: sent, or asked for twice. Raises UserError for one that is too easy."""
    if is_sent:
        entered = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        entered = click.prompt(f"Password for {email}", hide_input=True, confirmation_prompt=True)
    else:
        raise UserError(
            "There is no terminal to ask for the password at.",
            hint="Send it: --password-stdin reads one line of standard input.",
            field="--password-stdin",
        )
    passwords.check(entered, email)
    return entered


def _is_same(held: dict[str, Any], given: dict[str, str | None]) -> bool:
    return all((held[name] or "").lower() == (given[name] or "").lower() for name in PLACES)


def _where(plant: str | None, line: str | None) -> str:
    if line is not None:
        return f" on the line {line}"
    return f" in the plant {plant}" if plant is not None else ""


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    roles = [held["role"] + _where(held["plant"], held["line"]) for held in row["roles"]]
    seen = (row["last_seen_at"] or "")[:16].replace("T", " ")
    return (
        row["email"],
        row["name"],
        "left" if row["retired_at"] else ", ".join(roles) or "none",
        "yes" if row["has_password"] else "no",
        seen,
    )
