"""``/stops``: what stood still, what owes a reason, and two taps to give one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.connect import Connection
from database.queries import query
from errors import UserError
from web import page
from web.api.database import reading
from web.feed import NotFollowingError
from web.page import Row
from web.stops import owed, rows
from web.stops.api import is_unexplained

HOURS = {8: "8 hours", 24: "24 hours", 72: "3 days", 168: "7 days"}
DEFAULT_HOURS = 24
SECTION_HOURS = 24  # of the section on the page of a machine


async def stops_page(request: Request) -> Response:
    """The page, or the list alone for a page that is open (``?fragment=1``)."""
    auth.require(request, auth.SEE)
    state = page.live_state(request)
    if not state.is_ready:
        return page.waiting_page(request)
    known = page.lines(state)
    line = page.chosen_line(request, known)
    hours = _hours(request)
    only_owing = is_unexplained(request.query_params)
    live = page.live_context(request)
    name = line["line"] if line else ""
    time_zone = page.time_zone(line, known)
    try:
        async with reading(request) as connection:
            since = live["now"] - timedelta(hours=hours)
            found = await rows.listed(connection, None, name or None, since, only_owing=only_owing)
    except NotFollowingError:
        return page.waiting_page(request)
    all_owed = owed.rows(state)
    counts = owed.counts(all_owed, live["now"])
    context = {
        **live,
        **drawing(request, found, live["now"]),
        "line": name,
        "lines": [row["line"] for row in known],
        "owed_stops": all_owed,
        "owed_counts": counts,
        "owed_total": counts.get(name, 0) if name else sum(counts.values()),
        "hours": HOURS,
        "shown_hours": hours,
        "only_owing": only_owing,
        "time_zone": time_zone,
        "local_now": live["now"].astimezone(page.zone(time_zone)),
    }
    is_fragment = request.query_params.get("fragment") == "1"
    return page.render(request, "stops_list.html" if is_fragment else "stops.html", context)


async def section(request: Request, connection: Connection, machine: Row) -> dict[str, Any]:
    """What the section on a machine's page is drawn with; ``machine`` is a row with machine_id."""
    now = page.live_context(request)["now"]
    since = now - timedelta(hours=SECTION_HOURS)
    found = await rows.listed(connection, machine["machine_id"], None, since, only_owing=False)
    products = await connection.fetch(query("product_names"))
    return {
        **drawing(request, found, now),
        "products": [product["product_name"] for product in products],
    }


def drawing(request: Request, found: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Stops with what a row says of them. Each goes to the page as the dialog needs it."""
    who = auth.asking(request)
    return {
        "stops": [
            Shown(row, now, may_edit=who.may(rows.EXPLAIN, row["line"])).as_row() for row in found
        ],
        "stops_total": found[0]["total"] if found else 0,
    }


class Shown:
    """One stop as people read it."""

    def __init__(self, row: Mapping[str, Any], now: datetime, *, may_edit: bool) -> None:
        self._row = row
        self._now = now
        self._zone = page.zone(row["time_zone"])
        self._may_edit = may_edit

    def as_row(self) -> dict[str, Any]:
        """What a template draws."""
        row = self._row
        return {
            **row,
            "times": self._times(),
            "lasts": page.duration(row["duration_s"]),
            "parts": [part["reason"] for part in row["reasons"]],
            "may_edit": self._may_edit,
            "given": self._given(),
        }

    def _times(self) -> str:
        """When: 14:05 to 14:20, with the day where it is not today's."""
        begin = self._row["started_at"].astimezone(self._zone)
        is_today = begin.date() == self._now.astimezone(self._zone).date()
        text = begin.strftime("%H:%M:%S" if is_today else "%a %-d %b, %H:%M:%S")
        if self._row["ended_at"] is None:
            return f"since {text}"
        return f"{text} to {self._row['ended_at'].astimezone(self._zone):%H:%M:%S}"

    def _given(self) -> dict[str, Any]:
        """What the dialog is opened with."""
        row = self._row
        return {
            "machine": row["machine_name"],
            "short": row["short_name"],
            "line": row["line"],
            "zone": row["time_zone"],
            "started_at": row["started_at"].isoformat(),
            "ended_at": None if row["ended_at"] is None else row["ended_at"].isoformat(),
            "times": self._times(),
            "reason": row["reason"],
            "reasons": row["reasons"],
        }


def _hours(request: Request) -> int:
    text = request.query_params.get("hours", str(DEFAULT_HOURS))
    if text not in {str(hours) for hours in HOURS}:
        raise UserError(
            f"hours={text[:20]} is no period of this page.",
            hint=f"Choose hours= among {', '.join(map(str, HOURS))}.",
            field="hours",
            value=text[:20],
        )
    return int(text)


routes = [Route("/stops", stops_page)]
