"""`floorcast serve`: the pages alone, on a database that runs elsewhere."""

from __future__ import annotations

import logging

import click

from auth import database_url
from commands.address import address_of, claim
from commands.environment import described, prepare
from commands.supervisor import end_with_parent

log = logging.getLogger(__name__)


@click.command(
    epilog=described(
        "HOST PORT AUTH_MODE ALLOWED_HOSTS TRUSTED_PROXY SESSION_IDLE_HOURS SESSION_DAYS "
        "DATABRICKS_APP_NAME DATABRICKS_DEFAULT_ROLE DATABASE_URL DB_POOL_SIZE DB_POOL_TIMEOUT "
        "DB_COMMAND_TIMEOUT RELAY_POLL_SECONDS LOG_LEVEL LOG_FORMAT"
    )
)
@click.option("--supervised", is_flag=True, hidden=True, help="End when standard input closes.")
def serve(supervised: bool) -> None:
    """Serve the pages, and nothing else.

    The database must be migrated (`floorcast migrate`). Where it is away, the pages say so
    and recover by themselves. Several servers may run on one database.

    \b
    Example:
      DATABASE_URL=postgresql://me:secret@db.example:5432/floorcast PORT=9000 floorcast serve
    """
    import app  # the web framework takes a moment to load, which other commands need not wait

    settings = prepare("server")
    if supervised:
        end_with_parent()
    settings = settings.model_copy(update={"port": claim(settings)})
    url = database_url(settings)
    log.info("Serving %s", address_of(settings.host, settings.port))
    app.serve(settings, url)
