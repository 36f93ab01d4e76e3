"""AUTH_MODE=local: whoever sits at this machine, as one identity, or as the one they chose."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

import auth
from auth import Identity
from database.connect import Pool
from database.queries import query
from web.access import sessions


class Local:
    """Everybody is the person of this machine."""

    name = "local"

    def shown(self, connection: HTTPConnection) -> str:
        """The session of whoever chose to be somebody; nothing else is asked for."""
        return sessions.secret_of(connection) or "local"

    async def identify(self, connection: HTTPConnection, pool: Pool) -> Identity | None:
        """Whom the session was begun for; else the person of this machine, made where there is
        none yet."""
        secret = sessions.secret_of(connection)
        chosen = await sessions.holder(secret, pool) if secret else None
        if chosen is not None:
            return chosen
        return auth.identity(await pool.fetchval(query("identity_local")))

    async def challenge(
        self, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Only while the database is away, and has never been there."""
        problem = {"error": "The database cannot be reached.", "field": None, "value": None}
        await JSONResponse(problem, 503)(scope, receive, send)
