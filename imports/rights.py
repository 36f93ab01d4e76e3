"""Steps of an import that take the rights of the login, not of the person it is done for.

Samples are nobody's to read or write through the pages (sql/roles.sql). What an import does with
them is held to the rights of its person by a trigger (historian.tg_refuse_samples).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from database.connect import Connection


@asynccontextmanager
async def of_the_login(connection: Connection) -> AsyncIterator[str]:
    """The rights of the login for a while, in a transaction. Yields the role it is taken from:
    none, where nobody in particular imports."""
    role: str = await connection.fetchval("select current_setting('role')")
    await connection.execute("set local role none")
    yield role
    await connection.execute("select set_config('role', $1, true)", role)
