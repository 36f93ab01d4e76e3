"""`floorcast person`: people from the command line."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli import floorcast
from commands.person import person as group
from database.connect import Connection
from settings import ROOT
from tests.people import add_person, session_of
from tests.programs import TIMEOUT_S, environment, run
from tests.realtime.test_relay import FLOOR
from tests.web.access.support import add_token
from web.access import passwords

PASSWORD = "three words together"


class Tool:
    """The command on a database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    def told(self, *arguments: str, **changes: str) -> str:
        """What it prints when it succeeds."""
        done = run(self.folder, "person", *arguments, DATABASE_URL=self.url, **changes)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *arguments: str, **changes: str) -> str:
        """What it prints when it does not."""
        done = run(self.folder, "person", *arguments, DATABASE_URL=self.url, **changes)
        assert done.returncode == 2, done.stdout
        return done.stderr

    def sent(self, password: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run with a password on standard input."""
        return subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), "person", *arguments, "--password-stdin"],
            env=environment(self.folder, DATABASE_URL=self.url),
            input=f"{password}\n",
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )


@pytest.fixture
async def tool(tmp_path: Path, database_url: str, connection: Connection) -> Tool:
    await connection.execute(FLOOR)
    return Tool(tmp_path, database_url)


def test_every_command_has_an_example_and_every_option_a_meaning() -> None:
    assert floorcast.get_command(click.Context(floorcast), "person") is group
    assert set(group.commands) == {"add", "list", "password", "role", "retire"}
    for name, command in group.commands.items():
        assert f"floorcast person {name}" in (command.help or ""), name
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


async def test_somebody_is_added_listed_changed_and_retired(
    tool: Tool, connection: Connection
) -> None:
    assert "nobody yet" in tool.told("list")
    tool.told("add", "ana@plant.test", "--name", "Ana", "--role", "engineer")
    added = tool.told(
        "add", "ben@plant.test", "--name", "Ben", "--role", "maintenance",
        "--line", "engine", "--employee",
    )  # fmt: skip
    assert "ben@plant.test: maintenance on the line engine" in added
    assert await connection.fetchval("select person_id from floor.employees") is not None

    tool.told("role", "BEN@plant.test", "operator", "--plant", "Plant")
    listed = tool.told("list")
    assert "maintenance on the line Engine" in listed
    assert "operator in the plant Plant" in listed
    tool.told("role", "ben@plant.test", "operator", "--plant", "plant", "--remove")
    assert "operator" not in tool.told("list")
    assert "is no operator" in tool.refused("role", "ben@plant.test", "operator", "--remove")

    ben = await connection.fetchval("select person_id from floor.people where email like 'ben%'")
    await session_of(connection, ben)
    await add_token(connection, ben)
    tool.told("retire", "ben@plant.test")
    assert await connection.fetchval(
        "select bool_and(revoked_at is not null) from ("
        " select revoked_at from access.sessions union all"
        " select revoked_at from access.api_tokens) as ended"
    )
    assert "left" in tool.told("list")


async def test_a_password_is_set_and_ends_sessions(tool: Tool, connection: Connection) -> None:
    ana = await add_person(connection, "Ana", "engineer")
    await session_of(connection, ana)
    done = tool.sent(PASSWORD, "password", "ana@plant.test")
    assert done.returncode == 0, done.stderr
    kept = await connection.fetchval("select password_hash from access.passwords")
    assert passwords.is_right(PASSWORD, kept)
    assert await connection.fetchval("select revoked_at is not null from access.sessions")
    assert PASSWORD not in done.stdout + done.stderr


async def test_a_password_is_asked_for_at_a_terminal(tool: Tool, connection: Connection) -> None:
    master, terminal = pty.openpty()
    changes = {"DATABASE_URL": tool.url, "AUTH_MODE": "password"}
    arguments = ["add", "ana@plant.test", "--name", "Ana", "--role", "engineer"]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "person", *arguments],
        env=environment(tool.folder, **changes),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    said = b""
    for question in (b"Password for ana@plant.test: ", b"confirmation: "):
        while not said.endswith(question):
            said += os.read(master, 1_000)
        os.write(master, f"{PASSWORD}\n".encode())
    while process.poll() is None:
        try:
            said += os.read(master, 1_000)
        except OSError:  # the terminal is gone with the process
            break
    assert process.wait(TIMEOUT_S) == 0, said
    os.close(master)
    assert PASSWORD.encode() not in said
    kept = await connection.fetchval("select password_hash from access.passwords")
    assert passwords.is_right(PASSWORD, kept)


async def test_what_is_wrong_is_told_and_changes_nothing(
    tool: Tool, connection: Connection
) -> None:
    await add_person(connection, "Ana", "engineer")
    new = ("--name", "Ben", "--role", "viewer")
    for arguments, text in {
        ("add", "ben", *new): "Write it like ana@plant.example",
        ("add", "ANA@plant.test", *new): "has the address 'ana@plant.test' already",
        ("add", "ben@plant.test", *new, "--line", "Engin"): "Did you mean Engine, Exterior?",
        ("add", "ben@plant.test", *new, "--line", "Engine", "--plant", "Plant"): "not both",
        ("add", "ben@plant.test", "--name", " ", "--role", "viewer"): "name",
        ("add", "ben@plant.test", "--name", "Ben", "--role", "boss"): "is not one of",
        ("role", "nobody@plant.test", "viewer"): "Nobody has the address",
        ("retire", "nobody@plant.test"): "Nobody has the address",
        ("retire", "ana@plant.test"): "Make somebody else an engineer everywhere first",
        ("password", "ana@plant.test"): "no terminal",
    }.items():
        assert text in tool.refused(*arguments), arguments
    assert "no terminal" in tool.refused("add", "ben@plant.test", *new, AUTH_MODE="password")
    assert await connection.fetchval("select count(*) from floor.people") == 1


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("too short", "9 characters"),
        ("", "0 characters"),
        ("x" * 1_001, "1001 characters"),
        ("Anastasia@plant.test", "is the e-mail address"),
    ],
)
async def test_a_password_that_is_too_easy_is_refused(
    tool: Tool, connection: Connection, password: str, text: str
) -> None:
    await add_person(connection, "Anastasia", "engineer")
    done = tool.sent(password, "password", "anastasia@plant.test")
    assert done.returncode == 2
    assert text in done.stderr
    assert not password or password not in done.stderr


async def test_an_employee_who_has_a_login_is_nobody_elses(
    tool: Tool, connection: Connection
) -> None:
    await connection.execute("insert into floor.employees (employee_name) values ('ben')")
    new = ("--role", "viewer", "--employee")
    tool.told("add", "ben@plant.test", "--name", "Ben", *new)  # takes over who is there
    assert await connection.fetchval("select count(*) from floor.employees") == 1
    again = tool.refused("add", "ben2@plant.test", "--name", "Ben", *new)
    assert "Another person is the employee Ben already" in again
    assert await connection.fetchval("select count(*) from floor.people") == 1
