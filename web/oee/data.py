"""What /oee and its downloads read. Every figure comes from a gold view, none is worked out here.

A page reads all its tables in one snapshot of the database, so that its figures agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.requests import Request

from database.connect import Connection
from database.queries import query
from web import figures, page
from web.oee import selection as selecting
from web.oee.selection import Selection, Shift
from web.page import Row

EVENTS = 50
MOST_EVENTS = 100_000  # of a download
TABLES = ("lines", "machines", "losses", "trend", "downtime", "events", "heatmap", "hours")
HOUR = timedelta(hours=1)


async def select(
    request: Request, connection: Connection, now: datetime, lines: Sequence[Row]
) -> tuple[Selection, list[Shift]]:
    """What the query string asks for, and the shifts around it. Raises UserError."""
    params = request.query_params
    line = page.chosen_line(request, lines)
    zone = page.zone(page.time_zone(line, list(lines)))
    asked = selecting.asked_date(params, now, zone)
    found = await connection.fetch(query("oee_shifts"), line["line_id"] if line else None, asked)
    shifts = [Shift(*row) for row in found]
    return selecting.read(params, line, zone, shifts, now), shifts


async def line_names(connection: Connection) -> list[Row]:
    """The lines in use, in their order, with their keys and time zones."""
    return [dict(row) for row in await connection.fetch(query("oee_line_names"))]


async def table(
    connection: Connection, name: str, selection: Selection, most_events: int = EVENTS
) -> list[Row]:
    """One of TABLES, as it is shown and as it is downloaded."""
    statement, arguments = _statement(name, selection, most_events)
    return [dict(row) for row in await connection.fetch(query(statement), *arguments)]


def _statement(name: str, selection: Selection, most_events: int) -> tuple[str, Sequence[Any]]:
    arguments = selection.arguments
    if name == "trend":
        grain = "hour" if selection.is_by_hour else "day"
        return f"oee_trend_{grain}", (*arguments, selection.zone.key)
    if name == "heatmap":
        shift = selection.shift_name if selection.period == "range" else None
        return "oee_heatmap", (*selection.heat_dates, shift, selection.line_id)
    more: dict[str, tuple[Any, ...]] = {
        "losses": (None,),
        "downtime": (selection.by,),
        "events": (*(selection.filters.get(f) for f in ("reason", "loss", "machine")), most_events),
    }
    return f"oee_{name}", (*arguments, *more.get(name, ()))


async def read(connection: Connection, selection: Selection) -> Row:
    """All tables of the page, and what explains them."""
    tables = {
        name: await table(connection, name, selection)
        for name in TABLES
        if name != "hours" or selection.is_by_hour
    }
    totals = [dict(row) for row in await connection.fetch(query("oee_total"), *selection.arguments)]
    ids = await connection.fetch(
        query("oee_shift_ids"), selection.first, selection.last, selection.shift_name
    )
    refreshed_to = await connection.fetchval(query("oee_freshness"))
    return {
        **tables,
        "totals": totals,
        "shift_ids": dict(map(tuple, ids)) if selection.period == "shift" else {},
        "refreshed_to": refreshed_to,
    }


def is_open(selection: Selection, shifts: Sequence[Shift], now: datetime) -> bool:
    """Whether the period goes on just now: its figures are of the time so far. Pure."""
    if selection.from_at and selection.to_at:
        return selection.from_at <= now < selection.to_at
    today = now.astimezone(selection.zone).date()
    if selection.period != "shift" and selection.first <= today <= selection.last:
        return True
    return any(
        shift.starts_at <= now < shift.ends_at
        and selection.first <= shift.business_date <= selection.last
        and selection.shift_name in (None, shift.shift_name)
        for shift in shifts
    )


def chart(trend: Sequence[Row], target: float | None, selection: Selection) -> Row:
    """The trend as the chart wants it: instants, and of each curve its values and their texts.

    One place has four curves, and its target; of several places each has one. An hour without
    figures is a gap. Pure.
    """
    at = _instants([row["starts_at"] for row in trend], selection.is_by_hour)
    places = list(dict.fromkeys(row["plant"] for row in trend))
    kinds = {
        "OEE": "oee_ratio",
        "Availability": "availability_ratio",
        "Performance": "performance_ratio",
        "Quality": "quality_ratio",
    }
    wanted = (
        [(name, places[0], column) for name, column in kinds.items()]
        if len(places) == 1
        else [(place, place, "oee_ratio") for place in places]
    )
    by_key = {(row["plant"], row["starts_at"]): row for row in trend}
    curves = []
    for name, place, column in wanted:
        values = [by_key.get((place, instant), {}).get(column) for instant in at]
        texts = [figures.percent(value) for value in values]
        curves.append({"name": name, "values": values, "texts": texts})
    if target is not None and len(places) == 1:
        known = [figures.percent(target)] * len(at)
        curves.append({"name": "Target", "values": [target] * len(at), "texts": known})
    return {
        "at": [int(instant.timestamp()) for instant in at],
        "step": "hour" if selection.is_by_hour else "day",
        "zone": selection.zone.key,
        "curves": curves,
    }


def _instants(found: Sequence[datetime], is_by_hour: bool) -> list[datetime]:
    at = sorted(set(found))
    if not is_by_hour or not at:
        return at
    return [at[0] + number * HOUR for number in range(int((at[-1] - at[0]) / HOUR) + 1)]


def heat_rows(cells: Sequence[Row]) -> tuple[list[tuple[date, str]], list[Row]]:
    """The heat map as columns (business date, shift) and a row per machine. Pure."""
    began: dict[tuple[date, str], datetime] = {}
    rows: dict[str, Row] = {}
    for cell in cells:
        key = (cell["business_date"], cell["shift_name"])
        began[key] = min(cell["starts_at"], began.get(key, datetime.max.replace(tzinfo=UTC)))
        row = rows.setdefault(cell["machine"], {**cell, "cells": {}})
        row["cells"][key] = cell
    return sorted(began, key=lambda key: (key[0], began[key])), list(rows.values())


def days_of(columns: Sequence[tuple[date, str]]) -> list[tuple[date, int]]:
    """The business dates over the columns of the heat map, and how many columns each spans."""
    days: dict[date, int] = {}
    for day, _ in columns:
        days[day] = days.get(day, 0) + 1
    return list(days.items())
