"""Sessions of browsers: a secret in a cookie, of which the database keeps the SHA-256."""

from __future__ import annotations

import hashlib

from starlette.requests import HTTPConnection

import auth
from auth import Identity
from database.connect import Pool
from database.queries import query

COOKIE = "floorcast_session"


def hashed(secret: str) -> bytes:
    """What is kept of a secret. Pure."""
    return hashlib.sha256(secret.encode()).digest()


def secret_of(connection: HTTPConnection) -> str:
    """The secret a browser shows; empty where it shows none."""
    return connection.cookies.get(COOKIE, "")


async def holder(secret: str, pool: Pool) -> Identity | None:
    """Who holds a session; None once it ended, or for somebody retired."""
    row = await pool.fetchrow(query("identity_by_session"), hashed(secret))
    if row is None or row["identity"] is None:
        return None
    return auth.identity(row["identity"], session_id=row["session_id"])
