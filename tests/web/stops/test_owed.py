"""Stops that owe a reason, counted from the rows of the feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from web.stops import owed

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def row(machine: str, line: str, *minutes: float) -> dict[str, Any]:
    """A machine whose stops owe a reason since, or in, so many minutes."""
    stops = [{"needs_reason_at": (NOW + timedelta(minutes=at)).isoformat()} for at in minutes]
    return {"machine_name": machine, "line": line, "stops": stops}


def test_only_what_is_due_counts() -> None:
    rows = [row("a", "Engine", -60, -1, 0, 1), row("b", "Engine", -5), row("c", "Interior", 3)]
    assert owed.counts(rows, NOW) == {"Engine": 4}


def test_nothing_is_owed_where_there_are_no_rows() -> None:
    assert owed.counts([], NOW) == {}
