"""The way to the tables of access, and to who people are: as the server itself, because those
tables are nobody else's; with whoever acts named, so that the audit knows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import HTTPConnection

import auth
from auth import Identity
from database.connect import Connection
from database.queries import query
from web.api.answers import RefusedError
from web.api.database import connected


@asynccontextmanager
async def as_server(request: HTTPConnection) -> AsyncIterator[Connection]:
    """A connection on which all is written, or nothing, for whoever asks. Check before that they
    may: here nothing holds them to their rights."""
    who = auth.asking(request)
    async with connected(request) as connection, named(connection, who.email, who.program):
        yield connection


@asynccontextmanager
async def named(connection: Connection, email: str, program: str) -> AsyncIterator[None]:
    """A transaction in which somebody is known to act through a program."""
    async with connection.transaction():
        await connection.execute(query("access_acting"), email, program)
        yield


def refuse_tokens(who: Identity, what: str) -> None:
    """Raises RefusedError where a program asks by a token: what opens doors is for people."""
    if who.token_id is not None:
        raise RefusedError(
            f"A token cannot {what}.",
            hint="Log in with a browser, and do it on the page of your account.",
            field="Authorization",
            status=403,
        )
