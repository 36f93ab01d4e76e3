"""/api/kpis and /api/machines: indicators of the last days, from the gold views as they are."""

from __future__ import annotations

from typing import Any

import asyncpg
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.connect import Connection
from database.queries import query
from web.api import params as api_params
from web.api.answers import csv_answer, json_answer
from web.api.database import Days, last_days, reading
from web.api.models import Figures, LineFigures, MachineFigures

PARAMETERS = ("days", "line", "format")
# what can be said of days of which nothing is known
NOTHING: dict[str, Any] = {
    name: None if name.endswith("_ratio") else 0 for name in Figures.model_fields
}


async def kpis(request: Request) -> Response:
    """Indicators of everything asked for, and of each line. As CSV, one row per line."""
    days, wants_csv = _asked(request)
    async with reading(request) as connection:
        line = await api_params.line(connection, request.query_params)
        found = await last_days(connection, days, line)
        lines = await found.rows(connection, "api_kpis_of_lines", _key(line))
        whole = await _whole(connection, found, line)
    if wants_csv:
        return csv_answer(f"kpis_{days}_days.csv", lines, LineFigures)
    return json_answer({**found.window(line), **whole, "lines": lines})


async def machines(request: Request) -> Response:
    """Indicators of each machine, and its state now."""
    days, wants_csv = _asked(request)
    async with reading(request) as connection:
        line = await api_params.line(connection, request.query_params)
        found = await last_days(connection, days, line)
        rows = await found.rows(connection, "api_kpis_of_machines", _key(line))
    if wants_csv:
        return csv_answer(f"machines_{days}_days.csv", rows, MachineFigures)
    return json_answer({**found.window(line), "machines": rows})


def _asked(request: Request) -> tuple[int, bool]:
    auth.require(request, auth.SEE)
    params = request.query_params
    api_params.refuse_unknown(params, PARAMETERS)
    return api_params.days(params), api_params.wants_csv(params)


def _key(line: asyncpg.Record | None) -> int | None:
    return line["line_id"] if line else None


async def _whole(
    connection: Connection, found: Days, line: asyncpg.Record | None
) -> dict[str, Any]:
    row = await connection.fetchrow(
        query("api_kpis"),
        [plant.plant_id for plant in found.plants],
        [plant.from_date for plant in found.plants],
        [plant.to_date for plant in found.plants],
        _key(line),
    )
    return dict(row) if row else NOTHING


routes = [Route("/api/kpis", kpis), Route("/api/machines", machines)]
