"""People for tests: with roles in places, and with a browser's session or without."""

from __future__ import annotations

import hashlib
import secrets

from database.connect import Connection

COOKIE = "floorcast_session"
ADD = (
    "insert into floor.people (email, display_name) values ($1, $2)"
    " on conflict (lower(email)) do update set display_name = excluded.display_name"
    " returning person_id"
)
GRANT = (
    "insert into floor.person_roles (person_id, role, plant_id, line_id) values ($1, $2,"
    " (select plant_id from floor.plants where plant_name = $3),"
    " (select line_id from floor.lines where line_name = $4)) on conflict do nothing"
)


async def add_person(
    connection: Connection,
    name: str,
    role: str,
    *,
    plant: str | None = None,
    line: str | None = None,
    is_employee: bool = False,
) -> int:
    """Key of a person of that name (Ana: ana@plant.test), with a role everywhere or in a place."""
    person_id: int = await connection.fetchval(ADD, f"{name.lower()}@plant.test", name)
    await connection.execute(GRANT, person_id, role, plant, line)
    if is_employee:
        await connection.execute(
            "insert into floor.employees (employee_name, person_id) values ($1, $2)"
            " on conflict do nothing",
            name,
            person_id,
        )
    return person_id


async def session_of(connection: Connection, person_id: int, mode: str = "local") -> dict[str, str]:
    """Cookies of a browser that is logged in as that person, at a server of that mode."""
    secret = secrets.token_urlsafe()
    await connection.execute(
        "insert into access.sessions (token_hash, person_id, mode, expires_at)"
        " values ($1, $2, $3, now() + interval '1 hour')",
        hashlib.sha256(secret.encode()).digest(),
        person_id,
        mode,
    )
    return {COOKIE: secret}


async def act_as(connection: Connection, name: str) -> None:
    """Until the transaction ends, do what that person may do, as the pages would."""
    await connection.execute("select floor.act_as($1, 'test')", f"{name.lower()}@plant.test")
