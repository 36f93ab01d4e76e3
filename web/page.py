"""What the pages share: rendering, plant time, durations as people say them, and lines.

Durations are in seconds, instants are aware datetimes, rows are those of the change feed.
static/js/time.js formats durations by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

import auth
from auth import Identity
from errors import UserError
from web import figures
from web.assets import accepts_gzip, compress, templates
from web.seen import SeenState

Row: TypeAlias = dict[str, Any]

WORDS = {
    "operational": "running",
    "warning": "warning",
    "down": "down",
    "no_data": "no data",
}
# what a count is called: a machine with a warning runs, too
STATUS_NAMES = {**WORDS, "operational": "operational"}
RUNNING = {"operational", "warning"}
# the order a worried eye wants: what must be attended to first
SEVERITY = {"down": 0, "warning": 1, "no_data": 2, "operational": 3}
RETRY_S = 2

# Whom the page is for that is being drawn: macros of another file see nothing of its context.
_drawn_for: ContextVar[Identity | None] = ContextVar("drawn_for", default=None)
templates.env.globals["drawn_for"] = _drawn_for.get


def live_state(request: HTTPConnection) -> SeenState:
    """The live state in the memory of this server, as far as whoever asks may see it."""
    return SeenState(request.app.state.relay.state, auth.asking(request))


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The page as HTML, compressed if the browser likes. Never kept: it shows this moment, to
    ``who``: None before anybody is known."""
    who: Identity | None = getattr(request.state, "identity", None)
    drawing = _drawn_for.set(who)
    try:
        found = request.app.state.templates.get_template(template)
        html = found.render({"who": who, "advice": _advice(request), **context})
    finally:
        _drawn_for.reset(drawing)
    body = html.encode()
    sent = {"cache-control": "no-cache", "vary": "accept-encoding", **(headers or {})}
    compressed = compress(body, 5) if accepts_gzip(request) else None
    if compressed:
        sent["content-encoding"] = "gzip"
    return Response(compressed or body, status, sent, "text/html; charset=utf-8")


def _advice(request: Request) -> str:
    """What somebody should put right, while all goes on or while nothing can be live."""
    relay = request.app.state.relay
    told: str = "" if relay.is_following else relay.told
    return told or relay.advice()


def waiting_page(request: Request) -> Response:
    """The database has not answered since this server started; the page opens by itself later."""
    context = {"problem": request.app.state.relay.problem}
    return render(request, "waiting.html", context, 503, {"retry-after": str(RETRY_S)})


def live_context(request: Request) -> Row:
    """What a live page needs to go on from: read together with the rows, never apart."""
    relay = request.app.state.relay
    return {
        "cursor": relay.state.cursor,
        "is_following": relay.is_following,
        "now": datetime.now(UTC),
    }


def oee(state: SeenState) -> dict[str, Row]:
    """OEE of the shift worked now: of machines by their name, of lines by line/ and theirs."""
    return {row["key"]: row for row in state.rows("oee")}


def tags(state: SeenState, machine: str) -> list[Row]:
    """The live values of a machine, in the order they are shown."""
    rows = (row for row in state.rows("tags") if row["machine_name"] == machine)
    return next((row["tags"] for row in rows), [])


def is_bad(tag: Row) -> bool:
    """Whether nothing trustworthy is known: the two highest bits of the status code say so."""
    return tag["at"] is not None and tag["quality"] >> 30 >= 2


def value_text(tag: Row) -> str:
    """A live value as people read it; static/js/tag_values.js writes by the same rules."""
    if tag["at"] is None:
        return "–"
    if is_bad(tag):
        return "no data"
    if tag["label"] is not None:
        return str(tag["label"])
    if tag["value"] is None:
        return tag["text"] or "–"
    return f"{float(format(tag['value'], '.6g')):,.12f}".rstrip("0").rstrip(".")


def lines(state: SeenState) -> list[Row]:
    """The lines in use, plant by plant, in their order."""
    return sorted(
        state.rows("config"),
        key=lambda row: (
            row["plant_sort_order"],
            row["plant"],
            row["line_sort_order"],
            row["line"],
        ),
    )


def chosen_line(request: Request, known: Iterable[Row]) -> Row | None:
    """The line of ``?line=``, ignoring case. Raises UserError naming the choices."""
    name = request.query_params.get("line", "").strip()
    if not name:
        return None
    by_name = {row["line"].lower(): row for row in known}
    if name.lower() in by_name:
        return by_name[name.lower()]
    names = [row["line"] for row in by_name.values()]
    close = [by_name[key]["line"] for key in get_close_matches(name.lower(), by_name, 3, 0.5)]
    hint = f"Did you mean {', '.join(close)}? " if close else ""
    all_lines = f"The lines are {', '.join(names)}." if names else "There is no line yet."
    raise UserError(
        f"There is no line “{name[:80]}”.", hint=hint + all_lines, field="line", value=name[:80]
    )


def time_zone(line: Row | None, known: list[Row]) -> str:
    """The zone a page tells the time in: that of its line, else of the first plant."""
    shown = line or next(iter(known), None)
    return shown["time_zone"] if shown else "UTC"


def counts(machines: Iterable[Row]) -> dict[str, int]:
    """How many machines are in each status, the gravest first."""
    found = dict.fromkeys(SEVERITY, 0)
    for machine in machines:
        found[machine["status"]] += 1
    return found


def instant(text: str | None) -> datetime | None:
    """An instant of the change feed."""
    return None if text is None else datetime.fromisoformat(text)


def since_ms(machine: Row) -> int | str:
    """Since when the machine is in its state, in milliseconds as JavaScript counts them."""
    since = instant(machine["since_at"])
    return "" if since is None else int(since.timestamp() * 1000)


def duration(seconds: float) -> str:
    """A duration that fits a tile: 45s, 14m, 2h05 or 3d."""
    minutes = int(max(seconds, 0)) // 60
    if minutes == 0:
        return f"{int(max(seconds, 0))}s"
    if minutes < 60:
        return f"{minutes}m"
    if minutes < 1440:
        return f"{minutes // 60}h{minutes % 60:02}"
    return f"{minutes // 1440}d"


def spoken(seconds: float) -> str:
    """A duration for the ear, no finer than a minute: a reader must not be told every second."""
    minutes = int(max(seconds, 0)) // 60
    if minutes == 0:
        return "less than a minute"
    if minutes < 60:
        return _count(minutes, "minute")
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return _count(hours // 24, "day")
    return _count(hours, "hour") + (f" {_count(rest, 'minute')}" if rest else "")


def label(machine: Row, now: datetime, oee_row: Row | None = None) -> str:
    """What a screen reader says of a machine: TR03, down for 14 minutes, OEE 71.5 %."""
    since = instant(machine["since_at"])
    text = f"{machine['short_name']}, {WORDS[machine['status']]}"
    if since is not None:
        text += f" for {spoken((now - since).total_seconds())}"
    known = oee_text(oee_row)
    return f"{text}, OEE {known}" if known else text


def oee_text(oee_row: Row | None) -> str:
    """OEE of a row of the feed: 71.5 %; nothing where it is not known."""
    ratio = oee_row["oee_ratio"] if oee_row else None
    return "" if ratio is None else figures.percent(ratio)


def said(row: Mapping[str, Any]) -> list[str]:
    """Why a machine is in its state: the reason, and the source's own word where it differs."""
    reason, detail = row["reason"] or "", row["detail"] or ""
    return [text for text in (reason, "" if detail.lower() == reason.lower() else detail) if text]


def time_in_state(machine: Row, now: datetime) -> str:
    """Time in state as a tile shows it; nothing for a machine that never reported."""
    since = instant(machine["since_at"])
    return "" if since is None else duration((now - since).total_seconds())


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name."""
    return ZoneInfo(name)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
