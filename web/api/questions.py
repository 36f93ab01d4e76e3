"""/api/connections/test and the like: questions to a device, by settings stored or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

import auth
from web.api import bodies, connection_rows
from web.api import params as api_params
from web.api import question_models as models
from web.api.answers import json_answer, refusing
from web.api.connection_models import HIDDEN, RULES, Nothing
from web.api.connection_rows import Settings
from web.api.connections import CHANGES, ONE
from web.api.database import reading
from web.api.probes import Probe, ask, refuse_elsewhere

Handler = Callable[[Request], Awaitable[Response]]


class Kind(NamedTuple):
    """A kind of question: what it is asked with, and what is answered."""

    draft: type[models.Draft]
    question: type[BaseModel]
    answer: type[BaseModel]


KINDS = {
    "check": Kind(models.PlainDraft, models.PlainQuestion, Nothing),
    "test": Kind(models.PlainDraft, models.PlainQuestion, models.Tested),
    "browse": Kind(models.BrowseDraft, models.BrowseQuestion, models.Nodes),
    "search": Kind(models.SearchDraft, models.SearchQuestion, models.Nodes),
    "discover": Kind(models.PlainDraft, models.PlainQuestion, models.FoundMachines),
    "read": Kind(models.ReadDraft, models.ReadQuestion, models.Nodes),
}


def of_draft(kind: str) -> Handler:
    """The handler of a question by settings that are not stored yet."""

    @refusing
    async def handler(request: Request) -> Response:
        auth.require_everywhere(request, CHANGES)  # it goes to any address the server reaches
        api_params.refuse_unknown(request.query_params, ())
        draft = await bodies.read(request, KINDS[kind].draft, RULES, hidden=HIDDEN)
        ingester, stored, names = draft.ingester, None, list[str]()
        async with reading(request) as connection:
            if draft.connection_id is not None:
                stored = await connection_rows.settings(connection, draft.connection_id)
                names = await connection_rows.secret_names(connection, draft.connection_id)
                ingester = ingester or stored.ingester
            about = await connection_rows.known(connection, draft.protocol, ingester or "main")
        given = Settings(draft.protocol, draft.config, draft.secrets, ingester or "main")
        question = draft.model_dump(exclude=set(models.Draft.model_fields))
        parted = given.parted(about.secret_names)
        if stored is not None:
            refuse_elsewhere(stored, parted, names)
        return json_answer(await ask(request, Probe(kind, parted, draft.connection_id, question)))

    return handler


def of_stored(kind: str) -> Handler:
    """The handler of a question to a connection, by its stored settings."""

    @refusing
    async def handler(request: Request) -> Response:
        auth.require_everywhere(request, CHANGES)  # it goes to any address the server reaches
        api_params.refuse_unknown(request.query_params, ())
        connection_id = request.path_params["connection_id"]
        question = await bodies.read(request, KINDS[kind].question, RULES)
        async with reading(request) as connection:
            stored = await connection_rows.settings(connection, connection_id)
        probe = Probe(kind, stored, connection_id, question.model_dump())
        return json_answer(await ask(request, probe))

    return handler


routes: list[BaseRoute] = [
    route
    for kind in KINDS
    for route in (
        Route(f"/api/connections/{kind}", of_draft(kind), methods=["POST"]),
        Route(f"{ONE}/{kind}", of_stored(kind), methods=["POST"]),
    )
]
