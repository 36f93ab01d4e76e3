"""What an ingester tells of itself: how each connection fares, and its spool, for pages to show.

A supervisor changes its ``Report``; once a second, and as soon as a state changes, all of them
are written with one statement. Reports that could not be written are written with the next.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from database.connect import Connection
from database.queries import query

if TYPE_CHECKING:
    from ingest.store import Figures

State: TypeAlias = Literal["waiting", "connecting", "connected", "lost", "failed", "disabled"]

STATEMENT_TIMEOUT_S = 5.0
SMOOTHING = 0.3  # weight of the last second in a rate
LOWEST_RATE_PER_S = 0.01
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


@dataclass(slots=True)
class Rate:
    """How many a second, lately."""

    per_s: float = 0.0
    _count: int = 0
    _at: float | None = None

    def note(self, count: int, at: float) -> None:
        """There are so many by now, ``at`` seconds of some clock."""
        if self._at is not None and at > self._at:
            lately = (count - self._count) / (at - self._at)
            weight = 1 - (1 - SMOOTHING) ** (at - self._at)
            self.per_s += (lately - self.per_s) * weight
            if self.per_s < LOWEST_RATE_PER_S:
                self.per_s = 0.0
        self._count, self._at = count, at


@dataclass(slots=True)
class Report:
    """How a connection fares: columns of historian.connection_states, and its refused tags."""

    connection_id: int
    state: State = "waiting"
    since_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    seen_at: datetime | None = None
    last_sample_at: datetime | None = None
    samples: int = 0
    attempts: int = 0
    problem: str = ""
    hint: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    rate: Rate = field(default_factory=Rate)
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)
    are_refusals_told: bool = True

    def turn(self, state: State, problem: str = "", hint: str = "") -> None:
        """It is in that state now."""
        if state != self.state:
            self.state, self.since_at = state, datetime.now(UTC)
        self.problem, self.hint = problem, hint

    def row(self) -> dict[str, Any]:
        """The row of historian.connection_states."""
        return {
            "connection_id": self.connection_id,
            "state": self.state,
            "since_at": self.since_at,
            "seen_at": self.seen_at,
            "last_sample_at": self.last_sample_at,
            "samples_per_s": round(self.rate.per_s, 2),
            "samples": self.samples,
            "attempts": self.attempts,
            "problem": self.problem,
            "hint": self.hint,
            "details": dict(self.details),
        }


async def write_ingester(
    connection: Connection, ingester: str, started_at: datetime, figures: Figures
) -> None:
    """A sign of life of the ingester."""
    told = {
        "started_at": started_at,
        "process": f"{socket.gethostname()}:{os.getpid()}",
        "samples_stored": figures.samples_stored,
        "samples_per_s": round(figures.samples_per_s, 2),
        "spool_samples": figures.spool_samples,
        "spool_bytes": figures.spool_bytes,
        "spool_limit_bytes": figures.spool_limit_bytes,
        "spool_oldest_at": figures.spool_oldest_at,
        "dropped_samples": figures.dropped_samples,
        "dead_letters": figures.dead_letters,
        "problem": figures.problem,
    }
    await connection.execute(
        query("ingest_report"), ingester, to_json(told), timeout=STATEMENT_TIMEOUT_S
    )


async def write_connections(connection: Connection, reports: Iterable[Report], now: float) -> None:
    """How connections fare, and which tags their devices refuse. ``now``: monotonic."""
    told = list(reports)
    for report in told:
        report.rate.note(report.samples, now)
    await connection.execute(
        query("ingest_report_connections"),
        to_json([report.row() for report in told]),
        timeout=STATEMENT_TIMEOUT_S,
    )
    changed = [report for report in told if not report.are_refusals_told]
    if changed:
        await _write_refusals(connection, changed)


async def _write_refusals(connection: Connection, reports: list[Report]) -> None:
    refusals = [
        {"tag_id": tag_id, "problem": problem, "hint": hint}
        for report in reports
        for tag_id, (problem, hint) in report.refused.items()
    ]
    for report in reports:  # before, because another one may come while this is written
        report.are_refusals_told = True
    try:
        await connection.execute(
            query("ingest_report_tags"),
            [report.connection_id for report in reports],
            to_json(refusals),
            timeout=STATEMENT_TIMEOUT_S,
        )
    except BaseException:
        for report in reports:
            report.are_refusals_told = False
        raise


def to_json(value: object) -> str:
    """JSON for a statement; instants as PostgreSQL reads them. Text loses what it cannot hold."""
    text = json.dumps(value, default=_plain, ensure_ascii=False)
    return _NUL.sub("\\1\ufffd", text)  # PostgreSQL has no place for it


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
