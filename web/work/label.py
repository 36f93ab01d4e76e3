"""Labels for machines: a QR code that opens the machine's page on the phone that reads it.

``/machines/{name}/label.svg`` is one label; ``/machines/{name}/label`` a sheet to print, of the
machine, or of its whole line (``?line=``).
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from web import page
from web.page import Row
from web.work.pages import context

QUIET_ZONE = 4  # light modules around a code: fewer, and readers fail
CODE_MM = 52
WIDTH_MM = 60
LARGEST_MM = 4.2  # type of the full name; smaller where it is long
NARROWEST_RATIO = 0.62  # width of a letter over its height, in any font that a printer has


def target(request: Request, machine: str) -> str:
    """Where the code leads: to the page of the machine, which then offers two choices."""
    base = request.app.state.settings.public_url or str(request.base_url)
    return f"{base.rstrip('/')}/machines/{quote(machine, safe='')}?scan=1"


def code_path(text: str) -> tuple[str, int]:
    """A QR code as an SVG path of dark modules, and how many modules it is wide. Pure."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    runs = [
        f"M{x} {y}h{length}v1h-{length}z"
        for y, row in enumerate(code.matrix)
        for x, length in _runs(row)
    ]
    return "".join(runs), len(code.matrix) + 2 * QUIET_ZONE


def _runs(row: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Dark modules that touch, as their beginning and length."""
    start: int | None = None
    modules = [*row, 0]
    for x, module in enumerate(modules):
        if module and start is None:
            start = x
        elif not module and start is not None:
            yield start, x - start
            start = None


async def label_svg(request: Request) -> Response:
    """One label as a picture."""
    auth.require(request, auth.SEE)
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    machine = _machine(request)
    path, modules = code_path(target(request, machine["machine_name"]))
    name = machine["machine_name"]
    drawn = {
        "machine": machine,
        "path": path,
        "quiet_zone": QUIET_ZONE,
        "scale": round(CODE_MM / modules, 5),
        "left": (WIDTH_MM - CODE_MM) / 2,
        "width": WIDTH_MM,
        "type_mm": round(min(LARGEST_MM, (WIDTH_MM - 6) / (len(name) * NARROWEST_RATIO)), 2),
    }
    text = request.app.state.templates.get_template("machine_label_svg.html").render(**drawn)
    return Response(text, headers={"cache-control": "no-cache"}, media_type="image/svg+xml")


async def label_page(request: Request) -> Response:
    """A sheet of labels on A4."""
    auth.require(request, auth.SEE)
    state = page.live_state(request)
    if not state.is_ready:
        return page.waiting_page(request)
    machine = _machine(request)
    shared = context(request)
    line = page.chosen_line(request, shared["lines"])
    machines = [machine]
    if line is not None:
        rows = (row for row in state.rows("machines") if row["line"] == line["line"])
        machines = sorted(rows, key=lambda row: (row["map_y"], row["map_x"], row["machine_name"]))
    found = {**shared, "machine": machine, "machines": machines, "line": line}
    return page.render(request, "machine_label.html", found)


def _machine(request: Request) -> Row:
    name = request.path_params["name"].lower()
    rows = page.live_state(request).rows("machines")
    machine = next((row for row in rows if row["machine_name"].lower() == name), None)
    if machine is None:
        raise HTTPException(404)
    return machine


routes = [
    Route("/machines/{name:path}/label.svg", label_svg),
    Route("/machines/{name:path}/label", label_page),
]
