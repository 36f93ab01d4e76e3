"""Clients of the server as somebody: with a session, or with a token."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import httpx

from database.connect import Connection
from tests.people import add_person, session_of
from web.api.models import Problem

SCRIPT = "<script>alert(1)</script>"


class People:
    """People at one server, each with a client of their own."""

    def __init__(self, connection: Connection, http: str) -> None:
        self.connection = connection
        self.http = http
        self.stack = AsyncExitStack()

    async def person(
        self, name: str, role: str = "engineer", **place: str
    ) -> tuple[int, httpx.AsyncClient]:
        """Somebody with a role, and their browser."""
        person_id = await add_person(self.connection, name, role, **place)  # type: ignore[arg-type]
        return person_id, await self.browser(person_id)

    async def browser(self, person_id: int) -> httpx.AsyncClient:
        """Another browser of somebody."""
        return await self._client(cookies=await session_of(self.connection, person_id))

    async def program(self, token: str) -> httpx.AsyncClient:
        """A program with a token."""
        return await self._client(headers={"Authorization": f"Bearer {token}"})

    async def _client(self, **options: Any) -> httpx.AsyncClient:
        client = httpx.AsyncClient(base_url=self.http, timeout=30, **options)
        return await self.stack.enter_async_context(client)


def refusal(answer: httpx.Response, status: int, field: str | None = None) -> Problem:
    """What is wrong, in the one form all refusals have."""
    assert answer.status_code == status, answer.text
    problem = Problem.model_validate_json(answer.content)
    if field is not None:
        assert problem.field == field
    return problem
