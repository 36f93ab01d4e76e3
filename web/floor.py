"""``/``: the floor map. Machines where they stand, grouped by line, plants one below another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web import page
from web.page import Row

CELL = 34  # pixels of one grid cell, before the map is scaled to the window
GAP = 8  # between two tiles that touch on the grid
BORDER = 1  # half a tile's border is drawn outside of it
PLANT_HEADER = 2  # cells above a plant's highest line header, where there are several plants
LINE_BASELINE = 10  # pixels from a line's name to its tiles


@dataclass(frozen=True, slots=True)
class Tile:
    """One machine on the map; pixels relative to its plant."""

    name: str
    short_name: str
    status: str
    since_ms: int | str
    label: str
    time: str
    x: int
    y: int
    width: int
    height: int
    layout: str  # where the grid has it: the page fetches the map again when this changes
    size: str  # "", medium, small or tiny


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The machines of one line, and where its name stands."""

    name: str
    x: int
    y: int
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class PlantGroup:
    """One plant. ``top`` is where its grid begins on the page, in pixels."""

    name: str
    time_zone: str
    top: int
    header_y: int
    lines: list[LineGroup]


@dataclass(frozen=True, slots=True)
class FloorMap:
    """Everything the map draws."""

    view_box: str
    plants: list[PlantGroup]


def draw(machines: Iterable[Row], lines: Iterable[Row], now: datetime) -> FloorMap:
    """Lay the machines out, plant below plant. Pure."""
    order = {row["line"]: (number, row) for number, row in enumerate(lines)}
    by_plant: dict[str, dict[str, list[Row]]] = {}
    for row in sorted(machines, key=lambda row: order.get(row["line"], (len(order),))[0]):
        by_plant.setdefault(row["plant"], {}).setdefault(row["line"], []).append(row)
    plants: list[PlantGroup] = []
    left, right, bottom = [], [0], 0
    for name, by_line in by_plant.items():
        rows = [row for of_line in by_line.values() for row in of_line]
        header = PLANT_HEADER if len(by_plant) > 1 else 0
        highest = min(row["map_y"] for row in rows) - 1 - header
        top = bottom - highest * CELL
        zone = next((row["time_zone"] for _, row in order.values() if row["plant"] == name), "UTC")
        groups = [_line(line, of_line, now) for line, of_line in by_line.items()]
        plants.append(PlantGroup(name, zone, top, (highest + 1) * CELL + CELL // 2, groups))
        left.append(min(row["map_x"] for row in rows))
        right.append(max(row["map_x"] + row["map_width"] for row in rows))
        bottom = top + max(row["map_y"] + row["map_height"] for row in rows) * CELL
    x = min(left, default=0) * CELL
    # half the gap is cut off, so that the outermost tiles meet the page's margin
    cut = GAP // 2 - BORDER
    view_box = f"{x + cut} {cut} {max(right) * CELL - x - 2 * cut} {max(bottom - 2 * cut, CELL)}"
    return FloorMap(view_box, plants)


def urgent_first(machines: Iterable[Row]) -> list[Row]:
    """The order of the phone list: the gravest status first, within it the longest first."""
    return sorted(
        machines,
        key=lambda row: (
            page.SEVERITY[row["status"]],
            row["since_at"] or "9999",
            row["short_name"],
        ),
    )


async def floor_page(request: Request) -> Response:
    """The map of the whole floor, or of one line (``?line=``); its middle alone for a page
    that is open while machines come or move (``?fragment=map``)."""
    state = page.live_state(request)
    if not state.is_ready:
        return page.waiting_page(request)
    is_fragment = request.query_params.get("fragment") == "map"
    template = "floor_fragment.html" if is_fragment else "floor.html"
    return page.render(request, template, _context(request))


def _context(request: Request) -> dict[str, Any]:
    state = page.live_state(request)
    lines = page.lines(state)
    line = page.chosen_line(request, lines)
    live = page.live_context(request)
    machines = [
        row for row in state.rows("machines") if line is None or row["line"] == line["line"]
    ]
    time_zone = page.time_zone(line, lines)
    return {
        **live,
        "line": line["line"] if line else "",
        "lines": [row["line"] for row in lines],
        "time_zone": time_zone,
        "local_now": live["now"].astimezone(page.zone(time_zone)),
        "map": draw(machines, lines, live["now"]),
        "urgent_first": urgent_first(machines),
        "counts": page.counts(machines),
        "running": sum(row["status"] in page.RUNNING for row in machines),
        "total": len(machines),
        "status_names": page.STATUS_NAMES,
        "label": page.label,
        "time_in_state": page.time_in_state,
        "since_ms": page.since_ms,
    }


def _line(name: str, rows: list[Row], now: datetime) -> LineGroup:
    tiles = [_tile(row, now) for row in sorted(rows, key=lambda row: (row["map_y"], row["map_x"]))]
    x = min(tile.x for tile in tiles)
    y = min(tile.y for tile in tiles) - LINE_BASELINE
    return LineGroup(name, x, y, tiles)


def _tile(row: Row, now: datetime) -> Tile:
    return Tile(
        name=row["machine_name"],
        short_name=row["short_name"],
        status=row["status"],
        since_ms=page.since_ms(row),
        label=page.label(row, now),
        time=page.time_in_state(row, now),
        x=row["map_x"] * CELL + GAP // 2,
        y=row["map_y"] * CELL + GAP // 2,
        width=row["map_width"] * CELL - GAP,
        height=row["map_height"] * CELL - GAP,
        layout=" ".join(str(row[name]) for name in ("map_x", "map_y", "map_width", "map_height")),
        size=_size(row["map_width"], row["map_height"], row["short_name"]),
    )


def _size(width: int, height: int, short_name: str) -> str:
    """How much fits: all of it, all of it smaller, the name alone, or the shape alone."""
    if width == 1:
        return "tiny"
    if width == 2 or height == 1:
        return "small"
    return "medium" if width == 3 or height == 2 or len(short_name) > 5 else ""


routes = [Route("/", floor_page)]
