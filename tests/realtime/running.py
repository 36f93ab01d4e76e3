"""The real server in a process of its own, as `floorcast serve` runs it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
FLOORCAST = (
    "-c",
    "import app, sys; from settings import Settings; app.serve(Settings(), sys.argv[1])",
)
OBVIOUS = ("-m", "bench.obvious")
# of each process that starts servers: below those the system gives to whoever asks for any, above
# those a browser refuses (the last is 10080)
FIRST_PORT, PORTS, BLOCKS = 12_000, 100, 200
_begin = FIRST_PORT + os.getpid() % BLOCKS * PORTS
_ports = itertools.cycle(range(_begin, _begin + PORTS))
READY = "/ready"
ALIVE = "/health"


@dataclass
class RunningServer:
    """A server and where it is."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def http(self) -> str:
        """Address of its pages."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        """Address of its change feed."""
        return f"ws://127.0.0.1:{self.port}/ws"


@contextlib.asynccontextmanager
async def running_server(
    database_url: str,
    port: int = 0,
    program: Sequence[str] = FLOORCAST,
    until: str = READY,
    **settings: str,
) -> AsyncIterator[RunningServer]:
    """Start the server with these settings, wait until it is ready, stop it in the end.

    ``until``: ALIVE for a server whose database is away.
    """
    port = port or free_port()
    environment = os.environ | {"PORT": str(port), "HOST": "127.0.0.1"} | settings
    process = subprocess.Popen([sys.executable, *program, database_url], cwd=ROOT, env=environment)
    server = RunningServer(process, port)
    try:
        await wait_until_it_answers(server, until)
        yield server
    finally:
        process.terminate()
        process.wait(20)


async def wait_until_it_answers(server: RunningServer, path: str = READY) -> None:
    """Return once the path is answered with 200. Raises when the process has ended."""
    async with httpx.AsyncClient() as client:
        while True:
            assert server.process.poll() is None, "the server has ended"
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(server.http + path)).status_code == 200:
                    return
            await asyncio.sleep(0.05)


def free_port() -> int:
    """A port nobody uses, nor gets before the server that is to have it has started."""
    for _ in range(PORTS):
        port = next(_ports)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError(f"None of the {PORTS} ports from {_begin} is free.")
