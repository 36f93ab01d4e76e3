"""`floorcast token`: tokens of programs from the command line."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import click
import pytest

from cli import floorcast
from commands.token import token as group
from database.connect import Connection
from tests.people import add_person
from tests.programs import refuse, run


def test_every_command_has_an_example_and_every_option_a_meaning() -> None:
    assert floorcast.get_command(click.Context(floorcast), "token") is group
    assert set(group.commands) == {"create", "list", "revoke"}
    for name, command in group.commands.items():
        assert f"floorcast token {name}" in (command.help or ""), name
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


async def test_a_token_is_made_listed_and_revoked(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    await add_person(connection, "Ana", "engineer")

    def told(*arguments: str) -> str:
        done = run(tmp_path, "token", *arguments, DATABASE_URL=database_url)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "There are no tokens" in told("list")
    made = told(
        "create", "ANA@plant.test", "--name", "ERP", "--scope", "count.enter",
        "--scope", "floor.see", "--days", "30",
    ).strip()  # fmt: skip
    assert made.startswith("fc_")
    kept = await connection.fetchrow("select * from access.api_tokens")
    assert kept is not None
    assert kept["token_hash"] == hashlib.sha256(made.encode()).digest()
    assert kept["scopes"] == ["floor.see", "count.enter"]
    assert (kept["expires_at"] - kept["created_at"]).days in (29, 30)
    listed = told("list")
    assert all(word in listed for word in ("ERP", "ana@plant.test", "count.enter", "never"))
    assert made not in listed
    assert told("revoke", str(kept["token_id"])) == 'The token "ERP" is revoked.\n'
    assert "There are no tokens" in told("list")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("create", "eve@plant.test", "--name", "ERP"), "Nobody has the address"),
        (("create", "ben@plant.test", "--name", "ERP"), "Ben has left"),
        (("create", "ana@plant.test", "--name", " "), "name"),
        (("create", "ana@plant.test", "--name", "ERP", "--scope", "x.y"), "The actions are"),
        (("create", "ana@plant.test", "--name", "ERP", "--scope", "all"), "scopes"),
        (("create", "ana@plant.test", "--name", "ERP", "--days", "0"), "--days"),
        (("create", "ana@plant.test"), "--name"),
        (("revoke", "7"), "There is no token 7"),
        (("revoke", "x"), "ID"),
    ],
)
async def test_what_cannot_be(
    database_url: str, connection: Connection, arguments: tuple[str, ...], words: str
) -> None:
    await add_person(connection, "Ana", "engineer")
    await add_person(connection, "Ben", "viewer")
    await connection.execute(
        "update floor.people set retired_at = now() where display_name = 'Ben'"
    )
    # the command has a loop of its own
    refused = await asyncio.to_thread(refuse, "token", *arguments, DATABASE_URL=database_url)
    assert words in refused
    assert await connection.fetchval("select count(*) from access.api_tokens") == 0
