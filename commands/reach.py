"""Which database is meant, and whether it can be worked with: each obstacle in plain words."""

from __future__ import annotations

import asyncio
import socket
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from database.connect import Connect, Connection, connector
from database.credentials import CredentialsError
from database.queries import query
from errors import UserError

OLDEST_VERSION = 16
NOTICE_TIMEOUT_S = 5.0

POOLER_HINT = (
    "Give the direct address of the database, not that of a pooler (PgBouncer, a port like 6432, "
    "a host with -pooler in its name): the live pages need LISTEN, which a pooler swallows."
)


async def check(url: str) -> None:
    """Raise UserError unless Floorcast can work with this database."""
    connection = await open_connection(url)
    try:
        refuse_unfit(dict((await connection.fetch(query("doctor_database")))[0]))
    finally:
        await connection.close()
    await round_trip(connector(url, "floorcast check"))


async def open_connection(url: str) -> Connection:
    """A connection, or a UserError that says why there is none and what to do."""
    try:
        return await connector(url, "floorcast")()
    except (
        OSError,
        TimeoutError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        ValueError,
    ) as error:
        message, hint = _explain(url, error)
        raise UserError(message, hint=hint, field="DATABASE_URL") from error


def refuse_unfit(server: Mapping[str, Any]) -> None:
    """Raise UserError for a server that is too old, or one that cannot be written to.

    ``server``: the row of the query doctor_database.
    """
    if server["version_number"] < OLDEST_VERSION * 10_000:
        raise UserError(
            f"The database is PostgreSQL {server['version_text']}, which is too old.",
            hint=f"Floorcast needs {OLDEST_VERSION} or newer: upgrade it, or change DATABASE_URL.",
            field="DATABASE_URL",
        )
    if server["is_standby"]:
        raise UserError(
            "The database is a standby: it can be read but not written.",
            hint="Give the address of the primary in DATABASE_URL.",
            field="DATABASE_URL",
        )


async def round_trip(connect: Connect, timeout_s: float = NOTICE_TIMEOUT_S) -> float:
    """Seconds from NOTIFY on one connection to its arrival on another.

    Raises UserError where it does not arrive: a pooler stands in between.
    """
    channel = f"floorcast_doctor_{uuid.uuid4().hex}"
    arrived = asyncio.Event()
    listener, sender = await connect(), await connect()
    try:
        await listener.add_listener(channel, lambda *_: arrived.set())
        sent_at = time.perf_counter()
        await sender.execute(f"notify {channel}")
        await asyncio.wait_for(arrived.wait(), timeout_s)
        return time.perf_counter() - sent_at
    except (TimeoutError, asyncpg.PostgresError) as error:
        raise UserError(
            "A notification sent through the database does not arrive.", hint=POOLER_HINT
        ) from error
    finally:
        listener.terminate()
        sender.terminate()


def _explain(url: str, error: Exception) -> tuple[str, str]:
    where = place(url)
    match error:
        case CredentialsError():
            return f"No password can be had for the database at {where}: {error}", ""
        case asyncpg.InvalidAuthorizationSpecificationError():
            return (
                f"The database at {where} does not let us in: {error}.",
                "Check user and password in DATABASE_URL; an @ in a password is written %40.",
            )
        case asyncpg.InvalidCatalogNameError():
            name = urlsplit(url).path.lstrip("/")
            return (
                f'There is no database "{name}" at {where}.',
                f"Make it with `createdb {name}`, or correct DATABASE_URL.",
            )
        case asyncpg.PostgresError() if "startup parameter" in str(error):
            return f"At {where} answers a pooler, not the database: {error}.", POOLER_HINT
        case asyncpg.PostgresError():
            return f"The database at {where} refused the connection: {error}.", error.hint or ""
        case asyncpg.InterfaceError() | ValueError():
            return (
                f"DATABASE_URL cannot be used: {error}.",
                "It looks like postgresql://user:password@host:5432/floorcast.",
            )
        case _:
            return (
                f"The database at {where} cannot be reached: {_reason(error)}.",
                "Check that it runs, and host and port in DATABASE_URL.",
            )


def _reason(error: Exception) -> str:
    match error:
        case TimeoutError():
            return "it does not answer"
        case ConnectionRefusedError() | FileNotFoundError():
            return "nothing listens there"
        case socket.gaierror():
            return "this name is unknown"
        case _:
            return str(error) or type(error).__name__


def place(url: str) -> str:
    """Host and port of a URL, without user and password: fit to be shown."""
    try:
        parts = urlsplit(url)
        return parts.netloc.rpartition("@")[2] or parts.query.partition("host=")[2] or "localhost"
    except ValueError:
        return "that address"
