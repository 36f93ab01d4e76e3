"""What stands between a reader and a figure: what is missing or in doubt, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from web import figures
from web.oee.selection import Selection, Shift
from web.page import Row

MOST_NAMES = 6
MOST_BEHIND_S = 60.0


class Finding(NamedTuple):
    """One thing to know. ``kind`` names it for style and tests."""

    kind: str
    text: str
    remedy: str


def empty(
    selection: Selection,
    shifts: Sequence[Shift],
    lines: Sequence[Row],
    machines: Sequence[Row],
    now: datetime,
) -> Finding | None:
    """Why there is nothing to show, if so. Pure."""
    if not machines:
        return Finding(
            "no-machine",
            "No machine stands here yet",
            "Add one to floor.toml, with its line and its place on the map, and run "
            "`floorcast migrate`.",
        )
    if any(row["scheduled_s"] for row in lines):
        return None
    planned = [
        shift
        for shift in shifts
        if selection.first <= shift.business_date <= selection.last
        and selection.shift_name in (None, shift.shift_name)
    ]
    if not planned and selection.period in ("shift", "day", "week"):
        what = f"shift {selection.shift_name}" if selection.shift_name else "shift"
        return Finding(
            "no-shift",
            f"No {what} is planned in this period",
            "Time outside shifts is nobody's loss, so there is no OEE. When people work stands in "
            "floor.toml, under [[plants.shifts]] with starts and ends; `floorcast migrate` plans "
            "them, for the past as well.",
        )
    if planned and (first := min(planned, key=lambda shift: shift.starts_at)).starts_at > now:
        begins = first.starts_at.astimezone(selection.zone)
        return Finding(
            "no-data",
            "No shift of this period has begun yet",
            f"The first, shift {first.shift_name}, begins on {figures.short_day(begins)} at "
            f"{figures.clock(begins, selection.zone)}. What happened last is in the period before.",
        )
    return Finding(
        "no-data",
        "Nothing is known about this period",
        "No machine reported a state or a count in any shift of it. A machine's time counts from "
        "when it was added, or from its first event or count if that was earlier: a recording can "
        "be read with `floorcast import`.",
    )


def doubts(total: Sequence[Row], machines: Sequence[Row], behind_s: float | None) -> list[Finding]:
    """What to know before the figures are believed. ``behind_s``: how far a period that goes on
    is behind now. Pure."""
    worked = [row for row in machines if row["planned_s"]]
    found = []
    uncovered = [row for row in worked if not figures.is_covered(row["coverage_ratio"])]
    if any(not figures.is_covered(row["coverage_ratio"]) for row in total) and uncovered:
        found.append(
            Finding(
                "coverage",
                f"There is no data of some of the time: {_names(uncovered)}",
                "Time without data counts as lost. Look whether the machine's source was away.",
            )
        )
    cycleless = [row for row in worked if row["uncycled_pcs"] or row["capacity_pcs"] == 0]
    if cycleless:
        found.append(
            Finding(
                "no-cycle",
                f"No ideal cycle is known of {_names(cycleless)}",
                "Without one their pieces count for nothing. Give ideal_cycle_s in floor.toml, for "
                "the machine or its kind, and run `floorcast migrate`.",
            )
        )
    uncounted = [row for row in worked if not row["good_pcs"] and not row["scrap_pcs"]]
    if uncounted:
        found.append(
            Finding(
                "no-counts",
                f"No piece was counted by {_names(uncounted)}",
                "Without counts there is availability, but no performance, quality or OEE. Counts "
                "are rows of floor.production, one a minute and machine.",
            )
        )
    doubtful = [row for row in worked if row["has_doubtful_cycle"]]
    if doubtful:
        found.append(
            Finding(
                "fast",
                f"Faster than ideal: {_names(doubtful)}",
                "Pieces took less than the ideal cycle, so it is too long. Check the ideal cycle: "
                "performance above 100 % is shown as it is.",
            )
        )
    if behind_s is not None and behind_s > MOST_BEHIND_S:
        found.append(
            Finding(
                "behind",
                f"These figures end {figures.span(behind_s)} ago",
                "The server brings them up to date every few seconds, and after a long absence in "
                "portions. If it stays, run `floorcast doctor`.",
            )
        )
    return found


def _names(machines: Sequence[Row]) -> str:
    names = [row["short_name"] for row in machines[:MOST_NAMES]]
    more = len(machines) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
