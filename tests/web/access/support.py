"""Words the tests of logging in are written in."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from http.cookies import Morsel, SimpleCookie

import httpx

from database.connect import Connection
from tests.people import COOKIE, add_person
from web.access import passwords

PASSWORD = "correct horse battery"
FORGET_ATTEMPTS = "delete from access.login_attempts"


@cache
def hashed(password: str) -> str:
    """The hash, made once: it takes a moment."""
    return passwords.hashed(password)


async def add_login(
    connection: Connection, name: str, role: str = "engineer", line: str | None = None
) -> int:
    """Key of a person (Ana: ana@plant.test) who can log in with PASSWORD."""
    person_id = await add_person(connection, name, role, line=line)
    await connection.execute(
        "insert into access.passwords (person_id, password_hash) values ($1, $2)"
        " on conflict (person_id) do update set password_hash = excluded.password_hash",
        person_id,
        hashed(PASSWORD),
    )
    return person_id


async def add_token(
    connection: Connection, person_id: int, scopes: list[str] | None = None
) -> dict[str, str]:
    """Headers of a program that holds a token of that person."""
    token = "fc_" + secrets.token_urlsafe()
    await connection.execute(
        "insert into access.api_tokens (token_hash, person_id, token_name, scopes)"
        " values ($1, $2, 'test', $3)",
        hashlib.sha256(token.encode()).digest(),
        person_id,
        scopes,
    )
    return {"Authorization": f"Bearer {token}"}


async def log_in(
    client: httpx.AsyncClient,
    email: str = "ana@plant.test",
    password: str = PASSWORD,
    **more: str,
) -> httpx.Response:
    """Send the form."""
    return await client.post("/login", data={"email": email, "password": password, **more})


def cookie(response: httpx.Response) -> Morsel[str]:
    """The session's cookie, as the response sets it."""
    return SimpleCookie(response.headers["set-cookie"])[COOKIE]


async def who(client: httpx.AsyncClient, **headers: str) -> str:
    """The name the menu shows; empty for nobody."""
    page = await client.get("/", headers=headers)
    return page.text.partition("data-person>")[2].partition("<")[0]
