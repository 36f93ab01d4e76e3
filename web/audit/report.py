"""``/audit`` and ``/api/audit``: who changed what, when, through which program."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from web import page
from web.api.answers import csv_answer, json_answer
from web.api.database import reading
from web.audit import entries as audit_entries
from web.audit.filters import ACTIONS, filters, query_of
from web.audit.models import EntryLine
from web.feed import NotFollowingError

RIGHT = "audit.see"
FILE = "audit.csv"


async def audit(request: Request) -> Response:
    """The changes asked for as JSON, or as a file with a line for each field that changed."""
    auth.require(request, RIGHT)
    asked = filters(request.query_params, page.zone(_time_zone(request)))
    async with reading(request) as connection:
        found = await audit_entries.read(connection, asked)
    if asked.is_file:
        return csv_answer(FILE, audit_entries.lines_of(found.entries), EntryLine)
    return json_answer(found._asdict())


async def audit_page(request: Request) -> Response:
    """The page: filters, changes, and the way to older ones."""
    auth.require(request, RIGHT)
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    try:
        context = await _context(request)
    except NotFollowingError:
        return page.waiting_page(request)
    return page.render(request, "audit.html", context)


async def _context(request: Request) -> dict[str, Any]:
    params = request.query_params
    zone = page.zone(_time_zone(request))
    asked = filters(params, zone)
    async with reading(request) as connection:
        found = await audit_entries.read(connection, asked)
        tables = await audit_entries.tables(connection)
        people = await audit_entries.people(connection)
    return {
        "entries": found.entries,
        "plant_time": audit_entries.plant_time,
        "tables": tables,
        "people": people,
        "actions": ACTIONS,
        "params": params,
        "zone": zone,
        "local_now": datetime.now(zone),
        "here": query_of(params),
        "newest": query_of(params, before=None) if asked.before else None,
        "older": query_of(params, before=found.next_before) if found.next_before else None,
        "file": query_of(params, before=None, limit=None, format="csv"),
        "is_filtered": any(params.get(name) for name in params if name not in ("before", "limit")),
    }


def _time_zone(request: Request) -> str:
    return page.time_zone(None, page.lines(page.live_state(request)))


routes = [Route("/audit", audit_page), Route("/api/audit", audit)]
