"""/api/people and /config/people: who uses Floorcast, and what they are where."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from auth import Identity
from database.queries import query
from web import page
from web.access import people_rows
from web.access.acting import as_server, refuse_tokens
from web.access.people_models import HIDDEN, RULES, ChangedPerson, NewPerson
from web.api import bodies
from web.api import params as api_params
from web.api.answers import RefusedError, json_answer, refusing
from web.api.connection_models import LARGEST_ID
from web.api.database import connected
from web.api.database_refusals import as_refusals
from web.config import frame

RIGHT = "people.change"
SECTION = "People"


@refusing
async def people(request: Request) -> Response:
    """List everybody, or add somebody, whichever the method says."""
    who = _require(request)
    api_params.refuse_unknown(request.query_params, ())
    if request.method == "POST":
        return await _add(request, who)
    async with as_server(request) as connection:
        return json_answer({"people": await people_rows.rows(connection)})


@refusing
async def one_person(request: Request) -> Response:
    """Read or change one of them, whichever the method says."""
    who = _require(request)
    api_params.refuse_unknown(request.query_params, ())
    person_id = min(request.path_params["person_id"], LARGEST_ID)
    if request.method == "PATCH":
        return await _change(request, who, person_id)
    async with as_server(request) as connection:
        return json_answer(await people_rows.row(connection, person_id))


async def people_page(request: Request) -> Response:
    """Everybody, with what they are; the list itself is asked for by its script."""
    _require(request)
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    async with connected(request) as connection:
        choices = await connection.fetchval(query("people_choices"))
    settings = request.app.state.settings
    context = {
        **frame.context(request, SECTION),
        "choices": json.loads(choices),
        "has_passwords": settings.auth_mode in ("local", "password"),
    }
    return page.render(request, "config_people.html", context)


async def _add(request: Request, who: Identity) -> Response:
    refuse_tokens(who, "change people")
    new = await bodies.read(
        request, NewPerson, RULES, row_fields=("role", "plant", "line"), hidden=HIDDEN
    )
    with as_refusals():
        async with as_server(request) as connection:
            person_id = await people_rows.add(connection, new)
            return json_answer(await people_rows.row(connection, person_id), 201)


async def _change(request: Request, who: Identity, person_id: int) -> Response:
    refuse_tokens(who, "change people")
    changed = await bodies.read(
        request, ChangedPerson, RULES, row_fields=("role", "plant", "line"), hidden=HIDDEN
    )
    mode = request.app.state.settings.auth_mode
    with as_refusals():
        async with as_server(request) as connection:
            before = await people_rows.row(connection, person_id)
            if mode == "local" and before["email"] == people_rows.LOCAL:
                _refuse_this_computer(changed)
            await people_rows.change(connection, person_id, changed, before["email"], mode)
            return json_answer(await people_rows.row(connection, person_id))


def _require(request: Request) -> Identity:
    """Who asks, if they may change people everywhere: whoever could do so on one line could make
    themselves anything there."""
    who = auth.require(request, RIGHT)
    if not who.may_everywhere(RIGHT):
        raise RefusedError(
            f"{who.name} has the right {RIGHT} in some places only; it takes it everywhere.",
            hint="Ask somebody who is an engineer everywhere.",
            field="person",
            value=who.email,
            status=403,
        )
    return who


def _refuse_this_computer(changed: ChangedPerson) -> None:
    if changed.is_retired or changed.roles is not None or changed.password is not None:
        raise RefusedError(
            "Everybody at this machine is this person: it stays what it is.",
            hint="Set AUTH_MODE to have people log in (docs/access.md).",
            field="person_id",
            status=409,
        )


routes = [
    Route("/config/people", people_page),
    Route("/api/people", people, methods=["GET", "POST"]),
    Route("/api/people/{person_id:int}", one_person, methods=["GET", "PATCH"]),
]
