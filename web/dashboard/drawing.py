"""How the answers of a dashboard are drawn: places and widths, in percent. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from web import figures
from web.dashboard.lakeview import Widget

Row = Mapping[str, Any]
HEIGHT = 100.0
# what a ratio can reach: 69 % of it must not look like all of it
WHOLE = 1.0


@dataclass(frozen=True)
class Part:
    """One piece of a bar: what it stands for, from where, how wide, and how it is written."""

    name: str
    left: float
    width: float
    text: str


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart."""

    name: str
    parts: tuple[Part, ...]
    text: str


@dataclass(frozen=True)
class Curve:
    """A line of a line chart: its points in a square of 100 by 100, the origin above left."""

    name: str
    points: str
    last: str


@dataclass(frozen=True)
class Chart:
    """A line chart, with what its axes begin and end with."""

    curves: tuple[Curve, ...]
    first: str
    last: str
    highest: str


def written(name: str, value: object) -> str:
    """A value as a page writes it, by what its name says of its unit."""
    if value is None:
        return figures.NOTHING
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if _is_ratio(name):
            return figures.percent(value)
        if _column(name).endswith("_s"):
            return figures.span(float(value))
        return f"{value:,.0f}"
    return str(value)


def _column(name: str) -> str:
    """The column in a field's name: avg(oee) speaks of oee."""
    return name.rpartition("(")[2].rstrip(")")


def _is_ratio(name: str) -> bool:
    return _column(name).endswith(("_ratio", " oee"))


def _least(name: str) -> float:
    """How far the scale of a field reaches, whatever is on it."""
    return WHOLE if _is_ratio(name) else 0.0


def series(rows: Iterable[Row], column: str | None) -> list[str]:
    """What the colours of a chart tell apart, always in the same order."""
    return sorted({str(row[column]) for row in rows}) if column else []


def bars(widget: Widget, rows: Sequence[Row]) -> list[Bar]:
    """A row for each place on the x axis, its parts told apart by colour."""
    x, y = widget.encodings["x"]["fieldName"], widget.encodings["y"]["fieldName"]
    colour = widget.encodings.get("color", {}).get("fieldName")
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row[x]), []).append(row)
    longest = max([_least(y), *(_length(group, y) for group in groups.values())])
    return [_bar(name, group, y, colour, longest) for name, group in groups.items()]


def is_of_whole(widget: Widget) -> bool:
    """Whether the bars of a chart are parts of what could be reached: then that is drawn, too."""
    return _is_ratio(widget.encodings["y"]["fieldName"])


def chart(widget: Widget, rows: Sequence[Row]) -> Chart | None:
    """Curves over time; None without two moments to draw between."""
    x = widget.encodings["x"]["fieldName"]
    moments = sorted({row[x] for row in rows})
    values = _values(widget, rows)
    if len(moments) < 2 or not values:
        return None
    column = values[0][0][1]
    highest = max([_least(column), *(v for _, points in values for v in points.values())])
    curves = tuple(
        Curve(name, _points(points, moments, highest), written(column, points[max(points)]))
        for (name, column), points in values
    )
    first, last = written(x, moments[0]), written(x, moments[-1])
    return Chart(curves, first, last, written(column, highest))


def _values(widget: Widget, rows: Sequence[Row]) -> list[tuple[tuple[str, str], dict[Any, float]]]:
    """The points of each curve, by its name and its field."""
    x, y = widget.encodings["x"]["fieldName"], widget.encodings["y"]
    colour = widget.encodings.get("color", {}).get("fieldName")
    found: dict[tuple[str, str], dict[Any, float]] = {}
    fields = y.get("fields") or [{"fieldName": y["fieldName"], "displayName": ""}]
    for row in rows:
        for field in fields:
            name = str(row[colour]) if colour else field["displayName"]
            if row[field["fieldName"]] is not None:
                points = found.setdefault((name, field["fieldName"]), {})
                points[row[x]] = float(row[field["fieldName"]])
    return list(found.items())


def _points(points: Mapping[Any, float], moments: Sequence[Any], highest: float) -> str:
    places = {moment: number / (len(moments) - 1) for number, moment in enumerate(moments)}
    return " ".join(
        f"{places[moment] * 100:.2f},{HEIGHT - (value / highest if highest else 0) * HEIGHT:.2f}"
        for moment, value in sorted(points.items())
    )


def _bar(name: str, rows: Sequence[Row], y: str, colour: str | None, longest: float) -> Bar:
    parts, left = [], 0.0
    for row in rows:
        width = float(row[y] or 0) / longest * 100 if longest else 0.0
        part = str(row[colour]) if colour else ""
        parts.append(Part(part, left, width, written(y, row[y])))
        left += width
    text = ", ".join(f"{part.name} {part.text}".strip() for part in parts)
    return Bar(name, tuple(parts), text)


def _length(rows: Iterable[Row], y: str) -> float:
    return sum(float(row[y] or 0) for row in rows)
