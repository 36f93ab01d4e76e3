"""/account: who am I here, what may I do, where am I logged in, which programs act for me."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from auth import Identity
from database.connect import Connection
from database.queries import query
from settings import Settings
from web import page
from web.access import forwarded, passwords, people_rows
from web.access.account_models import HIDDEN, RULES, ChangedPassword
from web.access.acting import as_server, refuse_tokens
from web.api import bodies
from web.api import params as api_params
from web.api.answers import RefusedError, json_answer, refusing
from web.api.connection_models import LARGEST_ID
from web.api.database import connected


@refusing
async def account(request: Request) -> Response:
    """Who asks."""
    api_params.refuse_unknown(request.query_params, ())
    who, settings = auth.asking(request), _settings(request)
    idle = timedelta(hours=settings.session_idle_hours)
    async with as_server(request) as connection:
        known = await connection.fetchrow(query("access_account_person"), who.person_id)
        sessions = await connection.fetch(
            query("access_account_sessions"), who.person_id, who.session_id, idle
        )
    assert known is not None  # noqa: S101 always one row
    return json_answer(
        {
            "person_id": who.person_id,
            "email": who.email,
            "name": who.name,
            "employee_id": who.employee_id,
            "mode": settings.auth_mode,
            "roles": json.loads(known["roles_json"]),
            "rights": [
                right for right in json.loads(known["rights_json"]) if who.has(right["action"])
            ],
            "has_password": known["has_password"],
            "token_id": who.token_id,
            "session_id": who.session_id,
            "sessions": [dict(session) for session in sessions],
        }
    )


@refusing
async def other_sessions(request: Request) -> Response:
    """Log out everywhere else."""
    api_params.refuse_unknown(request.query_params, ())
    who = auth.asking(request)
    refuse_tokens(who, "end sessions")
    async with as_server(request) as connection:
        return json_answer({"ended": await _end(connection, who)})


@refusing
async def one_session(request: Request) -> Response:
    """Log out one browser."""
    api_params.refuse_unknown(request.query_params, ())
    who, session_id = auth.asking(request), request.path_params["session_id"]
    refuse_tokens(who, "end sessions")
    async with as_server(request) as connection:
        ended = await connection.fetch(
            query("access_account_end_sessions"), who.person_id, min(session_id, LARGEST_ID), None
        )
    if not ended:
        raise RefusedError(
            f"There is no session {session_id} of yours.",
            hint="It may have ended before: load the page again.",
            field="session_id",
            value=session_id,
            status=404,
        )
    return json_answer({"ended": len(ended)})


@refusing
async def password(request: Request) -> Response:
    """Another password for oneself; whoever is logged in elsewhere with the old one no longer
    is."""
    api_params.refuse_unknown(request.query_params, ())
    who = auth.asking(request)
    refuse_tokens(who, "change a password")
    if _settings(request).auth_mode != "password":
        raise RefusedError(
            "Nobody logs in with a password here.",
            hint="How people log in is said by AUTH_MODE (docs/access.md).",
            field="new",
            status=409,
        )
    changed = await bodies.read(request, ChangedPassword, RULES, hidden=HIDDEN)
    await _check_old(request, who, changed.old)
    async with as_server(request) as connection:
        await people_rows.set_password(connection, who.person_id, who.email, changed.new)
        return json_answer({"ended": await _end(connection, who)})


async def account_page(request: Request) -> Response:
    """One's own account; what it shows is asked for by its script."""
    return page.render(request, "account.html", {})


async def _check_old(request: Request, who: Identity, old: str) -> None:
    """Raises RefusedError for another password than theirs: whoever finds a screen unlocked gets
    no more tries than at a login."""
    address = forwarded.network(forwarded.client(request))
    async with connected(request) as connection:
        attempt = await connection.fetchrow(query("access_begin_attempt"), who.email, address)
        known = await connection.fetchrow(query("access_password"), who.email)
    assert attempt is not None  # noqa: S101 always one row
    if attempt["again_at"] is not None:
        raise RefusedError(
            "Too many attempts failed: until later none is looked at.",
            hint="Come again in some minutes.",
            field="old",
            status=429,
        )
    kept = known["password_hash"] if known else None
    if not await asyncio.to_thread(passwords.is_right, old, kept):
        raise RefusedError(
            "That is not your password.",
            hint="Type the password you logged in with. Whoever may change people can give you "
            "a new one.",
            field="old",
            status=403,
        )
    async with connected(request) as connection:
        await connection.execute(
            query("access_accept_attempt"), attempt["attempt_id"], who.person_id, kept
        )


async def _end(connection: Connection, who: Identity) -> int:
    """End all sessions but the one that asks. Returns how many."""
    ended = await connection.fetch(
        query("access_account_end_sessions"), who.person_id, None, who.session_id
    )
    return len(ended)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


routes = [
    Route("/account", account_page),
    Route("/api/account", account),
    Route("/api/account/sessions", other_sessions, methods=["DELETE"]),
    Route("/api/account/sessions/{session_id:int}", one_session, methods=["DELETE"]),
    Route("/api/account/password", password, methods=["POST"]),
]
