"""/api/reasons: what can be chosen, most used first."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.queries import query
from errors import UserError
from web.api import params as api_params
from web.api.answers import json_answer, refusing
from web.api.database import reading
from web.stops.models import Reason

PARAMETERS = ("machine", "kind")
KINDS = ("stop", "scrap")
MOST_USED = 6


@refusing
async def reasons(request: Request) -> Response:
    """Reasons for stops, or for rejects."""
    auth.require(request, auth.SEE)
    params = request.query_params
    api_params.refuse_unknown(params, PARAMETERS)
    kind = params.get("kind", KINDS[0])
    if kind not in KINDS:
        raise UserError(
            f"kind={kind[:20]} is no kind of reason.",
            hint=f"Choose {' or '.join(KINDS)}.",
            field="kind",
            value=kind[:20],
        )
    async with reading(request) as connection:
        machine = await api_params.machine(connection, params)
        rows = await connection.fetch(
            query("stops_reasons"), machine["machine_id"] if machine else None, kind
        )
    found = [Reason.model_validate(dict(row)) for row in rows]
    return json_answer(
        {
            "kind": kind,
            "machine": machine["machine_name"] if machine else None,
            "reasons": found,
            "most_used": most_used(found),
        }
    )


def most_used(found: list[Reason]) -> list[Reason]:
    """Those that were used at all, on this machine first. Pure."""
    used = [reason for reason in found if reason.uses_of_type]
    return sorted(used, key=lambda reason: (-reason.uses, -reason.uses_of_type))[:MOST_USED]


routes = [Route("/api/reasons", reasons)]
