"""``/``: the floor map. Machines where they stand, grouped by line, plants one below another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from web import page
from web.page import Row
from web.stops import owed

CELL = 34  # pixels of one grid cell, before the map is scaled to the window
GAP = 8  # between two tiles that touch on the grid
BORDER = 1  # half a tile's border is drawn outside of it
PLANT_HEADER = 2  # cells above a plant's highest line header, where there are several plants
LINE_BASELINE = 10  # pixels from a line's name to its tiles
LINE_BAR = 120  # pixels a line's OEE bar is long
LINE_BAR_FROM = 440  # pixels a line is wide, at least, to have a bar beside its figure
BAR_CAP = 4  # half a bar's width: its round ends reach so much farther


@dataclass(frozen=True, slots=True)
class Bar:
    """An OEE bar: from left to right on one height, filled to ``reached``, ticked at ``goal``."""

    left: int
    right: int
    y: int
    reached: float
    goal: float


@dataclass(frozen=True, slots=True)
class Tile:
    """One machine on the map; pixels relative to its plant."""

    name: str
    short_name: str
    status: str
    since_ms: int | str
    label: str
    marks: Row  # what static/js/badges.js draws of it
    time: str
    x: int
    y: int
    width: int
    height: int
    layout: str  # where the grid has it: the page fetches the map again when this changes
    size: str  # "", medium, small or tiny
    oee: str  # as it is written; empty where it is not known
    bar: Bar | None  # None where the tile has no room for it


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The machines of one line, and where its name and its OEE stand."""

    name: str
    x: int
    y: int
    right: int
    tiles: list[Tile]
    shift: str  # the one worked now; empty where none is
    oee: str
    bar: Bar | None


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


def draw(
    machines: Iterable[Row], lines: Iterable[Row], now: datetime, oee: dict[str, Row] | None = None
) -> FloorMap:
    """Lay the machines out, plant below plant. Pure. ``oee``: rows of the feed by key."""
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
        groups = [_line(line, of_line, rows, now, oee or {}) for line, of_line in by_line.items()]
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


def marks(row: Row) -> Row:
    """What a tile wears beside its state: work orders to be done, a reason that is owed. Nothing
    for a machine that is fine. Pure."""
    found: Row = {}
    if row.get("open_work_orders"):
        found["orders"] = row["open_work_orders"]
        found["priority"] = row["work_order_priority"]
    owed_at = page.instant(row.get("needs_reason_at"))
    if owed_at is not None:
        found["owed"] = int(owed_at.timestamp() * 1000)
    return found


def label(row: Row, now: datetime, worked: Row | None = None) -> str:
    """What a screen reader says of a tile: its state, work orders, and whether a reason is owed;
    static/js/badges.js says the same."""
    text = page.label(row, now, worked)
    worn = marks(row)
    if "orders" in worn:
        noun = "work order" if worn["orders"] == 1 else "work orders"
        text += f", {worn['orders']} {noun}, priority {worn['priority']}"
    if "owed" in worn and worn["owed"] <= now.timestamp() * 1000:
        text += ", no reason given"
    return text


async def floor_page(request: Request) -> Response:
    """The map of the whole floor, or of one line (``?line=``); its middle alone for a page
    that is open while machines come or move (``?fragment=map``)."""
    auth.require(request, auth.SEE)
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
    oee = page.oee(state)
    return {
        **live,
        "line": line["line"] if line else "",
        "lines": [row["line"] for row in lines],
        "time_zone": time_zone,
        "local_now": live["now"].astimezone(page.zone(time_zone)),
        "map": draw(machines, lines, live["now"], oee),
        "oee": oee,
        "urgent_first": urgent_first(machines),
        "counts": page.counts(machines),
        "running": sum(row["status"] in page.RUNNING for row in machines),
        "total": len(machines),
        "status_names": page.STATUS_NAMES,
        "label": label,
        "marks": marks,
        "oee_text": page.oee_text,
        "time_in_state": page.time_in_state,
        "since_ms": page.since_ms,
        "owed_stops": owed.rows(state, line["line"] if line else ""),
    }


def _line(
    name: str, rows: list[Row], all_rows: list[Row], now: datetime, oee: dict[str, Row]
) -> LineGroup:
    in_order = sorted(rows, key=lambda row: (row["map_y"], row["map_x"]))
    tiles = [_tile(row, now, oee.get(row["machine_name"])) for row in in_order]
    x = min(tile.x for tile in tiles)
    y = min(tile.y for tile in tiles) - LINE_BASELINE
    right = _right_edge(rows, all_rows) * CELL - GAP // 2
    worked = oee.get(f"line/{name}")
    has_bar = right - x >= LINE_BAR_FROM
    return LineGroup(
        name=name,
        x=x,
        y=y,
        right=right,
        tiles=tiles,
        shift=(worked["shift_name"] if worked else None) or "",
        oee=page.oee_text(worked),
        bar=_bar(right - LINE_BAR + BAR_CAP, right - BAR_CAP, y - 7, worked) if has_bar else None,
    )


def _right_edge(rows: list[Row], all_rows: list[Row]) -> int:
    """How far to the right a line has room, in cells: to the plant's edge, unless another
    line stands there."""
    own: int = max(row["map_x"] + row["map_width"] for row in rows)
    top = min(row["map_y"] for row in rows) - 1
    bottom = max(row["map_y"] + row["map_height"] for row in rows)
    is_beside = any(
        row["map_x"] >= own and row["map_y"] < bottom and row["map_y"] + row["map_height"] > top
        for row in all_rows
    )
    edge: int = max(row["map_x"] + row["map_width"] for row in all_rows)
    return own if is_beside else edge


def _tile(row: Row, now: datetime, worked: Row | None) -> Tile:
    width = row["map_width"] * CELL - GAP
    height = row["map_height"] * CELL - GAP
    size = _size(row["map_width"], row["map_height"], row["short_name"])
    return Tile(
        name=row["machine_name"],
        short_name=row["short_name"],
        status=row["status"],
        since_ms=page.since_ms(row),
        label=label(row, now, worked),
        marks=marks(row),
        time=page.time_in_state(row, now),
        x=row["map_x"] * CELL + GAP // 2,
        y=row["map_y"] * CELL + GAP // 2,
        width=width,
        height=height,
        layout=" ".join(str(row[name]) for name in ("map_x", "map_y", "map_width", "map_height")),
        size=size,
        oee=page.oee_text(worked),
        bar=_tile_bar(size, width, height, worked),
    )


def _tile_bar(size: str, width: int, height: int, worked: Row | None) -> Bar | None:
    """The bar beside the shape of a tile; none where only a name or a shape fits."""
    if size == "tiny" or (size == "small" and height <= CELL):
        return None
    left, right, y = {
        "": (15, width - 45, height - 25),
        "medium": (12, width - 40, height - 18),
        "small": (10, width - 30, height - 14),
    }[size]
    return _bar(left, right, y, worked)


def _bar(left: int, right: int, y: int, worked: Row | None) -> Bar:
    def at(ratio: float | None) -> float:
        return round(left + (right - left) * min(max(ratio or 0, 0), 1), 1)

    oee, target = (worked["oee_ratio"], worked["target_oee_ratio"]) if worked else (None, None)
    return Bar(left, right, y, at(oee), at(target))


def _size(width: int, height: int, short_name: str) -> str:
    """How much fits: all of it, all of it smaller, the name alone, or the shape alone."""
    if width == 1:
        return "tiny"
    if width == 2 or height == 1:
        return "small"
    return "medium" if width == 3 or height == 2 or len(short_name) > 5 else ""


routes = [Route("/", floor_page)]
