"""Whom an import is done for: a page runs it for a person, who may do so on their lines alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import asyncpg

from database.connect import Connect, Connection
from database.queries import query
from errors import UserError


@contextmanager
def held_to_rights() -> Iterator[None]:
    """Turns what row-level security refuses within into a UserError."""
    try:
        yield
    except asyncpg.InsufficientPrivilegeError as error:
        raise UserError(
            "The file tells of machines, lines or types that are not yours to write.",
            hint=error.hint or "Leave their rows out, or ask for a role there (docs/roles.md).",
            field="machine",
        ) from error


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody by e-mail address, and what their token may do; nobody: whoever owns the database
    reads a file on a command line."""

    person: str | None
    scopes: Sequence[str] = ()

    def through(self, connect: Connect) -> Connect:
        """The same way to the database, with the rights of that person alone."""

        async def connected() -> Connection:
            return await self.take(await connect())

        return connected

    async def take(self, connection: Connection) -> Connection:
        """The connection, held to what the person may do until it is closed."""
        if self.person is not None:
            await connection.execute(query("import_act_as"), self.person, list(self.scopes) or None)
        return connection
