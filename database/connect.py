"""Connections: one way to open them, pooled for pages, single for the relay.

``Connect`` is what everybody gets who needs a connection: it knows address and
credentials, so nobody else has to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import asyncpg

from settings import Settings

Connection: TypeAlias = asyncpg.Connection
Pool: TypeAlias = asyncpg.Pool
Connect: TypeAlias = Callable[[], Awaitable[Connection]]

CONNECT_TIMEOUT_S = 5.0
# our statements are planned for index lookups: compiling them costs more than it saves
PLANNER = {"jit": "off"}


# what such a program writes is no change by a person: the audit leaves states and pieces out
MACHINE = {"floor.is_machine": "on"}


def connector(url: str, application_name: str, *, is_machine: bool = False) -> Connect:
    """A function that opens one direct connection, which shows itself by that name.

    ``is_machine``: what it writes is what machines say.
    """

    async def connect() -> Connection:
        return await asyncpg.connect(
            url,
            timeout=CONNECT_TIMEOUT_S,
            server_settings={
                **PLANNER,
                **(MACHINE if is_machine else {}),
                "application_name": application_name,
                "tcp_keepalives_idle": "10",
                "tcp_keepalives_interval": "5",
                "tcp_keepalives_count": "3",
            },
        )

    return connect


def create_pool(url: str, settings: Settings, application_name: str) -> Pool:
    """The pool the pages share. Opens nothing yet: ``await`` it, or let the first page do so."""
    return asyncpg.create_pool(
        url,
        min_size=0,
        max_size=settings.db_pool_size,
        timeout=CONNECT_TIMEOUT_S,
        command_timeout=settings.db_command_timeout,
        max_inactive_connection_lifetime=300,
        server_settings={**PLANNER, "application_name": application_name},
    )
