"""Sessions of browsers: a secret in a cookie, of which the database keeps the SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

import auth
from auth import Identity
from database.connect import Pool
from database.queries import query
from settings import Settings
from web.access import forwarded

COOKIE = "floorcast_session"
SECRET_BYTES = 32
LONGEST_AGENT = 200


def hashed(secret: str) -> bytes:
    """What is kept of a secret. Pure."""
    return hashlib.sha256(secret.encode()).digest()


def secret_of(connection: HTTPConnection) -> str:
    """The secret a browser shows; empty where it shows none."""
    return connection.cookies.get(COOKIE, "")


async def holder(connection: HTTPConnection, pool: Pool, mode: str) -> Identity | None:
    """Who holds the session a browser shows, begun in that mode: what was enough to be somebody
    in one mode is not in another. None once it ended, or for somebody retired."""
    secret = secret_of(connection)
    if not secret:
        return None
    idle = timedelta(hours=_settings(connection).session_idle_hours)
    row = await pool.fetchrow(query("identity_by_session"), hashed(secret), mode, idle)
    if row is None or row["identity"] is None:
        return None
    return auth.identity(row["identity"], session_id=row["session_id"])


async def begin(
    connection: HTTPConnection, response: Response, person_id: int, mode: str, pool: Pool
) -> None:
    """Log a browser in. The secret is always a new one, and what the browser showed before ends:
    nobody can have planted it."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    settings = _settings(connection)
    await pool.execute(
        query("access_begin_session"),
        hashed(secret),
        hashed(secret_of(connection)),
        person_id,
        mode,
        timedelta(days=settings.session_days),
        forwarded.client(connection) or None,
        connection.headers.get("user-agent", "")[:LONGEST_AGENT] or None,
    )
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(settings.session_days * 86_400),
        path="/",
        secure=forwarded.is_https(connection),
        httponly=True,
        samesite="lax",
    )


async def end(connection: HTTPConnection, response: Response, pool: Pool) -> None:
    """Log a browser out. Ends the session in the database first: a cookie can be copied."""
    secret = secret_of(connection)
    if secret:
        await pool.execute(query("access_end_session"), hashed(secret))
    response.delete_cookie(
        COOKIE, path="/", secure=forwarded.is_https(connection), httponly=True, samesite="lax"
    )


def _settings(connection: HTTPConnection) -> Settings:
    settings: Settings = connection.app.state.settings
    return settings
