"""The gate: every request and every WebSocket passes it, and is then known by name.

Behind it, ``auth.asking(request)`` says who asks. While the database is away, whoever was known
before stays known for a while: nothing can be written then, and a screen must go on saying
that it is not live.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import NamedTuple, Protocol

import asyncpg
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from auth import SEE, Identity
from database.connect import Pool
from web.access import answers, tokens
from web.access.token_rows import PREFIX

logger = logging.getLogger(__name__)

REMEMBERED_S = 3_600.0
MOST_REMEMBERED = 10_000
PATIENCE_S = 5.0
PATIENCE_WHILE_AWAY_S = 1.0
AGAIN_S = 1.0  # so long after it did not answer, the database is not asked about who is remembered
OPEN = frozenset({"/login", "/logout", "/health", "/ready"})
OPEN_BELOW = ("/static/", "/oidc/")
# A question about who asks is never wrong in itself: whatever the database says against it, it
# cannot be asked (it is away, starting, or being upgraded).
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
# Who sits at this machine before the database was ever there: what the server has in memory may
# be seen, which is not much then.
UNASKED = Identity(0, "local@localhost", "This computer", None, (), {SEE: None})


class Mode(Protocol):
    """A way of finding out who asks (AUTH_MODE)."""

    name: str
    routes: Sequence[BaseRoute]

    def shown(self, connection: HTTPConnection) -> str:
        """What a request shows of who it is: as text to remember it by; empty for nothing."""

    async def identify(self, connection: HTTPConnection, pool: Pool) -> Identity | None:
        """Who shows that. None: nobody we know. Raises one of AWAY without the database."""

    async def challenge(
        self, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a request of nobody we know."""


class Shown(NamedTuple):
    """What a request shows of who it is: a token of a program, or what the mode looks at."""

    token: str | None
    other: str


class Gate:
    """ASGI middleware that lets in who is known."""

    def __init__(self, app: ASGIApp, mode: Mode) -> None:
        self.app = app
        self.mode = mode
        self._known: OrderedDict[Shown, tuple[float, Identity]] = OrderedDict()
        self._away_at = -AGAIN_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        shown = self._shown(connection)
        try:
            who = await self._who(connection, shown)
        except AWAY:
            await answers.away(connection, scope, receive, send)
            return
        if who is not None:
            scope.setdefault("state", {})["identity"] = who
            await self.app(scope, receive, send)
        elif shown.token is not None:
            await answers.bad_token(scope, receive, send)
        else:
            await self.mode.challenge(connection, scope, receive, send)

    def _shown(self, connection: HTTPConnection) -> Shown:
        token = bearer(connection)
        if token is not None and self.mode.name == "databricks" and not token.startswith(PREFIX):
            token = None  # one of the platform's own, which it has looked at already
        return Shown(token, "" if token is not None else self.mode.shown(connection))

    async def _who(self, connection: HTTPConnection, shown: Shown) -> Identity | None:
        """Who shows that; whoever was known, while the database is away. Raises one of AWAY."""
        remembered = self._remembered(shown)
        if remembered is not None and monotonic() - self._away_at < AGAIN_S:
            return remembered
        try:
            who = await self._ask(connection, shown)
        except AWAY as error:
            self._away_at = monotonic()
            if remembered is not None:
                return remembered
            if self.mode.name == "local" and shown.token is None:
                return UNASKED
            logger.warning("cannot tell who asks: %s: %s", type(error).__name__, error)
            raise
        self._remember(shown, who)
        return who

    async def _ask(self, connection: HTTPConnection, shown: Shown) -> Identity | None:
        """Ask the database, and not wait for ever: a cable may freeze at any moment."""
        state = connection.app.state
        if shown.token is not None:
            question = tokens.holder(shown.token, state.pool)
        else:
            question = self.mode.identify(connection, state.pool)
        asked = asyncio.create_task(question)
        try:
            patience_s = PATIENCE_S if state.relay.is_following else PATIENCE_WHILE_AWAY_S
            done, _ = await asyncio.wait({asked}, timeout=patience_s)
        finally:
            asked.cancel()  # not waited for: a frozen connection lets go late
        if done:
            return asked.result()
        asked.add_done_callback(_let_go)
        raise TimeoutError("no answer in time")

    def _remembered(self, shown: Shown) -> Identity | None:
        at, who = self._known.get(shown, (0.0, None))
        return who if monotonic() - at < REMEMBERED_S else None

    def _remember(self, shown: Shown, who: Identity | None) -> None:
        self._known.pop(shown, None)
        if who is not None:
            self._known[shown] = (monotonic(), who)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)


def is_open(path: str) -> bool:
    """Whether anybody may ask for that, known or not. Pure."""
    return path in OPEN or path.startswith(OPEN_BELOW)


def bearer(connection: HTTPConnection) -> str | None:
    """The token of ``Authorization: Bearer``; None where there is none."""
    scheme, _, token = connection.headers.get("authorization", "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _let_go(asked: asyncio.Task[Identity | None]) -> None:
    with suppress(asyncio.CancelledError):
        asked.exception()  # it was told already, as a silence
