"""AUTH_MODE=oidc: people log in at an OpenID provider, and come back with what it says of them.

A login that is under way is a row that is used once (access.oidc_logins). Its state also stays in
a cookie of the browser that began: nobody can have somebody else end a login they did not begin.
"""

from __future__ import annotations

import hmac
import logging
import re
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from auth import Identity
from database.connect import Connection, Pool
from database.queries import query
from errors import UserError
from settings import Settings
from web import page
from web.access import answers, forwarded, sessions
from web.access.acting import named
from web.access.gate import AWAY
from web.access.oidc_provider import DeniedError, NotBelievedError, Provider
from web.access.people_rows import LOCAL
from web.access.sessions import hashed
from web.api.answers import RefusedError
from web.api.database import connected
from web.feed import NotFollowingError

logger = logging.getLogger(__name__)

LOGIN, CALLBACK = "/oidc/login", "/oidc/callback"
COOKIE = "floorcast_oidc_"  # and a part of the state's hash: tabs that log in at once are apart
COOKIE_S = 600
PROGRAM = "oidc"
NOBODY = "none"
SECRET_BYTES = 48
LONGEST_NAME, LONGEST_EMAIL, LONGEST_PATH = 200, 254, 2_000
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


class Oidc:
    """Whoever the provider knows, with a session of ours."""

    name = "oidc"

    def __init__(self, settings: Settings) -> None:
        secret = settings.oidc_client_secret
        if not settings.oidc_issuer or not settings.oidc_client_id:
            raise UserError(
                "AUTH_MODE=oidc needs OIDC_ISSUER and OIDC_CLIENT_ID.",
                hint="The provider tells both where Floorcast is registered (docs/access.md).",
                field="OIDC_ISSUER",
            )
        self.provider = Provider(
            settings.oidc_issuer,
            settings.oidc_client_id,
            secret.get_secret_value() if secret else None,
            settings.oidc_scopes,
        )
        self._default_role = settings.oidc_default_role
        self.routes: Sequence[BaseRoute] = [
            Route(answers.LOGIN, self._page),
            Route(LOGIN, self._login),
            Route(CALLBACK, self._callback),
        ]

    def shown(self, connection: HTTPConnection) -> str:
        """The session."""
        return sessions.secret_of(connection)

    async def identify(self, connection: HTTPConnection, pool: Pool) -> Identity | None:
        """Whose session it is."""
        return await sessions.holder(connection, pool, self.name)

    async def challenge(
        self, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """To the provider; programs are told that they have to log in."""
        if not answers.wants_page(connection):
            await answers.nobody(answers.NOBODY, scope, receive, send)
            return
        asked = scope["raw_path"].decode("latin-1")
        if scope["query_string"]:
            asked += f"?{scope['query_string'].decode('latin-1')}"
        await _leading(f"{LOGIN}?{urlencode({'next': asked})}")(scope, receive, send)

    async def _page(self, request: Request) -> Response:
        """Where one lands after logging out: going on to the provider by itself would log in
        again at once."""
        next_path = safe_path(request.query_params.get("next", "/"))
        context = {"login": f"{LOGIN}?{urlencode({'next': next_path})}"}
        return page.render(request, "login_oidc.html", context, headers=answers.HEADERS)

    async def _login(self, request: Request) -> Response:
        """Begin: go to the provider."""
        state, nonce, code_verifier = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(3))
        next_path = safe_path(request.query_params.get("next", "/"))
        url = await self.provider.login_url(_redirect_uri(request), state, nonce, code_verifier)
        async with connected(request) as connection:
            await connection.execute(
                query("access_oidc_begin"), hashed(state), nonce, code_verifier, next_path
            )
        response = _leading(url)
        response.set_cookie(
            _cookie(state),
            state,
            max_age=COOKIE_S,
            path=CALLBACK,
            secure=forwarded.is_https(request),
            httponly=True,
            samesite="lax",  # the way back is a link from another site
        )
        return response

    async def _callback(self, request: Request) -> Response:
        """End: come back from the provider."""
        try:
            return await self._end(request)
        except RefusedError as error:
            logger.warning("refused a login by OpenID: %s", error)
            raise

    async def _end(self, request: Request) -> Response:
        said = request.query_params
        begun = await _begun(request, said.get("state", ""))
        if "error" in said:
            raise DeniedError(said.get("error_description") or said["error"])
        if said.get("iss", self.provider.issuer).rstrip("/") != self.provider.issuer:
            raise NotBelievedError("another provider answered")
        claims = await self.provider.claims(
            said.get("code", ""), _redirect_uri(request), begun["nonce"], begun["code_verifier"]
        )
        email = verified_email(claims)
        async with connected(request) as connection, named(connection, email, PROGRAM):
            person_id = await self._person(connection, email, claims)
        response = _leading(begun["next_path"])
        response.delete_cookie(_cookie(said["state"]), path=CALLBACK)
        try:
            await sessions.begin(request, response, person_id, self.name, request.app.state.pool)
        except AWAY as error:
            raise NotFollowingError(f"not logged in: {type(error).__name__}") from error
        return response

    async def _person(self, connection: Connection, email: str, claims: dict[str, Any]) -> int:
        """Key of who has that address, made at first sight where strangers are let in."""
        known = await connection.fetchrow(query("people_by_email"), email)
        if known is None and self._default_role != NOBODY:
            person_id: int | None = await connection.fetchval(
                query("people_add"), email, _name(claims, email)
            )
            if person_id is not None:
                await connection.execute(query("access_oidc_grant"), person_id, self._default_role)
                return person_id
            known = await connection.fetchrow(query("people_by_email"), email)  # just made
        if known is None or known["is_retired"]:
            raise RefusedError(
                f"{email} has no account here.",
                hint="Ask whoever looks after Floorcast to add you, then log in again.",
                field="email",
                value=email,
                status=403,
            )
        return int(known["person_id"])


async def _begun(request: Request, state: str) -> Any:
    """The login that comes to its end. Raises RefusedError for one this browser did not begin."""
    kept = request.cookies.get(_cookie(state), "")
    found = None
    if state and hmac.compare_digest(kept.encode(), state.encode()):
        async with connected(request) as connection:
            found = await connection.fetchrow(query("access_oidc_end"), hashed(state))
    if found is None:
        raise RefusedError(
            "This login was not begun here, was used before, or took too long.",
            hint="Begin again: go to the floor.",
            field="state",
            status=400,
        )
    return found


def verified_email(claims: dict[str, Any]) -> str:
    """The address the provider vouches for. Raises RefusedError where it does not."""
    told = claims.get("email")
    email = told.strip() if isinstance(told, str) else ""
    is_one = _EMAIL.fullmatch(email) and len(email) <= LONGEST_EMAIL and email.isprintable()
    if not is_one or email.lower() == LOCAL:  # whoever sits at this machine is nobody's login
        raise RefusedError(
            "The login service does not tell your e-mail address.",
            hint="Have it send the claim email, with the scope email (OIDC_SCOPES).",
            field="email",
            status=403,
        )
    if claims.get("email_verified") in (False, "false"):
        raise RefusedError(
            f"The login service has not verified the address {email}.",
            hint="Verify it there, then log in again.",
            field="email_verified",
            value=email,
            status=403,
        )
    return email


def safe_path(text: str) -> str:
    """A page of ours to go on to; the floor for whatever else. Pure."""
    path = answers.own_path(text)
    return "/" if len(path) > LONGEST_PATH or path.startswith("/oidc/") else path


def _leading(address: str) -> Response:
    return RedirectResponse(address, 303, answers.HEADERS)


def _name(claims: dict[str, Any], email: str) -> str:
    told = claims.get("name") or claims.get("preferred_username") or ""
    name = "".join(letter for letter in str(told) if letter.isprintable()).strip()
    return name[:LONGEST_NAME] or email.partition("@")[0]


def _redirect_uri(request: Request) -> str:
    scheme = "https" if forwarded.is_https(request) else "http"
    return f"{scheme}://{forwarded.host(request)}{CALLBACK}"


def _cookie(state: str) -> str:
    return COOKIE + hashed(state).hex()[:8]
