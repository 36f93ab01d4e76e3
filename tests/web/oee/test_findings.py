"""What stands between a reader and a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from web.oee import findings as oee_findings
from web.oee.selection import Selection, Shift

UTC_ZONE = ZoneInfo("UTC")
DAY = date(2026, 11, 20)
BEGIN = datetime(2026, 11, 20, 6, tzinfo=UTC)
SHIFT = Shift(DAY, "M", BEGIN, BEGIN + timedelta(hours=8))
SELECTION = Selection("", None, UTC_ZONE, "shift", DAY, DAY, "M")


def row(**more: Any) -> dict[str, Any]:
    """A machine, or a line, of which nothing is wrong."""
    return {
        "short_name": "TR01",
        "scheduled_s": 28_800.0,
        "planned_s": 27_000.0,
        "coverage_ratio": 1.0,
        "uncycled_pcs": 0,
        "capacity_pcs": 800.0,
        "good_pcs": 700,
        "scrap_pcs": 20,
        "has_doubtful_cycle": False,
        **more,
    }


UNKNOWN = row(scheduled_s=None, planned_s=None)


@pytest.mark.parametrize(
    ("shifts", "lines", "machines", "now", "kind"),
    [
        ([SHIFT], [row()], [row()], BEGIN, None),
        ([SHIFT], [], [], BEGIN, "no-machine"),
        ([], [UNKNOWN], [UNKNOWN], BEGIN, "no-shift"),
        ([SHIFT], [UNKNOWN], [UNKNOWN], BEGIN + timedelta(days=9), "no-data"),
        ([SHIFT], [row(scheduled_s=0.0)], [row()], BEGIN + timedelta(days=9), "no-data"),
        ([SHIFT], [UNKNOWN], [UNKNOWN], BEGIN - timedelta(hours=1), "no-data"),
    ],
)
def test_nothing_to_show_says_why(
    shifts: list[Shift], lines: list[Any], machines: list[Any], now: datetime, kind: str | None
) -> None:
    found = oee_findings.empty(SELECTION, shifts, lines, machines, now)
    assert (found.kind if found else None) == kind
    assert found is None or len(found.remedy) > 20


def test_a_day_before_its_first_shift_says_when_that_begins() -> None:
    berlin = replace(SELECTION, zone=ZoneInfo("Europe/Berlin"), period="day", shift_name=None)
    later = SHIFT._replace(shift_name="L", starts_at=BEGIN + timedelta(hours=8))
    found = oee_findings.empty(
        berlin, [later, SHIFT], [UNKNOWN], [UNKNOWN], BEGIN - timedelta(hours=1)
    )
    assert found is not None
    assert found.text == "No shift of this period has begun yet"
    assert "The first, shift M, begins on Fri 20 Nov at 07:00." in found.remedy


def test_a_shift_of_another_day_is_no_shift_of_this_one() -> None:
    other = SHIFT._replace(business_date=DAY - timedelta(days=1))
    found = oee_findings.empty(SELECTION, [other], [UNKNOWN], [UNKNOWN], BEGIN)
    assert found is not None
    assert found.kind == "no-shift"
    assert "shift M" in found.text


@pytest.mark.parametrize(
    ("machine", "behind_s", "kinds"),
    [
        (row(), 2.0, []),
        (row(), None, []),
        (row(), 3_600.0, ["behind"]),
        (row(coverage_ratio=0.9), None, ["coverage"]),
        (row(coverage_ratio=0.996), None, []),
        (row(uncycled_pcs=3), None, ["no-cycle"]),
        (row(capacity_pcs=0.0), None, ["no-cycle"]),
        (row(good_pcs=0, scrap_pcs=0), None, ["no-counts"]),
        (row(good_pcs=0, scrap_pcs=5), None, []),
        (row(has_doubtful_cycle=True), None, ["fast"]),
        (row(planned_s=None, coverage_ratio=None, good_pcs=None, scrap_pcs=None), None, []),
    ],
)
def test_a_doubt_names_the_machine(
    machine: dict[str, Any], behind_s: float | None, kinds: list[str]
) -> None:
    found = oee_findings.doubts([machine], [machine, row(short_name="TR02")], behind_s)
    assert [doubt.kind for doubt in found] == kinds
    assert all("TR01" in doubt.text for doubt in found if doubt.kind != "behind")
    assert all("TR02" not in doubt.text for doubt in found)


def test_many_names_are_cut_short() -> None:
    machines = [row(short_name=f"TR{number:02}", good_pcs=0, scrap_pcs=0) for number in range(9)]
    (doubt,) = oee_findings.doubts([row()], machines, None)
    assert doubt.text.endswith("TR05 and 3 more")
