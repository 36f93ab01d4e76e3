"""/api/parts: spare parts, their stock, and what comes in."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.connect import Connection
from web.api import bodies, submissions
from web.api import params as api_params
from web.api.answers import refusing
from web.work import upkeep
from web.work.children import moved
from web.work.guarded import guarded
from web.work.texts import RULES
from web.work.upkeep_models import ChangedPart, NewPart, PartMove

ONE = "/api/parts/{part_id:int}"
_MOVE = "insert into floor.part_moves (part_id, quantity, note) values ($1, $2, $3)"


async def _may(request: Request, connection: Connection, columns: upkeep.Columns) -> None:
    auth.require(request, "work.plan")


PART = upkeep.Kind(
    "part", "parts", "floor.parts", NewPart, ChangedPart, can_be_null=frozenset(), may=_may
)


@refusing
async def parts(request: Request) -> Response:
    """List them, or add one, whichever the method says."""
    if request.method == "POST":
        return await upkeep.added(request, PART)
    return await upkeep.listed(request, PART)


@refusing
async def part(request: Request) -> Response:
    """Change one."""
    return await upkeep.changed(request, PART)


@refusing
async def moves(request: Request) -> Response:
    """A delivery, or what a count put right."""
    api_params.refuse_unknown(request.query_params, ())
    move = await bodies.read(request, PartMove, RULES)
    quantity = moved(move.quantity)

    async def write(connection: Connection) -> dict[str, Any]:
        auth.require(request, "work.do")
        one = await upkeep.row(connection, PART, request.path_params["part_id"])
        with guarded(move):
            await connection.execute(_MOVE, one["part_id"], quantity, move.note)
        return await upkeep.row(connection, PART, one["part_id"])

    content = move.model_dump(mode="json", exclude_unset=True)
    return await submissions.once(request, content, write, 201)


routes = [
    Route("/api/parts", parts, methods=["GET", "POST"]),
    Route(ONE, part, methods=["PATCH"]),
    Route(f"{ONE}/moves", moves, methods=["POST"]),
]
