"""The pages of work orders: board, one order, a new one, a technician's own, figures.

Lists are drawn from the live state in memory and asked for again by a page that is open
(``?fragment=1``). What one order holds is fetched by its page from /api/work-orders/{id}.
"""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.queries import query
from web import page
from web.api.database import reading
from web.config import frame
from web.feed import NotFollowingError
from web.page import Row
from web.work import board

LARGEST_ID = 2**31 - 1


def context(request: Request) -> Row:
    """What every page of work orders is rendered with. Raises NotAllowedError."""
    auth.require(request, auth.SEE)
    state = page.live_state(request)
    live = page.live_context(request)
    lines = page.lines(state)
    time_zone = page.time_zone(None, lines)
    return {
        **live,
        "lines": lines,
        "zones": {row["line"]: row["time_zone"] for row in lines},
        "time_zone": time_zone,
        "local_now": live["now"].astimezone(page.zone(time_zone)),
        "board": board,
        "duration": page.duration,
        "instant": page.instant,
        "stamp": stamp,
        "ms": ms,
    }


def stamp(text: str | None, time_zone: str) -> str:
    """An instant of the feed in a plant: Fri 20 Nov, 14:30."""
    at = page.instant(text)
    return "" if at is None else at.astimezone(page.zone(time_zone)).strftime("%a %-d %b, %H:%M")


def ms(text: str | None) -> int | str:
    """An instant of the feed in milliseconds as JavaScript counts them."""
    at = page.instant(text)
    return "" if at is None else int(at.timestamp() * 1000)


async def board_page(request: Request) -> Response:
    """All orders that are not finished, and those finished in the last day."""
    state = page.live_state(request)
    if not state.is_ready:
        return page.waiting_page(request)
    shared = context(request)
    now, who = shared["now"], auth.asking(request)
    asked = board.wanted(request.query_params, shared["lines"], state.rows("machines"))
    rows = state.rows("work_orders")
    shown = board.chosen(rows, asked, who.employee_id, now)
    found = {
        **shared,
        "asked": asked,
        "total": len(rows),
        "shown": len(shown),
        "columns": board.columns(shown, now),
        "listed": board.listed(shown, asked, now),
        "counts": board.counts(rows, who.employee_id, now),
        "machines": sorted(row["machine_name"] for row in state.rows("machines")),
        "assignees": sorted({row["assignee"] for row in rows if row["assignee"]}),
    }
    is_fragment = request.query_params.get("fragment") == "1"
    return page.render(request, "work_board.html" if is_fragment else "work_orders.html", found)


async def order_page(request: Request) -> Response:
    """One order: its frame and what is known at once; a script fetches the rest."""
    work_order_id = request.path_params["work_order_id"]
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    if work_order_id > LARGEST_ID:
        raise HTTPException(404)
    rows = page.live_state(request).rows("work_orders")
    row = next((row for row in rows if row["work_order_id"] == work_order_id), None)
    found = {**context(request), "work_order_id": work_order_id, "row": row}
    return page.render(request, "work_order.html", found)


async def new_page(request: Request) -> Response:
    """The form of a new order, with the machine and the stop filled in that were named."""
    auth.require(request, "work.report")
    state = page.live_state(request)
    if not state.is_ready:
        return page.waiting_page(request)
    shared = context(request)
    who = auth.asking(request)
    machines = [row for row in state.rows("machines") if who.may("work.report", row["line"])]
    name = request.query_params.get("machine", "").strip().lower()
    names = ("machine_name", "short_name")
    machine = next((row for row in machines if name in {row[key].lower() for key in names}), None)
    return page.render(
        request,
        "work_new.html",
        {
            **shared,
            "machine": machine,
            "unknown": request.query_params.get("machine", "") if machine is None else "",
            "stop": _stop(request, machine),
            "choices": sorted(
                (
                    {key: row[key] for key in ("machine_name", "short_name", "line", "plant")}
                    for row in machines
                ),
                key=lambda row: row["machine_name"].lower(),
            ),
        },
    )


def _stop(request: Request, machine: Row | None) -> Row | None:
    """The stop an order is opened for: its instant, and why, where that is known."""
    text = request.query_params.get("stop", "").strip()
    if machine is None or not text:
        return None
    # a plus sign that was not encoded arrives as a blank
    try:
        at = page.instant(text.replace(" ", "+"))
    except ValueError:
        return None
    if at is None or at.tzinfo is None:
        return None
    lasts = machine["status"] == "down" and machine["since_at"] is not None
    since = page.instant(machine["since_at"]) if lasts else None
    is_now = since is not None and at >= since
    return {"at": at, "lasts": is_now, "said": ", ".join(page.said(machine)) if is_now else ""}


async def my_work_page(request: Request) -> Response:
    """What somebody who works on machines has to do, and what nobody has taken yet."""
    state = page.live_state(request)
    if not state.is_ready:
        return page.waiting_page(request)
    shared = context(request)
    now, who = shared["now"], auth.asking(request)
    rows = [row for row in state.rows("work_orders") if row["status"] in board.TO_DO]
    mine = [row for row in rows if board.is_mine(row, who.employee_id)]
    mine = sorted(board.urgent_first(mine, now), key=lambda row: row["status"] != "in_progress")
    free = [row for row in rows if row["assignee_id"] is None and who.may("work.do", row["line"])]
    found = {**shared, "mine": mine, "free": board.urgent_first(free, now)}
    is_fragment = request.query_params.get("fragment") == "1"
    return page.render(request, "work_mine.html" if is_fragment else "my_work.html", found)


async def figures_page(request: Request) -> Response:
    """What is overdue, how fast orders are begun and done, and how long repairs take."""
    state = page.live_state(request)
    if not state.is_ready:
        return page.waiting_page(request)
    shared = context(request)
    now = shared["now"]
    overdue = [row for row in state.rows("work_orders") if board.is_overdue(row, now)]
    try:
        async with reading(request) as connection:
            response = await connection.fetch(query("work_page_response"))
            mttr = await connection.fetch(query("work_page_mttr"))
    except NotFollowingError:
        return page.waiting_page(request)
    overdue.sort(key=lambda row: row["due_at"])
    found = {**shared, "overdue": overdue, "response": response, "mttr": mttr}
    is_fragment = request.query_params.get("fragment") == "1"
    template = "work_figures_fragment.html" if is_fragment else "work_figures.html"
    return page.render(request, template, found)


async def maintenance_page(request: Request) -> Response:
    """Rules, plans, parts and employees; a script asks the API for them."""
    auth.require(request, "work.plan")
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    try:
        async with reading(request) as connection:
            choices = await connection.fetchval(query("connection_choices"))
    except NotFollowingError:
        return page.waiting_page(request)
    found: dict[str, Any] = {**frame.context(request, "Maintenance"), "choices": choices}
    return page.render(request, "config_maintenance.html", found)


routes = [
    Route("/work-orders", board_page),
    Route("/work-orders/new", new_page),
    Route("/work-orders/figures", figures_page),
    Route("/work-orders/{work_order_id:int}", order_page),
    Route("/my-work", my_work_page),
    Route("/config/maintenance", maintenance_page),
]
