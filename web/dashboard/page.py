"""``/dashboard``: the dashboard of the workspace in a frame, or its content drawn here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from database.connect import Connection
from database.queries import query
from errors import UserError
from settings import Settings
from web import page, security
from web.api.database import reading
from web.dashboard import drawing, lakeview
from web.dashboard.lakeview import Widget
from web.feed import NotFollowingError

FILTERS = ("plant", "line")
FRAME = "frame-src {}"


def embedded_url(settings: Settings) -> str | None:
    """Address of the workspace's dashboard, to be shown in a frame; None without one.

    Raises UserError where DASHBOARD_EMBED_URL is no https address.
    """
    if settings.dashboard_embed_url:
        if urlsplit(settings.dashboard_embed_url).scheme != "https":
            raise UserError(
                f'DASHBOARD_EMBED_URL is "{settings.dashboard_embed_url}", no https address.',
                hint="Copy it from the dashboard: Share, Embed dashboard.",
                field="DASHBOARD_EMBED_URL",
                value=settings.dashboard_embed_url,
            )
        return settings.dashboard_embed_url
    if not (settings.dashboard_id and settings.databricks_host):
        return None
    host = urlsplit(f"//{settings.databricks_host.partition('://')[2] or settings.databricks_host}")
    url = f"https://{host.netloc}/embed/dashboardsv3/{settings.dashboard_id}"
    workspace = settings.databricks_workspace_id
    return f"{url}?o={workspace}" if workspace else url


async def dashboard_page(request: Request) -> Response:
    """In a frame where there is one to show; else, or with ``?native=1``, drawn here."""
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    url = embedded_url(request.app.state.settings)
    if url is not None and "native" not in request.query_params:
        parts = urlsplit(url)
        allowed = FRAME.format(f"{parts.scheme}://{parts.netloc}")
        policy = {"content-security-policy": f"{security.POLICY}; {allowed}"}
        context = {**_frame(request), "url": url}
        return page.render(request, "dashboard_embedded.html", context, headers=policy)
    try:
        context = {**_frame(request), "url": url, **await _content(request)}
    except NotFollowingError:
        return page.waiting_page(request)
    return page.render(request, "dashboard.html", context)


def _frame(request: Request) -> dict[str, Any]:
    live = page.live_context(request)
    lines = page.lines(page.live_state(request))
    zone = page.time_zone(None, lines)
    return {**live, "time_zone": zone, "local_now": live["now"].astimezone(page.zone(zone))}


async def _content(request: Request) -> dict[str, Any]:
    lines = page.lines(page.live_state(request))
    choices = {
        "plant": sorted({row["plant"] for row in lines}),
        "line": [row["line"] for row in lines],
    }
    chosen = {name: request.query_params.get(name, "") for name in FILTERS}
    for name, value in chosen.items():
        if value and value not in choices[name]:
            raise UserError(
                f"There is no {name} “{value[:80]}”.",
                hint=f"Choose {', '.join(choices[name])}.",
                field=name,
                value=value[:80],
            )
    async with reading(request) as connection:
        await connection.execute(query("dashboard_path"))
        columns: dict[str, set[str]] = {}
        pages = []
        for shown in lakeview.pages():
            if shown.kind != lakeview.CANVAS:
                continue
            drawn = [
                await _answered(connection, widget, chosen, columns) for widget in shown.widgets
            ]
            pages.append({"title": shown.title, "widgets": drawn})
    return {"pages": pages, "choices": choices, "chosen": chosen}


async def _answered(
    connection: Connection, widget: Widget, chosen: dict[str, str], columns: dict[str, set[str]]
) -> dict[str, Any]:
    """A widget with what it shows: rows, and for charts how they are drawn."""
    found: dict[str, Any] = {"widget": widget, "written": drawing.written}
    if widget.kind == "text":
        return found
    view = lakeview.view(widget.query.dataset)
    if view not in columns:
        names = await connection.fetch(query("dashboard_columns"), f"gold.{view}")
        columns[view] = {row["column_name"] for row in names}
    wanted = {name: value for name, value in chosen.items() if value and name in columns[view]}
    answer = await connection.fetch(_statement(widget, list(wanted)), *wanted.values())
    rows = [dict(row) for row in answer]
    colour = widget.encodings.get("color", {}).get("fieldName")
    return {
        **found,
        "rows": rows,
        "series": drawing.series(rows, colour),
        "bars": drawing.bars(widget, rows) if widget.kind == "bar" else [],
        "is_of_whole": widget.kind == "bar" and drawing.is_of_whole(widget),
        "chart": drawing.chart(widget, rows) if widget.kind == "line" else None,
    }


def _statement(widget: Widget, filters: list[str]) -> str:
    conditions = [f"{name} = ${number}" for number, name in enumerate(filters, 1)]
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return widget.query.postgres(lakeview.datasets()[widget.query.dataset] + where)


routes = [Route("/dashboard", dashboard_page)]
