"""A browser without a window: follows /ws by the same rules as static/js/live.js."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import websockets

Rows = dict[str, dict[str, Any]]


class Watcher:
    """Keeps the rows of the topic machines up to date, whatever happens to the connection.

    ``pace_s`` delays every read (a slow client); ``check`` is called with the rows after
    every frame.
    """

    def __init__(
        self, url: str, *, pace_s: float = 0, check: Callable[[Rows], None] | None = None
    ) -> None:
        self.url = url
        self.pace_s = pace_s
        self.rows: Rows = {}
        self.cursor = ""
        self.epochs: set[str] = set()
        self.connections = self.snapshots = self.deltas = self.gaps = 0
        self.is_alive = True
        self.reads = asyncio.Event()
        self.reads.set()
        self._check = check or (lambda rows: None)
        self._socket: websockets.ClientConnection | None = None

    async def run(self) -> None:
        """Until cancelled, or until ``check`` raises."""
        try:
            while True:
                with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
                    await self._follow()
                await asyncio.sleep(random.uniform(0.01, 0.2))
        finally:
            self.is_alive = False

    async def drop(self) -> None:
        """Close the connection; ``run`` opens the next one and resumes."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def _follow(self) -> None:
        address = f"{self.url}?cursor={quote(self.cursor)}" if self.cursor else self.url
        # one message at a time: what we do not read stays in the server's socket
        async with websockets.connect(
            address,
            max_queue=1,
            compression=None,
            max_size=None,
            ping_interval=None,
            close_timeout=1,
        ) as socket:
            self._socket = socket
            self.connections += 1
            async for message in socket:
                await self.reads.wait()
                if not self._take(json.loads(message)):
                    self.gaps += 1
                    return  # a gap: come back with our cursor
                if self.pace_s:
                    await asyncio.sleep(self.pace_s)

    def _take(self, frame: dict[str, Any]) -> bool:
        match frame["type"]:
            case "snapshot":
                self.snapshots += 1
                self.epochs.add(frame["epoch"])
                self.rows = {row["machine_name"]: row for row in frame["topics"]["machines"]}
            case "delta":
                if frame["prev"] != self.cursor:
                    return False
                self.deltas += 1
                changes = frame["topics"].get("machines", {"upsert": [], "delete": []})
                self.rows |= {row["machine_name"]: row for row in changes["upsert"]}
                for key in changes["delete"]:
                    self.rows.pop(key, None)
            case "stale":
                return True
        self.cursor = frame["cursor"]
        self._check(self.rows)
        return True
