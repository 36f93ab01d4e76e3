"""web/dashboard/drawing.py: places and widths of bars and curves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from web.dashboard import drawing
from web.dashboard.lakeview import Widget

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (2, 3, 4))


def widget(kind: str, y: Mapping[str, Any], colour: str | None = None) -> Widget:
    """A chart of that over x."""
    encodings: dict[str, Any] = {"x": {"fieldName": "x"}, "y": y}
    if colour:
        encodings["color"] = {"fieldName": colour}
    return Widget("w", kind, "Title", {}, (), encodings)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("machine", "Press_01", "Press_01"),
        ("machines", 12_345, "12,345"),
        ("max(uptime_ratio)", Decimal("0.6915"), "69.2\u202f%"),
        ("newest oee", 0.5, "50.0\u202f%"),
        ("sum(down_s)", 90, "1\u202fmin 30\u202fs"),
        ("day", MONDAY, "2026-11-02"),
        ("since", datetime(2026, 11, 2, 6, 5, tzinfo=UTC), "2026-11-02 06:05"),
        ("oee_ratio", None, "–"),
    ],
)
def test_a_value_is_written_by_its_unit(name: str, value: object, text: str) -> None:
    assert drawing.written(name, value) == text


def test_the_longest_bar_is_full() -> None:
    rows: list[dict[str, Any]] = [{"x": "a", "pieces": 50}, {"x": "b", "pieces": 200}]
    first, second = drawing.bars(widget("bar", {"fieldName": "pieces"}), rows)
    assert (first.parts[0].width, second.parts[0].width) == (25.0, 100.0)
    assert (first.name, first.text) == ("a", "50")


def test_a_ratio_is_a_part_of_the_whole_however_low_all_are() -> None:
    rows: list[dict[str, Any]] = [
        {"x": "a", "uptime_ratio": Decimal("0.40")},
        {"x": "b", "uptime_ratio": Decimal("0.69")},
    ]
    asked = widget("bar", {"fieldName": "uptime_ratio"})
    assert drawing.is_of_whole(asked)
    assert not drawing.is_of_whole(widget("bar", {"fieldName": "pieces"}))
    found = drawing.bars(asked, rows)
    assert [bar.parts[0].width for bar in found] == pytest.approx([40.0, 69.0])


def test_a_performance_above_one_stays_within_the_chart() -> None:
    rows: list[dict[str, Any]] = [
        {"x": "a", "performance_ratio": 1.25},
        {"x": "b", "performance_ratio": 1.0},
    ]
    found = drawing.bars(widget("bar", {"fieldName": "performance_ratio"}), rows)
    assert [bar.parts[0].width for bar in found] == pytest.approx([100.0, 80.0])


def test_parts_of_a_bar_follow_each_other() -> None:
    rows: list[dict[str, Any]] = [
        {"x": "a", "n": 1, "status": "down"},
        {"x": "a", "n": 3, "status": "warning"},
        {"x": "b", "n": None, "status": "down"},
    ]
    first, second = drawing.bars(widget("bar", {"fieldName": "n"}, "status"), rows)
    assert [(part.left, part.width) for part in first.parts] == [(0.0, 25.0), (25.0, 75.0)]
    assert first.text == "down 1, warning 3"
    assert (second.parts[0].width, second.text) == (0.0, "down –")
    assert drawing.series(rows[::-1], "status") == ["down", "warning"]


def test_no_rows_are_no_bars() -> None:
    assert drawing.bars(widget("bar", {"fieldName": "n"}), []) == []


def test_a_curve_runs_from_left_to_right_and_counts_from_below() -> None:
    rows: list[dict[str, Any]] = [
        {"x": TUESDAY, "n": 2},
        {"x": MONDAY, "n": 4},
        {"x": WEDNESDAY, "n": 0},
    ]
    found = drawing.chart(widget("line", {"fieldName": "n"}), rows)
    assert found is not None
    assert found.curves[0].points == "0.00,0.00 50.00,50.00 100.00,100.00"
    assert (found.first, found.last, found.highest) == ("2026-11-02", "2026-11-04", "4")
    assert found.curves[0].last == "0"


def test_a_curve_of_ratios_is_scaled_to_the_whole() -> None:
    rows: list[dict[str, Any]] = [
        {"x": MONDAY, "oee_ratio": 0.5},
        {"x": TUESDAY, "oee_ratio": 0.25},
    ]
    found = drawing.chart(widget("line", {"fieldName": "oee_ratio"}), rows)
    assert found is not None
    assert found.curves[0].points == "0.00,50.00 100.00,75.00"
    assert found.highest == "100.0\u202f%"


def test_what_is_missing_is_left_out_and_not_zero() -> None:
    rows: list[dict[str, Any]] = [
        {"x": MONDAY, "n": 4},
        {"x": TUESDAY, "n": None},
        {"x": WEDNESDAY, "n": 2},
    ]
    found = drawing.chart(widget("line", {"fieldName": "n"}), rows)
    assert found is not None
    assert found.curves[0].points == "0.00,0.00 100.00,50.00"


def test_every_line_of_a_large_plant_has_its_curve() -> None:
    lines = [f"line {number}" for number in range(9)]
    rows: list[dict[str, Any]] = [
        {"x": day, "n": 1, "line": line} for day in (MONDAY, TUESDAY) for line in lines
    ]
    found = drawing.chart(widget("line", {"fieldName": "n"}, "line"), rows)
    assert found is not None
    assert [curve.name for curve in found.curves] == lines


def test_fields_of_one_axis_are_a_curve_each() -> None:
    fields = [
        {"fieldName": "opened", "displayName": "Opened"},
        {"fieldName": "done", "displayName": "Done"},
    ]
    rows: list[dict[str, Any]] = [
        {"x": MONDAY, "opened": 1, "done": 0},
        {"x": TUESDAY, "opened": 2, "done": 1},
    ]
    found = drawing.chart(widget("line", {"fields": fields}), rows)
    assert found is not None
    assert [(curve.name, curve.last) for curve in found.curves] == [("Opened", "2"), ("Done", "1")]


def test_one_moment_is_no_line() -> None:
    assert drawing.chart(widget("line", {"fieldName": "n"}), [{"x": MONDAY, "n": 1}]) is None
