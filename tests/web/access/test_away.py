"""While the database is away: whoever was known stays known, and nobody new comes in."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import websockets

from database.connect import connector
from tests.realtime.proxy import Proxy
from tests.realtime.running import ALIVE, RunningServer, running_server, wait_until_it_answers
from tests.realtime.test_relay import FLOOR
from tests.web.access.support import add_login, add_token, log_in, who


async def _lost(server: RunningServer) -> None:
    async with httpx.AsyncClient(base_url=server.http, timeout=30) as client:
        while (await client.get("/ready")).status_code == 200:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("how", ["cut", "frozen"])
async def test_who_was_known_stays_known(database_url: str, how: str) -> None:
    connection = await connector(database_url, "test")()
    await connection.execute(FLOOR)
    program = await add_token(connection, await add_login(connection, "Ana"))
    await connection.close()
    async with (
        Proxy(database_url).running() as proxy,
        running_server(proxy.url, AUTH_MODE="password") as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as ana,
        httpx.AsyncClient(base_url=server.http, timeout=30) as stranger,
    ):
        assert (await log_in(ana)).status_code == 303
        assert await who(ana) == "Ana"
        assert (await stranger.get("/api/machines/live", headers=program)).status_code == 200
        proxy.freeze()
        if how == "cut":
            proxy.cut()
        await _lost(server)

        assert await who(ana) == "Ana"  # drawn from memory, and says that it is not live
        assert (await stranger.get("/", headers=program)).status_code == 200
        cookies = "; ".join(f"{name}={value}" for name, value in ana.cookies.items())
        async with websockets.connect(server.ws, additional_headers={"Cookie": cookies}) as socket:
            assert "snapshot" in str(await socket.recv())

        assert (await stranger.get("/api/snapshot")).status_code == 401  # nothing is shown
        unknown = {"Authorization": "Bearer fc_unknown"}
        assert (await stranger.get("/api/snapshot", headers=unknown)).status_code == 503
        stranger.cookies.set("floorcast_session", "unknown")
        assert (await stranger.get("/api/snapshot")).status_code == 503
        page = await stranger.get("/")
        assert page.status_code == 503
        assert "opens by itself" in page.text
        headers = {"Cookie": "floorcast_session=unknown"}
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(server.ws, additional_headers=headers)
        assert refused.value.response.status_code == 503

        form = await stranger.get("/login")
        assert form.status_code == 503
        assert "nobody can log in now" in form.text
        assert (await log_in(stranger)).status_code == 503
        assert (await ana.post("/logout")).status_code == 503  # better said than pretended
        proxy.thaw()
        await wait_until_it_answers(server)
        assert (await log_in(stranger)).status_code == 303


async def test_on_this_machine_it_is_told_and_nobody_is_turned_away() -> None:
    async with (
        running_server("postgresql://nobody@127.0.0.1:1/none", until=ALIVE) as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as browser,
    ):
        for path in ("/", "/login", "/machines/M1"):
            page = await browser.get(path)
            assert page.status_code == 503, path
            assert "opens by itself" in page.text, path
        assert (await browser.post("/login", data={"email": "a@b.c"})).status_code == 503
        assert (await browser.post("/logout")).status_code in (303, 503)
        async with websockets.connect(server.ws) as socket:
            assert "stale" in str(await socket.recv())
