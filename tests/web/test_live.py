"""/ws: what a browser gets, and who is turned away."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
import websockets

from database.connect import Connection
from tests.realtime.running import RunningServer, running_server
from tests.realtime.test_relay import DOWN, WARNING


async def test_a_change_arrives(served: RunningServer, floor: Connection) -> None:
    async with websockets.connect(f"{served.ws}?line=engine&topics=machines") as socket:
        snapshot = json.loads(await socket.recv())
        assert list(snapshot["topics"]) == ["machines"]
        await floor.execute(WARNING)  # of another line: not sent
        await floor.execute(DOWN)
        frame = await next_delta(socket)
        assert [row["machine_name"] for row in frame["topics"]["machines"]["upsert"]] == ["M1"]


async def test_whoever_comes_back_gets_only_the_difference(
    served: RunningServer, floor: Connection
) -> None:
    async with websockets.connect(served.ws) as socket:
        cursor = json.loads(await socket.recv())["cursor"]
    await floor.execute(DOWN)
    async with websockets.connect(f"{served.ws}?cursor={cursor}") as socket:
        frame = await next_delta(socket)
        while not frame["topics"]:
            frame = await next_delta(socket)
        assert [row["machine_name"] for row in frame["topics"]["machines"]["upsert"]] == ["M1"]


async def test_what_clients_say_is_ignored_and_too_much_is_refused(
    served: RunningServer, floor: Connection
) -> None:
    async with websockets.connect(served.ws) as socket:
        await socket.recv()
        for noise in ("hello", "{", '{"type":"snapshot"}', b"\x00\xff"):
            await socket.send(noise)
        await floor.execute(DOWN)
        assert (await next_delta(socket))["topics"]
        await socket.send("x" * 5_000)
        assert await close_code(socket) == 1009


@pytest.mark.parametrize(
    ("query", "headers", "status", "text"),
    [
        ("?line=Engin", {}, 400, "Did you mean Engine?"),
        ("?topics=x", {}, 400, "Topic 'x' is unknown."),
        ("", {"Origin": "https://elsewhere.example"}, 403, "Floorcast's own pages"),
    ],
)
async def test_who_is_turned_away(
    served: RunningServer, query: str, headers: dict[str, str], status: int, text: str
) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(served.ws + query, additional_headers=headers)
    assert refused.value.response.status_code == status
    assert text in bytes(refused.value.response.body or b"").decode()


async def test_our_own_pages_are_let_in(served: RunningServer) -> None:
    headers = {"Origin": f"http://127.0.0.1:{served.port}"}
    async with websockets.connect(served.ws, additional_headers=headers) as socket:
        assert json.loads(await socket.recv())["type"] == "snapshot"


async def test_a_stopping_server_says_so(served_url: str) -> None:
    async with running_server(served_url) as server, websockets.connect(server.ws) as socket:
        await socket.recv()
        server.process.terminate()
        assert await close_code(socket) == 1012


async def next_delta(socket: websockets.ClientConnection) -> dict[str, Any]:
    """The next frame that tells a difference."""
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame["type"] == "delta":
            return frame


async def close_code(socket: websockets.ClientConnection) -> int | None:
    """The code the server hangs up with."""
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await socket.recv()
    return socket.close_code
