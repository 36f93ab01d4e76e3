"""Logins by way of a provider, as a browser goes through them."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import httpx

from tests.people import COOKIE
from tests.realtime.running import FLOORCAST, RunningServer, running_server

FORGET = """
set session_replication_role = replica;
truncate access.sessions, access.oidc_logins;
truncate floor.person_roles;
delete from floor.people;
set session_replication_role = origin;
"""


def serving(url: str, settings: dict[str, str]) -> AbstractAsyncContextManager[RunningServer]:
    """A server with those settings."""
    return running_server(url, 0, FLOORCAST, **settings)


async def come_back(client: httpx.AsyncClient, next_path: str = "/") -> httpx.URL:
    """Begin a login, let the provider say yes, and return the address it sends back to."""
    begun = await client.get("/oidc/login", params={"next": next_path})
    assert begun.status_code == 303, begun.text
    async with httpx.AsyncClient(timeout=30) as elsewhere:  # another site: our cookies stay here
        said = await elsewhere.get(begun.headers["location"])
    assert said.status_code == 303, said.text
    return httpx.URL(said.headers["location"])


async def log_in(client: httpx.AsyncClient, next_path: str = "/") -> httpx.Response:
    """Log in all the way. Returns what the server says in the end."""
    return await client.get(await come_back(client, next_path))


async def asks(client: httpx.AsyncClient) -> str:
    """Who asks; empty for nobody."""
    answer = await client.get("/api/account")
    return str(answer.json()["email"]) if answer.status_code == 200 else ""


def page(answer: httpx.Response, status: int, title: str) -> str:
    """A page that says what went wrong; nobody is logged in by it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert f"<h1>{title}" in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "").split("=")
    return answer.text
