"""Stops that owe a reason, as the live state knows them: rows of the topic stops.

static/js/stops/owed.js counts by the same rule.
"""

from __future__ import annotations

from datetime import datetime

from web import page
from web.page import Row
from web.seen import SeenState


def rows(state: SeenState, line: str = "") -> list[Row]:
    """The rows of a line, or of all."""
    return [row for row in state.rows("stops") if line in ("", row["line"])]


def counts(found: list[Row], now: datetime) -> dict[str, int]:
    """How many stops owe a reason by now, by line; lines without any are left out. Pure."""
    owing: dict[str, int] = {}
    for row in found:
        due = [page.instant(stop["needs_reason_at"]) for stop in row["stops"]]
        number = sum(at is not None and at <= now for at in due)
        if number:
            owing[row["line"]] = owing.get(row["line"], 0) + number
    return owing
