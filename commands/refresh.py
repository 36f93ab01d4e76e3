"""`floorcast refresh`: bring the sums of OEE up to date, here and now."""

from __future__ import annotations

import asyncio

import click

from auth import database_url
from commands.environment import described, load_settings
from commands.reach import open_connection
from database.queries import query
from realtime.refresher import MOST_HOURS, refresh


@click.command(name="refresh", epilog=described("DATABASE_URL FLOORCAST_DATA"))
@click.option("--all", "is_all", is_flag=True, help="Work everything out anew from the facts.")
def refresh_(is_all: bool) -> None:
    """Bring the sums of OEE up to date.

    A running server does it every few seconds. This is for a database without one, or after
    a large import. With --all nothing that was summed before is trusted; where it was right,
    nothing is written.

    \b
    Examples:
      floorcast refresh
      floorcast refresh --all
    """
    changed = asyncio.run(_refresh(database_url(load_settings()), is_all))
    click.echo(f"The sums are up to date; {changed:,} rows were written.")


async def _refresh(url: str, is_all: bool) -> int:
    connection = await open_connection(url)
    try:
        if is_all:
            await connection.execute(query("mark_all_slices"))
        changed = 0
        while True:
            written, has_more = await refresh(connection, MOST_HOURS)
            changed += written or 0
            if written is not None and not has_more:
                return changed
            if written is None:  # a server is at it; it will be done in a moment
                await asyncio.sleep(0.1)
    finally:
        await connection.close()
