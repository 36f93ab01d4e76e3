"""Fan-out alone: shared frames through the hub, next to a bare loop of send(2)."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import selectors
import socket
from collections.abc import AsyncIterator, Iterator
from time import perf_counter

import uvicorn
from starlette.applications import Starlette

import app
from bench import table
from bench.floor import database
from realtime.cursor import Cursor
from realtime.socket import FeedSocket
from realtime.state import LiveRow
from settings import Settings
from tests.realtime.running import free_port

CLIENTS = 1_000
FRAMES = 400
PAYLOAD = "x" * 200  # with the frame around it, about 300 bytes


async def run() -> None:
    """Print frames a second, and the ratio to the bare loop."""
    table.title(f"Fan-out to {CLIENTS:,} clients, frames of about 300 bytes")
    table.line("", "frames/s", "ratio")
    async with database() as server, serving(server.url()) as (application, port):
        with readers(port):
            while application.state.hub.client_count < CLIENTS:
                await asyncio.sleep(0.1)
            await asyncio.sleep(1)
            bare = await bare_loop(application)
            table.line("a bare loop of send(2)", f"{bare:,.0f}", "1.00")
            ours = await through_the_hub(application)
            table.line("Floorcast's hub", f"{ours:,.0f}", f"{ours / bare:.2f}")


@contextlib.asynccontextmanager
async def serving(url: str) -> AsyncIterator[tuple[Starlette, int]]:
    """The application in this process, so that the hub can be driven by hand."""
    port = free_port()
    settings = Settings(host="127.0.0.1", port=port)
    application = app.create_app(settings, url)
    config = uvicorn.Config(
        application, port=port, ws=FeedSocket, ws_per_message_deflate=False, log_config=None
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started or not application.state.relay.is_following:
        await asyncio.sleep(0.05)
    yield application, port
    server.should_exit = True
    await task


@contextlib.contextmanager
def readers(port: int) -> Iterator[None]:
    """Another process that opens the connections and reads whatever comes."""
    process = multiprocessing.get_context("spawn").Process(target=read_all, args=(port,))
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def read_all(port: int) -> None:
    """Open the connections and throw away what they bring."""
    selector = selectors.DefaultSelector()
    for _ in range(CLIENTS):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        selector.register(client, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            key.fileobj.recv(65_536)  # type: ignore[union-attr]


async def through_the_hub(application: Starlette) -> float:
    """Change one row again and again; every change is one frame to everybody."""
    hub = application.state.hub
    before, started_at = hub.frames_sent, perf_counter()
    for number in range(FRAMES):
        row = LiveRow("machines", "bench", None, None, f'{{"n":{number},"text":"{PAYLOAD}"}}')
        position = Cursor.parse(hub.state.cursor)
        hub.publish(hub.state.apply([row], position))
        await asyncio.sleep(0)
    return float(hub.frames_sent - before) / (perf_counter() - started_at)


async def bare_loop(application: Starlette) -> float:
    """The same bytes to the same sockets with nothing in between: the limit."""
    clients = [
        client for group in application.state.hub._groups.values() for client in group.clients
    ]
    sockets = [client.socket.transport.get_extra_info("socket").fileno() for client in clients]
    copies = [socket.socket(fileno=socket.dup(number)) for number in sockets]
    wire = b"\x81\x7e" + (300).to_bytes(2) + b"x" * 300
    sent, started_at = 0, perf_counter()
    for _ in range(FRAMES):
        for peer in copies:
            with contextlib.suppress(BlockingIOError):
                peer.send(wire)
                sent += 1
        await asyncio.sleep(0)
    seconds = perf_counter() - started_at
    for peer in copies:
        peer.close()
    await asyncio.sleep(2)
    return sent / seconds
