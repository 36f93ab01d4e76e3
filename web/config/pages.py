"""``/config``: connections to devices, the wizard that makes one, and the page of each.

The pages bring the frame and the names to choose from. What they show and change goes
through the change feed and /api/connections.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

import auth
from database.queries import query
from web import page
from web.api.database import reading
from web.config import frame
from web.feed import NotFollowingError

SECTION = "Connections"
SEES = "setup.see"
LARGEST_ID = 2**31 - 1


async def connections_page(request: Request) -> Response:
    """All connections, live."""
    auth.require(request, SEES)
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    context = {
        **frame.context(request, SECTION),
        "connections": page.live_state(request).rows("connections"),
    }
    return page.render(request, "config_connections.html", context)


async def list_moved(request: Request) -> Response:
    """The list under the address one would guess."""
    auth.require(request, SEES)
    return RedirectResponse("/config")


async def wizard_page(request: Request) -> Response:
    """A new connection, step by step."""
    auth.require_everywhere(request, "setup.change")
    return await _with_choices(request, "config_wizard.html", {})


async def connection_page(request: Request) -> Response:
    """One connection: how it fares, its settings, its tags, what was refused."""
    auth.require(request, SEES)
    connection_id = request.path_params["connection_id"]
    if connection_id > LARGEST_ID:
        raise HTTPException(404)
    try:
        async with reading(request) as connection:
            name = await connection.fetchval(query("connection_name"), connection_id)
    except NotFollowingError:
        return page.waiting_page(request)
    if name is None:
        return _unknown(request, connection_id)
    context = {"connection_id": connection_id, "connection_name": name}
    return await _with_choices(request, "config_connection.html", context)


async def _with_choices(request: Request, template: str, context: dict[str, Any]) -> Response:
    """A page where machines, lines, reasons and so on are chosen by name."""
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    try:
        async with reading(request) as connection:
            choices = await connection.fetchval(query("connection_choices"))
    except NotFollowingError:
        return page.waiting_page(request)
    context = {
        **frame.context(request, SECTION),
        **context,
        "choices": json.loads(choices),
        "connections": page.live_state(request).rows("connections"),
    }
    return page.render(request, template, context)


def _unknown(request: Request, connection_id: int) -> Response:
    rows = page.live_state(request).rows("connections")
    context = {
        "title": f"There is no connection {connection_id}",
        "message": "unknown connection",
        "hint": "It may have been deleted. These exist:"
        if rows
        else "It may have been deleted. Set up shows all connections.",
        "status": 404,
        "suggestions": [
            (row["connection_name"], f"/config/connections/{row['connection_id']}") for row in rows
        ]
        or [("Set up", "/config")],
    }
    return page.render(request, "error.html", context, 404)


routes = [
    Route("/config", connections_page),
    Route("/config/connections", list_moved),
    Route("/config/connections/new", wizard_page),
    Route("/config/connections/{connection_id:int}", connection_page),
]
