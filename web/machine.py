"""``/machines/{name}``: one machine. Its state now, its last hours, its latest events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams
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
from web.stops import report as stops_report
from web.work import machine_section

HOURS = {1: "1 hour", 8: "8 hours", 24: "24 hours", 168: "7 days"}
DEFAULT_HOURS = 24
LONGEST = timedelta(days=31)
SHORTEST = timedelta(minutes=1)
EVENTS = 50
TABLE_ROWS = 200
MOST_BARS = 800  # beyond it, one shape per status: a page of thousands of bars helps nobody
MOST_TICKS = 8
TICK_STEPS_S = (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
LONGEST_NAME = 80
FRAGMENTS = {name: f"machine_{name}.html" for name in ("history", "work", "stops")}
PAINTING_ORDER = ("operational", "no_data", "warning", "down")  # a short stop stays on top


@dataclass(frozen=True, slots=True)
class Window:
    """What the timeline shows. ``hours`` is None for one that was chosen by hand."""

    begin: datetime
    end: datetime
    hours: int | None

    @property
    def span_s(self) -> float:
        """Length in seconds."""
        return (self.end - self.begin).total_seconds()


@dataclass(frozen=True, slots=True)
class Bar:
    """One run of a status; seconds from the beginning of the window."""

    status: str
    start_s: float
    width_s: float
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the time axis; seconds from the beginning of the window."""

    at_s: float
    label: str


def window(params: QueryParams, now: datetime, zone: ZoneInfo) -> Window:
    """What the query string asks for. Raises UserError naming a bad value and the choices."""
    if "from" in params or "to" in params:
        begin = instant_of(params, "from", now - timedelta(hours=DEFAULT_HOURS), zone)
        end = min(instant_of(params, "to", now, zone), now)
        if not SHORTEST <= end - begin <= LONGEST:
            raise UserError(
                "The window must be between one minute and 31 days long and lie in the past.",
                hint="Choose another from= and to=, or take hours=24.",
                field="from",
                value=params.get("from"),
            )
        return Window(begin, end, None)
    text = params.get("hours", str(DEFAULT_HOURS))
    if text not in {str(hours) for hours in HOURS}:
        raise UserError(
            f"hours={text[:20]} is not a window of the timeline.",
            hint=f"Choose hours= among {', '.join(map(str, HOURS))}, or give from= and to=.",
            field="hours",
            value=text[:20],
        )
    return Window(now - timedelta(hours=int(text)), now, int(text))


def bars(intervals: list[Row], shown: Window, zone: ZoneInfo) -> list[Bar]:
    """The runs as bars, in the order they are painted. Pure."""
    found = [
        Bar(
            run["status"],
            (run["starts_at"] - shown.begin).total_seconds(),
            _width_s(run, shown),
            describe(run, shown, zone),
        )
        for run in intervals
    ]
    return sorted(found, key=lambda bar: PAINTING_ORDER.index(bar.status))


def known(intervals: list[Row], shown: Window) -> list[tuple[float, float]]:
    """Stretches about which something is known, as (begin, length) in seconds. Pure."""
    found: list[tuple[float, float]] = []
    for run in intervals:
        if run["status"] == "no_data":
            continue
        start_s = (run["starts_at"] - shown.begin).total_seconds()
        width_s = _width_s(run, shown)
        if found and abs(sum(found[-1]) - start_s) < 0.001:
            found[-1] = (found[-1][0], found[-1][1] + width_s)
        else:
            found.append((start_s, width_s))
    return found


def describe(run: Row, shown: Window, zone: ZoneInfo) -> str:
    """A run in words: Fri 12:03:10 to 12:17:40, 14m, down, No operator, E-stop."""
    begin, end = run["starts_at"].astimezone(zone), run["ends_at"].astimezone(zone)
    is_today = begin.date() == shown.end.astimezone(zone).date()
    begin_text = begin.strftime("%H:%M:%S" if is_today else "%a %H:%M:%S")
    lasts = shown.hours is not None and run["ends_at"] >= shown.end
    parts = [
        f"{'before ' if run['began_before'] else ''}{begin_text} to "
        f"{'now' if lasts else end.strftime('%H:%M:%S')}",
        page.duration(run["duration_s"]),
        page.WORDS[run["status"]],
    ]
    return ", ".join([*parts, *page.said(run)])


def ticks(shown: Window, zone: ZoneInfo) -> Iterator[Tick]:
    """Round times of the plant's clock, at most eight of them or one a day. Pure."""
    step_s = next((step for step in TICK_STEPS_S if shown.span_s / step <= MOST_TICKS), 86_400)
    days = ceil(shown.span_s / 86_400 / MOST_TICKS)
    midnight = shown.begin.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    # steps of wall clock time: across a change of the clocks, marks stay at round hours
    step = timedelta(days=days) if step_s == 86_400 else timedelta(seconds=step_s)
    local = midnight
    while local.astimezone(UTC) <= shown.end:
        at_s = (local.astimezone(UTC) - shown.begin).total_seconds()
        is_day = local.hour == local.minute == local.second == 0
        if at_s >= 0:
            form = "%a %-d" if is_day else "%H:%M:%S" if step_s < 60 else "%H:%M"
            yield Tick(at_s, local.strftime(form))
        local += step


async def machine_page(request: Request) -> Response:
    """The page of one machine, or a part alone for a page that is open (``?fragment=history``,
    ``work``, ``stops``). ``?hours=`` or ``?from=&to=`` choose the window; ``?scan=1``: its label
    was read."""
    auth.require(request, auth.SEE)
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    # PostgreSQL knows no NUL in a text
    name = request.path_params["name"][:LONGEST_NAME].replace("\0", "\ufffd")
    try:
        async with reading(request) as connection:
            machine = await connection.fetchrow(query("machine_by_name"), name)
            if machine is None:
                return await _unknown(request, connection, name)
            context = await _context(request, connection, dict(machine))
    except NotFollowingError:
        # what the server has in memory is not enough for this page
        return page.waiting_page(request)
    return page.render(request, _template(request), context)


def _template(request: Request) -> str:
    """The page, a part of it for a page that is open, or what a scanned label offers."""
    if request.query_params.get("scan") == "1":
        return "machine_scan.html"
    return FRAGMENTS.get(request.query_params.get("fragment", ""), "machine.html")


async def _context(request: Request, connection: Connection, machine: Row) -> dict[str, Any]:
    live = page.live_context(request)
    zone = page.zone(machine["time_zone"])
    shown = window(request.query_params, live["now"], zone)
    name = machine["machine_name"]
    state = page.live_state(request)
    row = next((row for row in state.rows("machines") if row["machine_name"] == name), None)
    made = next((row for row in state.rows("production") if row["machine_name"] == name), None)
    key = machine["machine_id"]
    intervals: list[Any] = await connection.fetch(
        query("machine_intervals"), key, shown.begin, shown.end
    )
    events = await connection.fetch(query("machine_events"), key, EVENTS)
    return {
        **live,
        **await machine_section.section(request, connection, machine, row),
        **await stops_report.section(request, connection, machine),
        "machine": machine,
        "row": row or _as_live(machine),
        "is_retired": row is None,
        "made": made,
        "oee": page.oee(state).get(name),
        "tags": page.tags(state, name),
        "is_bad": page.is_bad,
        "value_text": page.value_text,
        "said": page.said,
        "zone": zone,
        "window": shown,
        "hours": HOURS,
        "bars": bars(intervals, shown, zone),
        "known": known(intervals, shown),
        "ticks": list(ticks(shown, zone)),
        "is_dense": len(intervals) > MOST_BARS,
        "intervals": intervals[: -TABLE_ROWS - 1 : -1],
        "interval_count": len(intervals),
        "describe": lambda run: describe(run, shown, zone),
        "events": events,
        "words": page.WORDS,
        "painting_order": PAINTING_ORDER,
        "duration": page.duration,
        "time_in_state": page.time_in_state,
        "since_ms": page.since_ms,
        "instant": page.instant,
    }


def _width_s(run: Row, shown: Window) -> float:
    """How long a run is drawn. One that lasts reaches into the future: the page slides."""
    lasts = shown.hours is not None and run["ends_at"] >= shown.end
    width_s: float = run["duration_s"] + (shown.span_s if lasts else 0)
    return width_s


def _as_live(machine: Row) -> Row:
    """A machine that has left the floor, as a row of the change feed would have it."""
    since = machine["since_at"]
    return {**machine, "reason": None, "since_at": since.isoformat() if since else None}


async def _unknown(request: Request, connection: Connection, name: str) -> Response:
    found = await connection.fetch(query("machine_similar"), name)
    context = {
        "title": f"There is no machine “{name}”",
        "message": "unknown machine",
        "hint": "Did you mean one of these?"
        if found
        else "Nothing has a name like that. The floor shows all machines.",
        "status": 404,
        "suggestions": [
            (f"{name} ({short_name})", f"/machines/{quote(name)}") for name, short_name in found
        ],
    }
    return page.render(request, "error.html", context, 404)


def instant_of(params: QueryParams, name: str, default: datetime, zone: ZoneInfo) -> datetime:
    """An instant of the query string; without an offset it is the plant's time."""
    text = params.get(name)
    if not text:
        return default
    try:
        # a plus sign that was not encoded arrives as a blank
        at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UserError(
            f"{name}={text[:40]} is not an instant.",
            hint=f"Write it like {name}=2026-03-29T14:30 (plant time) or with an offset, …T14:30Z.",
            field=name,
            value=text[:40],
        ) from None


routes = [Route("/machines/{name:path}", machine_page)]
