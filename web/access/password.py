"""AUTH_MODE=password: an e-mail address and a password, then a session in a cookie."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from auth import Identity
from database.connect import Pool
from database.queries import query
from web import page
from web.access import answers, forwarded, passwords, sessions
from web.access.form import entered
from web.access.gate import AWAY

AT_ONCE = 2  # comparing one takes 64 MB and a processor, on purpose
LONGEST_EMAIL = 254
WRONG = "That e-mail address and password do not belong together."
AWAY_NOW = "The database cannot be reached, so nobody can log in now. Try again in a moment."


class LockedError(Exception):
    """Too many attempts failed; from ``again_at`` on, the next one is looked at."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at

    def wait_s(self, now: datetime) -> int:
        """Seconds from now until then; at least one."""
        return max(1, int((self.again_at - now).total_seconds()) + 1)


class Password:
    """Whoever knows the password of a person."""

    name = "password"

    def __init__(self) -> None:
        passwords.warm_up()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self.routes: Sequence[BaseRoute] = [
            Route("/login", self.form),
            Route("/login", self.log_in, methods=["POST"]),
        ]

    def shown(self, connection: HTTPConnection) -> str:
        """The secret of the session."""
        return sessions.secret_of(connection)

    async def identify(self, connection: HTTPConnection, pool: Pool) -> Identity | None:
        """Who holds the session."""
        return await sessions.holder(connection, pool, self.name)

    async def challenge(
        self, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """To the login."""
        await answers.to_login(connection, scope, receive, send)

    async def form(self, request: Request) -> Response:
        """Who are you?"""
        is_away = not request.app.state.relay.is_following
        return _page(
            request,
            {"next": request.query_params.get("next", "")},
            AWAY_NOW if is_away else "",
            503 if is_away else 200,
        )

    async def log_in(self, request: Request) -> Response:
        """Begin a session for whoever knows the password."""
        pool, form = request.app.state.pool, await entered(request)
        email, password = form.get("email", "").strip(), form.get("password", "")
        try:
            person_id = await self._person(request, pool, email[:LONGEST_EMAIL], password)
            if person_id is None:
                return _page(request, form, WRONG, 401)
            response = RedirectResponse(
                answers.own_path(form.get("next", "")), 303, answers.HEADERS
            )
            await sessions.begin(request, response, person_id, self.name, pool)
        except LockedError as locked:
            wait_s = locked.wait_s(datetime.now(UTC))
            return _page(request, form, _locked(wait_s), 429, {"retry-after": str(wait_s)})
        except AWAY:
            return _page(request, form, AWAY_NOW, 503)
        return response

    async def _person(
        self, connection: HTTPConnection, pool: Pool, email: str, password: str
    ) -> int | None:
        """Whose address and password these are. Unknown or wrong: None, after the same work.
        Raises LockedError where too many attempts failed; then it is not looked at."""
        if not email or not password:
            return None
        address = forwarded.network(forwarded.client(connection))
        # an attempt counts as failed until it is not, so many at once do not get round the limit
        async with self._turn:
            attempt = await pool.fetchrow(query("access_begin_attempt"), email, address)
            assert attempt is not None  # noqa: S101
            if attempt["again_at"] is not None:
                raise LockedError(attempt["again_at"])
            known = await pool.fetchrow(query("access_password"), email)
            stored: str | None = known["password_hash"] if known else None
            is_right = await asyncio.to_thread(passwords.is_right, password, stored)
            if known is None or stored is None or not is_right:
                return None
            if passwords.is_outdated(stored):
                stored = await asyncio.to_thread(passwords.hashed, password)
            person_id: int = known["person_id"]
            await pool.execute(
                query("access_accept_attempt"), attempt["attempt_id"], person_id, stored
            )
            return person_id


def _page(
    request: Request,
    form: Mapping[str, str],
    problem: str,
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response:
    context = {
        "email": form.get("email", "")[:LONGEST_EMAIL],
        "next": answers.own_path(form.get("next", "")),
        "problem": problem,
    }
    sent = {"cache-control": "no-store", **(headers or {})}
    return page.render(request, "login.html", context, status, sent)


def _locked(wait_s: int) -> str:
    minutes = -(-wait_s // 60)
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"Too many attempts failed. Come again in {wait}: until then none is looked at."
