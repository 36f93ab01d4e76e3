"""The API while the database is away: 503 with what to do, and what needs no database answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from database.connect import Connection
from tests.realtime.running import ALIVE, RunningServer, running_server
from web.api.models import Problem, WebsocketStatus


@pytest.fixture(scope="module")
async def away(served_url: str) -> AsyncIterator[RunningServer]:
    """A server whose database does not exist."""
    missing = served_url.replace("/test_", "/missing_")
    assert missing != served_url
    async with running_server(missing, until=ALIVE) as running:
        yield running


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/kpis"),
        ("GET", "/api/kpis?line=Engine"),
        ("GET", "/api/machines"),
        ("GET", "/api/production"),
        ("POST", "/api/production"),
        ("GET", "/api/machines/live"),
        ("GET", "/api/connectors"),
        ("GET", "/api/connections"),
        ("GET", "/api/connections/1/tags"),
        ("DELETE", "/api/connections/1"),
        ("POST", "/api/connections/1/test"),
    ],
)
async def test_it_says_so(away: RunningServer, method: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=away.http, timeout=30) as client:
        body = {"machine": "M1", "total_pcs": 1} if path == "/api/production" else None
        body = body if method == "POST" else None
        answer = await client.request(method, path, json=body)
    assert answer.status_code == 503
    problem = Problem.model_validate_json(answer.content)
    assert problem.error == "The database cannot be reached."
    assert "ask again" in problem.hint


async def test_a_database_that_takes_too_long_is_busy(
    served_url: str, floor: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here because somebody holds the key, and for longer than a statement may take."""
    # long enough for what comes before the key: who asks is looked up within the same limit
    monkeypatch.setenv("DB_COMMAND_TIMEOUT", "2")
    async with (
        running_server(served_url) as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as client,
        floor.transaction(),
    ):
        await floor.execute(
            "insert into floor.submissions (idempotency_key, request_hash, answer)"
            " values ('held', '', '{}')"
        )
        answer = await client.post(
            "/api/production",
            json={"machine": "M1", "total_pcs": 1},
            headers={"Idempotency-Key": "held"},
        )
    assert answer.status_code == 503
    assert answer.json()["error"] == "The database is too busy for this."
    assert "adds nothing twice" in answer.json()["hint"]
    assert await floor.fetchval("select count(*) from floor.production") == 0


async def test_what_needs_no_database_answers(away: RunningServer) -> None:
    async with httpx.AsyncClient(base_url=away.http, timeout=30) as client:
        status = await client.get("/api/websocket/status")
        found = WebsocketStatus.model_validate_json(status.content)
        assert not found.is_following
        assert found.problem
        assert found.cursor is None
        for path in ("/api", "/api/openapi.json"):
            assert (await client.get(path)).status_code == 200


async def test_what_is_wrong_is_told_all_the_same(away: RunningServer) -> None:
    async with httpx.AsyncClient(base_url=away.http, timeout=30) as client:
        assert (await client.get("/api/kpis?days=0")).status_code == 400
        assert (await client.get("/api/production?days=0")).status_code == 400
