"""AUTH_MODE=local: whoever sits at this machine, as one identity, or as the one they choose."""

from __future__ import annotations

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
from web import page
from web.access import answers, sessions
from web.access.form import entered
from web.access.gate import AWAY

THIS_COMPUTER = "local@localhost"


class Local:
    """Everybody is the person of this machine, or whom they say."""

    name = "local"

    def __init__(self) -> None:
        self.routes: Sequence[BaseRoute] = [
            Route("/login", self.choices),
            Route("/login", self.choose, methods=["POST"]),
        ]

    def shown(self, connection: HTTPConnection) -> str:
        """The session of whoever chose to be somebody; nothing else is asked for."""
        return sessions.secret_of(connection) or "local"

    async def identify(self, connection: HTTPConnection, pool: Pool) -> Identity | None:
        """Whom the session was begun for; else the person of this machine, made where there is
        none yet."""
        chosen = await sessions.holder(connection, pool, self.name)
        if chosen is not None:
            return chosen
        text = await pool.fetchval(query("identity_local"))
        return None if text is None else auth.identity(text)

    async def challenge(
        self, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """The person of this machine was retired: somebody else has to be chosen."""
        await answers.to_login(connection, scope, receive, send)

    async def choices(self, request: Request) -> Response:
        """Who one can be."""
        try:
            people = await request.app.state.pool.fetch(query("access_people"))
        except AWAY:
            return page.waiting_page(request)
        context = {"next": answers.own_path(request.query_params.get("next", ""))}
        return page.render(request, "login_local.html", {**context, "people": people})

    async def choose(self, request: Request) -> Response:
        """Be somebody from here on."""
        try:
            return await self._chosen(request)
        except AWAY:
            return page.waiting_page(request)

    async def _chosen(self, request: Request) -> Response:
        pool, form = request.app.state.pool, await entered(request)
        response = RedirectResponse(answers.own_path(form.get("next", "")), 303, answers.HEADERS)
        email = form.get("email", "").strip()
        if email == THIS_COMPUTER:
            await sessions.end(request, response, pool)
            return response
        person_id = await pool.fetchval(query("access_person"), email)
        if person_id is None:
            raise UserError(
                f"There is nobody with the e-mail address {email[:80]!r}.",
                hint="Choose somebody at /login; `floorcast person add` makes somebody new.",
                field="email",
                value=email[:80],
            )
        await sessions.begin(request, response, person_id, self.name, pool)
        return response
