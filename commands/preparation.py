"""The database brought to this version before programs write: at once, or with patience."""

from __future__ import annotations

import asyncio
import logging

import asyncpg

import machine_config
from commands import reach
from commands.database import upgrade
from database.connect import connector, credentials_of
from database.queries import query
from database.session import LOST, session
from errors import UserError
from settings import Settings

RETRY_S = 3.0
# the upgrade happens all or not at all: what broke it off may heal, or be put right by somebody
BROKEN_OFF = (*LOST, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

log = logging.getLogger(__name__)


def takes_patience(url: str) -> bool:
    """Whether the database may be out of reach when an app starts: where a workspace hands out the
    passwords, it can be away."""
    return credentials_of(url) is not None


async def at_once(settings: Settings, url: str, floor: machine_config.Floor) -> bool:
    """Bring schema and floor to this version; returns whether the floor has its past already.

    Raises UserError where that is not possible.
    """
    await reach.check(url)
    await upgrade(url, floor, ingester_role=settings.ingester_role)
    async with session(connector(url, "floorcast up")) as connection:
        return bool(await connection.fetchval(query("has_history")))


async def with_patience(settings: Settings, url: str, floor: machine_config.Floor) -> bool:
    """The same, tried until it works: the pages that say what is wrong are up already."""
    while True:
        try:
            return await at_once(settings, url, floor)
        except (UserError, *BROKEN_OFF) as error:
            log.warning("The database is not prepared yet, trying again: %s", error)
            await asyncio.sleep(RETRY_S)
