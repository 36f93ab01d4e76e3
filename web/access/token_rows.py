"""Tokens as rows: made, listed and revoked the same way from a page, a program or a terminal."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from database.connect import Connection
from database.queries import query
from errors import UserError
from web.access.sessions import hashed
from web.api.answers import RefusedError

PREFIX = "fc_"  # a secret found in a log or a repository tells whose it is
SECRET_BYTES = 32


async def add(
    connection: Connection,
    person_id: int,
    name: str,
    scopes: Sequence[str] | None,
    days: int | None,
) -> tuple[int, str]:
    """Make a token. Returns its key, and the token: this once. Raises UserError for a scope there
    is not."""
    chosen = None if scopes is None else await _known(connection, scopes)
    token = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token_id = await connection.fetchval(
        query("access_token_add"), hashed(token), person_id, name, chosen, days
    )
    return int(token_id), token


async def rows(
    connection: Connection, person_id: int | None, token_id: int | None = None
) -> list[dict[str, Any]]:
    """Tokens of somebody, of everybody (None), or one alone."""
    found = await connection.fetch(query("access_token_list"), person_id, token_id)
    return [dict(row) for row in found]


async def revoke(connection: Connection, token_id: int, person_id: int | None) -> str:
    """End a token of somebody, or of anybody (None). Returns its name. Raises RefusedError."""
    name: str | None = await connection.fetchval(query("access_token_revoke"), token_id, person_id)
    if name is None:
        raise RefusedError(
            f"There is no token {token_id}.",
            hint="It may have been revoked before: load the list again.",
            field="token_id",
            value=token_id,
            status=404,
        )
    return name


async def _known(connection: Connection, scopes: Sequence[str]) -> list[str]:
    actions = [row["action"] for row in await connection.fetch(query("access_token_scopes"))]
    for scope in scopes:
        if scope not in actions:
            raise UserError(
                f"There is no action {scope!r}.",
                hint=f"The actions are {', '.join(actions)}.",
                field="scopes",
                value=scope,
            )
    return [action for action in actions if action in scopes]
