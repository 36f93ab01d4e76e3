"""/health tells that the process lives, /ready that it can do its work."""

from __future__ import annotations

import asyncio
import json

import httpx
import websockets

from tests.realtime.proxy import Proxy
from tests.realtime.running import ALIVE, running_server, wait_until_it_answers


async def test_ready_tells_the_figures(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/ready")).json()
    assert answer["status"] == "ready"
    assert answer["problem"] is None
    assert answer["listener_round_trip_ms"] > 0
    assert answer["last_drain_age_s"] < 5
    assert {"oee_age_s", "oee_problem"} <= answer.keys()
    assert (await client.get("/health")).json()["status"] == "ok"


async def test_without_the_database_it_lives_but_is_not_ready(database_url: str) -> None:
    async with (
        Proxy(database_url).running() as proxy,
        running_server(proxy.url) as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as client,
    ):
        proxy.freeze()
        proxy.cut()
        answer = await client.get("/ready")
        while answer.status_code == 200:
            await asyncio.sleep(0.05)
            answer = await client.get("/ready")
        assert answer.status_code == 503
        assert "cannot be followed" in answer.json()["problem"]
        assert (await client.get("/health")).status_code == 200
        # what is in memory is shown, but not as if it were live
        assert (await client.get("/api/snapshot")).status_code == 503
        async with websockets.connect(server.ws) as socket:
            assert json.loads(await socket.recv())["type"] == "snapshot"
            assert json.loads(await socket.recv())["type"] == "stale"
        proxy.thaw()
        await wait_until_it_answers(server)


async def test_a_server_without_a_database_starts_and_says_so() -> None:
    async with (
        running_server("postgresql://nobody@127.0.0.1:1/none", until=ALIVE) as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as client,
    ):
        assert (await client.get("/health")).status_code == 200
        assert (await client.get("/ready")).status_code == 503
        assert (await client.get("/")).status_code == 503
        answer = (await client.get("/api/snapshot")).json()
        assert answer["error"] == "The database cannot be reached."
