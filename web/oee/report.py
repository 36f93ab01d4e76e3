"""``/oee``: where the time went. Headline, losses, trend, stops, and every table as CSV."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from errors import UserError
from web import page
from web.api.database import reading
from web.csv_table import csv_response
from web.feed import NotFollowingError
from web.oee import data as oee_data
from web.oee import findings as oee_findings
from web.oee import selection as oee_selection
from web.oee.selection import PARETO_BY, Selection, Shift
from web.oee.why import why_page
from web.page import Row

FIRST_CAUSES = 12  # of the Pareto; the others fold away
PERIOD_NAMES = {"shift": "Shift", "day": "Day", "week": "Week"}
FACTORS = {
    "oee": "OEE",
    "availability": "Availability",
    "performance": "Performance",
    "quality": "Quality",
}


async def oee_page(request: Request) -> Response:
    """The page, or what changes in it for a page that is open (``?fragment=1``)."""
    auth.require(request, auth.SEE)
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    try:
        context = await _context(request)
    except NotFollowingError:
        return page.waiting_page(request)
    is_fragment = request.query_params.get("fragment") == "1"
    return page.render(request, "oee_fragment.html" if is_fragment else "oee.html", context)


async def oee_csv(request: Request) -> Response:
    """One table of the page as a file, by the same address: ``/oee/machines.csv?line=Engine``."""
    auth.require(request, auth.SEE)
    name = request.path_params["table"]
    if name not in oee_data.TABLES:
        raise HTTPException(404)
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    now = page.live_context(request)["now"]
    try:
        async with reading(request) as connection:
            lines = await oee_data.line_names(connection)
            selection, _ = await oee_data.select(request, connection, now, lines)
            if name == "hours" and not selection.is_by_hour:
                raise UserError(
                    "The hourly board shows one day or less.",
                    hint="Choose period=day&date=…, or from= and to= with hours.",
                    field="period",
                    value=selection.period,
                )
            rows = await oee_data.table(connection, name, selection, oee_data.MOST_EVENTS)
    except NotFollowingError:
        return page.waiting_page(request)
    return csv_response(_file_name(name, selection), rows)


async def _context(request: Request) -> dict[str, Any]:
    live = page.live_context(request)
    now = live["now"]
    revisions = {
        row["line"]: row["revision"]
        for row in page.live_state(request).rows("oee")
        if row["machine"] is None
    }
    async with reading(request) as connection:
        lines = await oee_data.line_names(connection)
        selection, shifts = await oee_data.select(request, connection, now, lines)
        found = await oee_data.read(connection, selection)
    is_open = oee_data.is_open(selection, shifts, now)
    behind_s = _age_s(found["refreshed_to"], now) if is_open else None
    before, after = oee_selection.steps(selection, shifts)
    columns, heat = oee_data.heat_rows(found["heatmap"])
    return {
        **live,
        **found,
        "selection": selection,
        "line": selection.line,
        "lines_known": [row["line"] for row in lines],
        "zone": selection.zone,
        "local_now": now.astimezone(selection.zone),
        "title": oee_selection.title(selection, shifts),
        "is_open": is_open,
        "before": before,
        "after": after,
        "periods": _period_links(selection, shifts, now),
        "shifts_of_day": [s.shift_name for s in shifts if s.business_date == selection.last],
        "empty": oee_findings.empty(selection, shifts, found["lines"], found["machines"], now),
        "doubts": oee_findings.doubts(found["totals"], found["machines"], behind_s),
        "boards": [
            list(rows)
            for _, rows in groupby(found.get("hours", ()), key=lambda row: row["line_id"])
        ],
        "chart": oee_data.chart(found["trend"], _target(found["totals"]), selection),
        "heat_columns": columns,
        "heat_days": oee_data.days_of(columns),
        "heat_rows": heat,
        "first_causes": FIRST_CAUSES,
        "pareto_by": PARETO_BY,
        "factors": FACTORS,
        "revisions": {
            name: revision for name, revision in revisions.items() if selection.line in ("", name)
        },
    }


def _target(totals: list[Row]) -> float | None:
    """The target of all that is shown: only a line has one."""
    target: float | None = totals[0]["target_oee_ratio"] if len(totals) == 1 else None
    return target


def _age_s(refreshed_to: datetime | None, now: datetime) -> float | None:
    return None if refreshed_to is None else (now - refreshed_to).total_seconds()


def _period_links(selection: Selection, shifts: list[Shift], now: datetime) -> list[Row]:
    """Shift, day and week around what is shown; where today is among it, those of today."""
    today = now.astimezone(selection.zone).date()
    at = today if selection.first <= today <= selection.last else selection.last
    worked = oee_selection.current(shifts, now)
    shift = selection.shift_name
    if shift is None:
        of_day = [s.shift_name for s in shifts if s.business_date == at]
        is_worked = worked is not None and worked.business_date == at
        shift = worked.shift_name if worked and is_worked else next(iter(of_day), None)
    nothing = {"from": None, "to": None, "reason": None, "loss": None, "machine": None}
    links = []
    for period, name in PERIOD_NAMES.items():
        changes: dict[str, str | None] = {**nothing, "period": period, "date": at.isoformat()}
        changes["shift"] = shift if period == "shift" else None
        links.append(
            {
                "name": name,
                "query": selection.query(**changes),
                "is_current": selection.period == period,
            }
        )
    return links


def _file_name(table: str, selection: Selection) -> str:
    dates = dict.fromkeys((selection.first.isoformat(), selection.last.isoformat()))
    parts = ["oee", table, selection.line or "all", *dates, selection.shift_name or ""]
    return "_".join(part for part in parts if part) + ".csv"


routes = [
    Route("/oee", oee_page),
    Route("/oee/why", why_page),
    Route("/oee/{table}.csv", oee_csv),
]
