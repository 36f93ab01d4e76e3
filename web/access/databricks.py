"""AUTH_MODE=databricks: the platform in front has asked who it is, and says so in headers.

They are believed nowhere else: outside of a Databricks App anybody could write them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

import auth
from auth import Identity
from database.connect import Pool
from database.queries import query
from errors import UserError
from settings import Settings
from web import page
from web.access import answers

EMAIL = "x-forwarded-email"
NAME = "x-forwarded-preferred-username"
LONGEST = 254
_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+")
NOBODY = {
    "error": "Databricks does not say who asks.",
    "field": "X-Forwarded-Email",
    "value": None,
    "hint": "Open the app at the address Databricks shows for it. Whoever was retired in Floorcast "
    "is not let in.",
}


class Databricks:
    """Whoever the platform says."""

    name = "databricks"

    def __init__(self, settings: Settings) -> None:
        if not settings.databricks_app_name:
            raise UserError(
                "AUTH_MODE=databricks works inside a Databricks App alone: here anybody could "
                "claim to be anybody.",
                hint="Set AUTH_MODE to password or oidc; DATABRICKS_APP_NAME is set by the "
                "platform.",
                field="AUTH_MODE",
                value="databricks",
            )
        self._role = settings.databricks_default_role
        self.routes: Sequence[BaseRoute] = [Route("/login", self.login)]

    def shown(self, connection: HTTPConnection) -> str:
        """The e-mail address the platform vouches for; empty where it is none."""
        email = connection.headers.get(EMAIL, "").strip()
        is_one = len(email) <= LONGEST and _ADDRESS.fullmatch(email) is not None
        return email.lower() if is_one else ""

    async def identify(self, connection: HTTPConnection, pool: Pool) -> Identity | None:
        """The person of that address, made at first sight."""
        email = self.shown(connection)
        if not email:
            return None
        name = connection.headers.get(NAME, "").strip()[:LONGEST] or email
        text = await pool.fetchval(query("identity_on_platform"), email, name, self._role)
        return None if text is None else auth.identity(text)

    async def challenge(
        self, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """401: there is no login of ours to go to."""
        if not answers.wants_page(connection):
            await answers.nobody(NOBODY, scope, receive, send)
            return
        context = {
            "title": NOBODY["error"],
            "message": "",
            "hint": NOBODY["hint"],
            "status": 401,
        }
        response = page.render(Request(scope), "error.html", context, 401)
        await response(scope, receive, send)

    async def login(self, request: Request) -> Response:
        """The platform has logged in who gets here."""
        return RedirectResponse(answers.own_path(request.query_params.get("next", "")), 303)
