"""People as rows: listed, added and changed. Who may do so is asked before."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic_core import to_json

from database.connect import Connection
from database.queries import query
from web.access import passwords
from web.access.people_models import ChangedPerson, GivenRole, NewPerson
from web.api.answers import RefusedError

LOCAL = "local@localhost"  # whoever sits at this machine: access.local_identity()


class Found(NamedTuple):
    """Somebody, found by their address."""

    person_id: int
    email: str
    name: str
    is_retired: bool


async def rows(connection: Connection) -> list[dict[str, Any]]:
    """Everybody."""
    return [
        json.loads(row["row_json"]) for row in await connection.fetch(query("people_list"), None)
    ]


async def row(connection: Connection, person_id: int) -> dict[str, Any]:
    """One of them. Raises RefusedError where there is nobody of that key."""
    found = await connection.fetchrow(query("people_list"), person_id)
    if found is None:
        raise RefusedError(
            f"There is no person {person_id}.",
            hint="GET /api/people lists them.",
            field="person_id",
            value=person_id,
            status=404,
        )
    person: dict[str, Any] = json.loads(found["row_json"])
    return person


async def by_email(connection: Connection, email: str) -> Found:
    """Whoever has that address. Raises RefusedError where nobody does."""
    found = await connection.fetchrow(query("people_by_email"), email.replace("\0", "\ufffd"))
    if found is None:
        raise RefusedError(
            f"Nobody has the address {email[:80]!r}.",
            hint="Look for typing mistakes: the page People lists everybody.",
            field="person",
            value=email[:80],
        )
    return Found(**found)


async def add(connection: Connection, new: NewPerson) -> int:
    """Add somebody. Returns their key. Raises RefusedError."""
    roles = await _checked(connection, new.roles)
    person_id: int | None = await connection.fetchval(query("people_add"), new.email, new.name)
    if person_id is None:
        existing = await by_email(connection, new.email)
        raise RefusedError(
            f"{existing.name} has the address {existing.email!r} already.",
            hint="They left: have them back instead."
            if existing.is_retired
            else "Change what they are instead.",
            field="email",
            value=new.email,
            status=409,
        )
    await connection.execute(query("people_set_roles"), person_id, roles)
    if new.password is not None:
        await set_password(connection, person_id, new.email, new.password)
    return person_id


async def change(
    connection: Connection, person_id: int, changed: ChangedPerson, email: str, mode: str
) -> None:
    """Change what is given. Raises RefusedError; nothing has changed then, if the transaction is
    given up."""
    was_administrator = await connection.fetchval(query("people_is_administrator"), person_id)
    if changed.name is not None or changed.is_retired is not None:
        await connection.execute(
            query("people_change"), person_id, changed.name, changed.is_retired
        )
    if changed.roles is not None:
        roles = await _checked(connection, changed.roles)
        await connection.execute(query("people_set_roles"), person_id, roles)
    if changed.is_retired:
        await connection.execute(query("people_end_access"), person_id, True)
    if changed.password is not None:
        await set_password(connection, person_id, email, changed.password)
        await connection.execute(query("people_end_access"), person_id, False)
    if was_administrator and (changed.is_retired or changed.roles is not None):
        # whoever sits at this machine cannot come in where one has to log in
        besides = None if mode == "local" else LOCAL
        await connection.execute(query("people_keep_administrator"), besides)


async def set_password(connection: Connection, person_id: int, email: str, password: str) -> None:
    """Give somebody a password. Raises UserError for one that is too easy."""
    passwords.check(password, email)
    kept = await asyncio.to_thread(passwords.hashed, password)
    await connection.execute(query("people_set_password"), person_id, kept)


async def _checked(connection: Connection, roles: Sequence[GivenRole]) -> str:
    """The roles as JSON. Raises RefusedError for one in a place there is not, or in two."""
    for number, role in enumerate(roles, 1):
        if role.plant is not None and role.line is not None:
            raise RefusedError(
                "A role holds in a plant or on a line, not both.",
                hint="Leave the plant out: each line is in one.",
                field="line",
                value=role.line,
                row=number,
            )
    sent = to_json([role.model_dump() for role in roles]).decode()
    unknown = await connection.fetchrow(query("people_unknown_places"), sent)
    if unknown is not None:
        similar = unknown["similar_names"]
        raise RefusedError(
            f"The {unknown['kind']} {unknown['name']!r} is unknown.",
            hint=f"Did you mean {similar}?" if similar else f"There is no {unknown['kind']} yet.",
            field=unknown["kind"],
            value=unknown["name"],
            row=unknown["position"],
        )
    return sent
