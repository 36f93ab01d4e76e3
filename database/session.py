"""A connection for one stretch of work, and what counts as losing it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import asyncpg

from database.connect import Connect, Connection

CLOSE_TIMEOUT_S = 2.0

# the database went away or pushed us back: worth another try
LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.InvalidCachedStatementError,
)


@contextlib.asynccontextmanager
async def session(connect: Connect) -> AsyncIterator[Connection]:
    """A connection, closed in the end. Every way of losing it is one of LOST."""
    connection = await connect()
    try:
        yield connection
    except asyncpg.InternalClientError as error:  # the server's good-bye came between two messages
        raise ConnectionError(f"connection lost: {error}") from error
    except asyncpg.InterfaceError as error:
        if connection.is_closed():
            raise ConnectionError(f"connection lost: {error}") from error
        raise
    finally:
        with contextlib.suppress(*LOST, asyncpg.InterfaceError, asyncpg.InternalClientError):
            await connection.close(timeout=CLOSE_TIMEOUT_S)
