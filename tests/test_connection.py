"""`floorcast connection`: rows and devices from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from cli import floorcast
from commands.connection import connection as group
from commands.device_text import machine_lines
from database.connect import Connection
from ingest.contract import FoundMachine, Node, StateProposal, TagProposal
from tests.programs import refuse, run
from tests.realtime.running import free_port

RECORDING = """at,address,value
2026-03-02T08:00:00Z,Press.State,6
2026-03-02T08:00:01Z,Press.Good,17
2026-03-02T08:00:02Z,Press.State,8
"""
URL = "opc.tcp://plc.invalid:4840"


@pytest.fixture
def recording(tmp_path: Path) -> str:
    """A file that a connector can read, instead of a device."""
    file = tmp_path / "press.csv"
    file.write_text(RECORDING)
    return str(file)


def test_every_command_has_an_example_and_every_option_a_meaning() -> None:
    assert floorcast.get_command(click.Context(floorcast), "connection") is group
    assert set(group.commands) == {
        "list", "add", "show", "enable", "disable", "reload", "remove",
        "test", "browse", "discover", "read",
    }  # fmt: skip
    for name, command in group.commands.items():
        assert f"floorcast connection {name}" in (command.help or ""), name
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


# Rows ---------------------------------------------------------------------------------------


async def test_a_connection_is_made_shown_changed_and_deleted(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    def told(*arguments: str) -> str:
        done = run(tmp_path, "connection", *arguments, DATABASE_URL=database_url)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "There are no connections yet" in told("list")
    made = told(
        "add", "Press shop", URL, "--set", "publishing_ms=250", "--user", "me",
        "--password-env", "PRESS_PASSWORD",
    )  # fmt: skip
    assert 'The connection "Press shop" is made' in made
    row = await connection.fetchrow("select * from floor.connections")
    assert row is not None
    assert (row["protocol"], row["ingester"], row["is_enabled"]) == ("opcua", "main", True)
    assert row["origin"] == "floorcast connection"
    assert json.loads(row["config"]) == {"url": URL, "user_name": "me", "publishing_ms": 250}
    secret = "select secret_name, secret_value from floor.connection_secrets"
    assert [tuple(one) for one in await connection.fetch(secret)] == [
        ("password", "env:PRESS_PASSWORD")
    ]

    assert "Press shop  opcua" in told("list")
    shown = told("show", "press SHOP")
    assert URL in shown
    assert "PRESS_PASSWORD" not in shown
    assert "(secret)" in shown

    assert "is disabled" in told("disable", "Press shop")
    assert await connection.fetchval("select is_enabled from floor.connections") is False
    assert "is enabled" in told("enable", "Press shop")
    assert await connection.fetchval("select is_enabled from floor.connections") is True
    assert "is reloaded" in told("reload", "Press shop")
    assert (
        await connection.fetchval("select reloaded_at from floor.connections") > row["reloaded_at"]
    )
    kept = run(tmp_path, "connection", "remove", "Press shop", DATABASE_URL=database_url)
    assert kept.returncode != 0  # nobody said yes
    assert await connection.fetchval("select count(*) from floor.connections") == 1
    assert "is deleted" in told("remove", "Press shop", "--yes")
    assert await connection.fetchval("select count(*) from floor.connections") == 0


async def test_a_password_on_the_command_line_is_kept_apart(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    arguments = ("add", "A", URL, "--user", "me", "--set", "password=hunter2", "--disabled")
    done = run(tmp_path, "connection", *arguments, DATABASE_URL=database_url)
    assert done.returncode == 0, done.stderr
    row = await connection.fetchrow("select config, is_enabled from floor.connections")
    assert row is not None
    assert "hunter2" not in row["config"]
    assert row["is_enabled"] is False
    kept = "select secret_value from floor.connection_secrets where secret_name = 'password'"
    assert await connection.fetchval(kept) == "hunter2"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "A", "http://x"), "No protocol has addresses like http://…"),
        (("add", "A", URL, "--set", "speed"), '--set "speed" is no setting. Write it FIELD=VALUE'),
        (("add", "A", URL, "--set", "sampling_ms=fast"), "Sampling interval (ms)"),
        (("add", "A", URL, "--set", "colour=red"), "colour"),
        (("add", "A", "x", "--protocol", "modbus"), 'does not speak "modbus"'),
        (("add", " ", URL), "name=  is not a name"),
        (("test", URL, "--user", "me", "--password-env", "UNSET_1"), "variable UNSET_1 is not set"),
    ],
)
def test_what_is_wrong_is_one_clear_sentence(arguments: tuple[str, ...], told: str) -> None:
    assert told in refuse("connection", *arguments)


def test_a_name_there_is_not_comes_with_similar_ones(tmp_path: Path, database_url: str) -> None:
    def said(*arguments: str) -> str:
        return refuse("connection", *arguments, DATABASE_URL=database_url)

    assert "Make one with `floorcast connection add`" in said("show", "Press")
    made = run(tmp_path, "connection", "add", "Press shop", URL, DATABASE_URL=database_url)
    assert made.returncode == 0
    for command in ("show", "enable", "disable", "reload", "test", "browse"):
        told = said(command, "Pres shop")
        assert told == 'There is no connection "Pres shop". Did you mean Press shop?', command
    assert "name already" in said("add", "PRESS SHOP", URL)


# Devices ------------------------------------------------------------------------------------


def test_steps_are_told_with_time_and_remedy(tmp_path: Path, recording: str) -> None:
    good = run(tmp_path, "connection", "test", recording, "--protocol", "replay")
    assert good.returncode == 0, good.stderr
    assert "✓ handshake" in good.stdout
    assert " ms  press.csv " in good.stdout
    bad = run(tmp_path, "connection", "test", f"opc.tcp://127.0.0.1:{free_port()}")
    assert bad.returncode == 2
    assert "✓ dns" in bad.stdout
    assert "✗ tcp" in bad.stdout
    assert "→ " in bad.stdout


async def test_a_device_is_looked_into_by_address_or_by_name(
    tmp_path: Path, database_url: str, recording: str
) -> None:
    def told(*arguments: str) -> str:
        done = run(tmp_path, "connection", *arguments, DATABASE_URL=database_url)
        assert done.returncode == 0, done.stderr
        return done.stdout

    told("add", "Tape", recording, "--protocol", "replay", "--set", "loop=true")
    for target in (("Tape",), (recording, "--protocol", "replay")):
        assert "Press" in told("browse", *target)
        assert "NAME" in told("browse", *target)
    values = told("read", "Tape", "Press.State", "Press.Good")
    assert [line.split()[-1] for line in values.splitlines()[1:]] == ["6", "17"]
    assert told("discover", "Tape")


def test_a_found_machine_is_told_with_its_variables() -> None:
    node = Node("s=State", "State", True, False, value="6")
    states = (StateProposal("6", "Execute", "operational"),)
    tag = TagProposal(node, "status", states)
    machine = FoundMachine("s=Press", "Press", "PackML", identity={"model": "X1"}, tags=(tag,))
    lines = list(machine_lines(machine))
    assert lines[0] == "Press (PackML): model X1"
    assert lines[2].split() == ["status", "State", "s=State", "6"]
