"""`floorcast connection`: connections to devices, made, tried and looked into without a browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import click
from pydantic import ValidationError

from commands import device as devices
from commands.device import Given, database, find_id
from commands.device_questions import browse, discover, read, test
from commands.device_text import table
from commands.environment import described
from ingest.connectors import settings_of
from web.api import connection_rows
from web.api import tags as api_tags
from web.api.connection_models import RULES, ChangedConnection, NewConnection
from web.api.connection_rows import Settings
from web.api.mistakes import in_words

_HIDDEN = "select historian.secret_names($1::jsonb)"


@click.group(epilog=described("DATABASE_URL FLOORCAST_DATA"))
def connection() -> None:
    """Connections to devices: list, make, test, look into.

    They are rows of floor.connections, as the page Connections shows them; `floorcast ingest`
    runs them. test, browse, discover and read speak with the device from here.

    \b
    Examples:
      floorcast connection test opc.tcp://192.168.0.10:4840
      floorcast connection add "Press shop" opc.tcp://192.168.0.10:4840 --user me --password-env PW
      floorcast connection browse "Press shop"
    """


@connection.command("list")
def list_() -> None:
    """List all connections, and how they fare.

    \b
    Example:
      floorcast connection list
    """
    rows = asyncio.run(_rows())
    if not rows:
        click.echo("There are no connections yet. `floorcast connection add` makes one.")
        return
    head = ("NAME", "PROTOCOL", "STATE", "TAGS", "SAMPLES/S", "PROBLEM")
    lines = [
        (
            row["connection_name"],
            row["title"] or row["protocol"],
            row["state"],
            str(row["tags"]),
            f"{row['samples_per_s']:.1f}",
            row["problem"],
        )
        for row in rows
    ]
    click.echo("\n".join(table(head, lines)))


async def _rows() -> list[dict[str, Any]]:
    async with database() as connected:
        return await connection_rows.rows(connected)


@connection.command()
@click.argument("name")
@click.argument("address")
@devices.options
@click.option("--ingester", default="main", show_default=True, help="Which ingester runs it.")
@click.option("--disabled", is_flag=True, help="Do not connect it yet.")
def add(name: str, address: str, ingester: str, disabled: bool, **options: Any) -> None:
    """Make a connection NAME to the device at ADDRESS.

    The password itself is not stored: the ingester takes it from its own environment.

    \b
    Example:
      floorcast connection add "Press shop" opc.tcp://192.168.0.10:4840 --set publishing_ms=250
    """
    given = Given(**options)
    connector, config = devices.addressed(address, given)
    secrets = given.secrets()
    checked = settings_of(connector, config, secrets, devices.without_environment(secrets))
    new = _new(name, connector.protocol, ingester, not disabled)

    async def run() -> None:
        schema = json.dumps(connector.Config.model_json_schema())
        async with database() as connected, connected.transaction():
            hidden = await connected.fetchval(_HIDDEN, schema)
            parted = Settings(connector.protocol, config, secrets, ingester).parted(hidden)
            # what was typed, as the kind of thing it is: 250, not "250"
            written = checked.model_dump(mode="json", include=set(parted.config))
            await connection_rows.add(connected, new, replace(parted, config=written))

    asyncio.run(run())
    click.echo(f'The connection "{name}" is made; the ingester "{ingester}" runs it.')


def _new(name: str, protocol: str, ingester: str, is_enabled: bool) -> NewConnection:
    try:
        return NewConnection(name=name, protocol=protocol, ingester=ingester, is_enabled=is_enabled)
    except ValidationError as error:
        raise in_words(error, RULES, (), list(NewConnection.model_fields)) from None


@connection.command()
@click.argument("name")
def show(name: str) -> None:
    """Show a connection, its settings and its tags.

    \b
    Example:
      floorcast connection show "Press shop"
    """
    row, tags = asyncio.run(_shown(name))
    told = {
        "protocol": row["title"] or row["protocol"],
        "state": row["state"],
        "problem": f"{row['problem']} {row['hint']}".strip(),
        "ingester": row["ingester"],
        "samples": f"{row['samples']:,}, {row['samples_per_s']:.1f} a second",
        **row["details"],
        **row["config"],
        **dict.fromkeys(row["has_secrets"], "(secret)"),
    }
    click.echo(row["connection_name"])
    click.echo("\n".join(f"  {field:<20} {text}" for field, text in told.items() if text != ""))
    lines = [(tag["machine"] or "", tag["role"], tag["tag_name"], tag["address"]) for tag in tags]
    if lines:
        click.echo("\n".join(table(("MACHINE", "ROLE", "TAG", "ADDRESS"), lines)))


async def _shown(name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    async with database() as connected:
        connection_id = await find_id(connected, name)
        row = await connection_rows.row(connected, connection_id)
        return row, await api_tags.rows(connected, connection_id)


def _change(name: str, work: Callable[[Any, int], Coroutine[Any, Any, None]], done: str) -> None:
    async def run() -> None:
        async with database() as connected, connected.transaction():
            await work(connected, await find_id(connected, name))

    asyncio.run(run())
    click.echo(f'The connection "{name}" is {done}.')


def _enable(is_enabled: bool) -> Callable[[Any, int], Coroutine[Any, Any, None]]:
    async def work(connected: Any, connection_id: int) -> None:
        changed = ChangedConnection(is_enabled=is_enabled)
        await connection_rows.change(connected, connection_id, changed)

    return work


@connection.command()
@click.argument("name")
def enable(name: str) -> None:
    """Have a connection connected.

    \b
    Example:
      floorcast connection enable "Press shop"
    """
    _change(name, _enable(True), "enabled")


@connection.command()
@click.argument("name")
def disable(name: str) -> None:
    """Have a connection closed, and keep it.

    \b
    Example:
      floorcast connection disable "Press shop"
    """
    _change(name, _enable(False), "disabled")


@connection.command()
@click.argument("name")
def reload(name: str) -> None:
    """Have a connection closed and opened anew.

    \b
    Example:
      floorcast connection reload "Press shop"
    """
    _change(name, connection_rows.reload, "reloaded")


@connection.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:
    """Delete a connection, with its tags and secrets.

    What its tags have told of machines stays.

    \b
    Example:
      floorcast connection remove "Press shop"
    """
    if not yes:
        click.confirm(f'Delete the connection "{name}" with its tags?', abort=True)
    _change(name, connection_rows.remove, "deleted")


for _command in (test, browse, read, discover):
    connection.add_command(_command)
