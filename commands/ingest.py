"""`floorcast ingest`: fetch values from machines, until Ctrl-C."""

from __future__ import annotations

import asyncio
import re
import signal
from pathlib import Path

import click

from auth import database_url
from commands.environment import described, prepare
from commands.supervisor import end_with_parent
from database.connect import connector
from errors import UserError
from ingest.connectors import connectors
from ingest.ingester import Ingester
from ingest.store import Store
from settings import Settings

BYTES_PER_MB = 2**20


@click.command(epilog=described("INGEST_SPOOL_MB DATABASE_URL FLOORCAST_DATA LOG_LEVEL LOG_FORMAT"))
@click.option(
    "--name",
    default="main",
    show_default=True,
    help="Runs the connections that name this ingester.",
)
@click.option("--supervised", is_flag=True, hidden=True, help="End when standard input closes.")
def ingest(name: str, supervised: bool) -> None:
    """Fetch values from machines, until Ctrl-C.

    Runs the connections of the page Connections (or of the table floor.connections) and stores
    what they send. While the database is away, values wait in a file in FLOORCAST_DATA. A second
    network gets an ingester of its own, with another name.

    \b
    Examples:
      floorcast ingest
      floorcast ingest --name paint-shop
    """
    settings = prepare("ingester")
    if re.fullmatch(r"\w[\w.-]{0,62}", name) is None:
        raise UserError(
            f'The ingester cannot be named "{name}".',
            hint="Use letters, digits, dots and dashes, up to 63 of them.",
            field="name",
            value=name,
        )
    if supervised:
        end_with_parent()
    asyncio.run(_run(settings, name, supervised))


async def _run(settings: Settings, name: str, waits_for_turn: bool) -> None:
    folder = settings.floorcast_data.expanduser().resolve()
    connect = connector(database_url(settings), f"ingest {name}", is_machine=True)
    ingester = Ingester(
        connect,
        name,
        connectors(folder),
        lambda: _store(settings, folder, name),
        waits_for_turn=waits_for_turn,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ingester.stop)
    await ingester.run()


def _store(settings: Settings, folder: Path, name: str) -> Store:
    connect = connector(database_url(settings), f"ingest {name} store", is_machine=True)
    limit_bytes = settings.ingest_spool_mb * BYTES_PER_MB
    return Store(connect, folder / "spool", name, limit_bytes)
