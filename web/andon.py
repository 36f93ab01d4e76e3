"""``/andon``: the wall screen. Every machine as large as the screen allows, nothing else."""

from __future__ import annotations

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from web import page
from web.page import Row


def by_line(machines: list[Row], lines: list[Row]) -> list[list[Row]]:
    """The machines line by line, in the order they stand on the map: place is memory. Pure."""
    order = {row["line"]: number for number, row in enumerate(lines)}
    machines = sorted(
        machines,
        key=lambda row: (
            order.get(row["line"], len(order)),
            row["line"],
            row["map_y"],
            row["map_x"],
            row["machine_name"],
        ),
    )
    return [list(group) for _, group in groupby(machines, key=lambda row: row["line"])]


async def andon_page(request: Request) -> Response:
    """The whole floor, or one line (``?line=``). ``?theme=`` and ``?mode=`` choose the colours."""
    auth.require(request, auth.SEE)
    state = page.live_state(request)
    if not state.is_ready:
        return page.waiting_page(request)
    lines = page.lines(state)
    line = page.chosen_line(request, lines)
    machines = [
        row for row in state.rows("machines") if line is None or row["line"] == line["line"]
    ]
    context = {
        **page.live_context(request),
        "line": line["line"] if line else "",
        "time_zone": page.time_zone(line, lines),
        "groups": by_line(machines, lines),
        "label": page.label,
        "time_in_state": page.time_in_state,
        "since_ms": page.since_ms,
    }
    return page.render(request, "andon.html", context)


routes = [Route("/andon", andon_page)]
