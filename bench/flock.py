"""Thousands of browsers at little cost: raw WebSocket clients that note when a frame came.

Frames are shared by all clients, so each is read once: a client costs a split and a
dictionary look-up per frame, and the generator leaves the second core some air.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
from time import perf_counter
from typing import cast


class Flock:
    """Some open connections to one address, and when each of them saw each token."""

    def __init__(self) -> None:
        self.clients: list[FlockClient] = []
        self.seen: list[tuple[str, float]] = []
        self.frames = 0
        self._tokens: dict[bytes, tuple[tuple[str, str], ...]] = {}

    @classmethod
    async def connect(cls, port: int, count: int, path: str = "/ws") -> Flock:
        """Open ``count`` connections, fifty at a time, and wait for their first frames."""
        flock = cls()
        for start in range(0, count, 50):
            batch = [flock._open(port, path) for _ in range(start, min(start + 50, count))]
            flock.clients += await asyncio.gather(*batch)
        return flock

    def clear(self) -> None:
        """Forget what was seen."""
        self.seen, self.frames = [], 0

    def latencies(self, committed_at: dict[str, float]) -> list[float]:
        """Seconds from the acknowledged commit to each client's frame. A frame that
        overtook the acknowledgement counts as zero."""
        return [
            max(0.0, at - committed_at[token]) for token, at in self.seen if token in committed_at
        ]

    def last_tokens(self) -> set[tuple[tuple[str, str], ...]]:
        """What the clients show in the end: one element if all show the same."""
        return {tuple(sorted(client.shown.items())) for client in self.clients}

    async def wait_for(self, token: str) -> None:
        """Return once every client has seen the token."""
        while not all(token in client.shown.values() for client in self.clients):
            await asyncio.sleep(0.01)

    def tokens_of(self, payload: bytes) -> tuple[tuple[str, str], ...]:
        """Machine and token of each row in a frame, read once per distinct frame."""
        tokens = self._tokens.get(payload)
        if tokens is None:
            frame = json.loads(payload)
            changes = frame.get("topics", {}).get("machines", {}) if "type" in frame else {}
            rows = changes["upsert"] if isinstance(changes, dict) and changes else [frame]
            tokens = tuple((r["machine_name"], r["detail"]) for r in rows if r.get("detail"))
            if len(self._tokens) > 10_000:
                self._tokens.clear()
            self._tokens[payload] = tokens
        return tokens

    def close(self) -> None:
        """Hang up."""
        for client in self.clients:
            client.transport.abort()

    async def _open(self, port: int, path: str) -> FlockClient:
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(
            lambda: FlockClient(self, port, path), "127.0.0.1", port
        )
        await client.first_frame
        return client


class FlockClient(asyncio.Protocol):
    """One connection: asks for the upgrade, then takes frames apart."""

    transport: asyncio.Transport

    def __init__(self, flock: Flock, port: int, path: str) -> None:
        self.shown: dict[str, str] = {}
        self.first_frame: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._flock = flock
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n\r\n"
        ).encode()
        self._buffer = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self.transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.first_frame.done():
            self.first_frame.set_exception(ConnectionError(self._buffer[:200]))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, separator, rest = self._buffer.partition(b"\r\n\r\n")
            if not separator or b" 101 " not in head[:20]:
                return
            self._is_open, self._buffer = True, rest
        while (payload := self._next_frame()) is not None:
            self._take(payload)

    def _next_frame(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1], 2
        if length == 126:
            length, start = int.from_bytes(buffer[2:4]), 4
        elif length == 127:
            length, start = int.from_bytes(buffer[2:10]), 10
        if len(buffer) < start + length:
            return None
        payload = buffer[start : start + length]
        opcode, self._buffer = buffer[0] & 15, buffer[start + length :]
        if opcode == 9:  # a ping is answered, or the server would hang up
            self.transport.write(bytes((0x8A, 0x80 | length, 0, 0, 0, 0)) + payload)
        return payload if opcode == 1 else b""

    def _take(self, payload: bytes) -> None:
        at = perf_counter()
        if payload:
            self._flock.frames += 1
            if not self.first_frame.done():
                self.first_frame.set_result(None)
            for machine, token in self._flock.tokens_of(payload):
                self.shown[machine] = token
                self._flock.seen.append((token, at))
