"""The gate: every request and every WebSocket passes it, and is then known by name.

Behind it, ``auth.asking(request)`` says who asks. While the database is away, whoever was known
before stays known for a while: nothing can be written then, and a screen must go on saying
that it is not live.
"""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic
from typing import Protocol

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from auth import Identity
from database.connect import Pool
from database.session import LOST

REMEMBERED_S = 3_600.0
MOST_REMEMBERED = 10_000
OPEN = ("/static/", "/login", "/logout", "/health", "/ready")


class Mode(Protocol):
    """A way of finding out who asks (AUTH_MODE)."""

    name: str

    def shown(self, connection: HTTPConnection) -> str:
        """What a request shows of who it is: as text to remember it by; empty for nothing."""

    async def identify(self, connection: HTTPConnection, pool: Pool) -> Identity | None:
        """Who shows that. None: nobody we know. Raises one of LOST without the database."""

    async def challenge(
        self, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a request of nobody we know."""


class Gate:
    """ASGI middleware that lets in who is known."""

    def __init__(self, app: ASGIApp, mode: Mode) -> None:
        self.app = app
        self.mode = mode
        self._known: OrderedDict[str, tuple[float, Identity]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"].startswith(OPEN):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        who = await self._who(connection)
        if who is None:
            await self.mode.challenge(connection, scope, receive, send)
            return
        scope.setdefault("state", {})["identity"] = who
        await self.app(scope, receive, send)

    async def _who(self, connection: HTTPConnection) -> Identity | None:
        shown = self.mode.shown(connection)
        try:
            who = await self.mode.identify(connection, connection.app.state.pool)
        except LOST:
            at, remembered = self._known.get(shown, (0.0, None))
            return remembered if monotonic() - at < REMEMBERED_S else None
        if who is None:
            self._known.pop(shown, None)
            return None
        self._known[shown] = (monotonic(), who)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return who
