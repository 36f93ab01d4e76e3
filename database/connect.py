"""Connections: one way to open them, pooled for pages, single for the relay.

``Connect`` is what everybody gets who needs a connection: it knows address and
credentials, so nobody else has to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

import asyncpg

from database.address import Address
from database.credentials import Credentials
from settings import Settings

Connection: TypeAlias = asyncpg.Connection
Pool: TypeAlias = asyncpg.Pool
Connect: TypeAlias = Callable[[], Awaitable[Connection]]

CONNECT_TIMEOUT_S = 5.0
# our statements are planned for index lookups: compiling them costs more than it saves
PLANNER = {"jit": "off"}
KEEPALIVES = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
REFUSED = (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)


# what such a program writes is no change by a person: the audit leaves states and pieces out
MACHINE = {"floor.is_machine": "on"}


def connector(url: str, application_name: str, *, is_machine: bool = False) -> Connect:
    """A function that opens one direct connection, which shows itself by that name.

    ``url`` may be an Address, which knows passwords that expire. ``is_machine``: what it writes is
    what machines say.
    """
    said = {**KEEPALIVES, **(MACHINE if is_machine else {})}
    return partial(_log_in, credentials_of(url), url, application_name, said)


def create_pool(url: str, settings: Settings, application_name: str) -> Pool:
    """The pool the pages share. Opens nothing yet: ``await`` it, or let the first page do so."""

    async def connect(dsn: str, **more: Any) -> Connection:
        return await _log_in(credentials_of(url), dsn, application_name, {}, **more)

    opened_by: Any = connect  # the stubs know no function that takes fewer arguments
    pool: Pool = asyncpg.create_pool(
        url,
        connect=opened_by,
        min_size=0,
        max_size=settings.db_pool_size,
        command_timeout=settings.db_command_timeout,
        max_inactive_connection_lifetime=300,
    )
    return pool


def credentials_of(url: str) -> Credentials | None:
    """The credentials of an address whose passwords expire; None of a plain URL."""
    return url.credentials if isinstance(url, Address) else None


async def _log_in(
    credentials: Credentials | None,
    url: str,
    application_name: str,
    said: Mapping[str, str],
    **more: Any,
) -> Connection:
    """Open a connection. Where a password that expires is refused, try once with a new one."""
    server_settings = {**PLANNER, **said, "application_name": application_name}
    log_in = partial(
        asyncpg.connect,
        url,
        timeout=CONNECT_TIMEOUT_S,
        server_settings=server_settings,
        **more,
    )
    if credentials is None:
        return await log_in()
    password = await credentials()
    try:
        return await log_in(password=password)
    except REFUSED:
        credentials.forget(password)
    return await log_in(password=await credentials())
