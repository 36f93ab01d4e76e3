"""Words the tests of stops are written in: what a machine was, and what its stops came to.

Instants are minutes after a start some hours ago, so that edits lie in the past.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import asyncpg

from database.connect import Connection
from tests.oee.support import add_reason
from tests.sql.support import Floor

START = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=10)

# from and to in minutes, to None while it lasts; then the parts: from, reason
Stop: TypeAlias = tuple[float, float | None, list[tuple[float, str]]]


def minute(number: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=number)


def minutes(at: datetime) -> float:
    """How many minutes after the start that is."""
    return round((at - START) / timedelta(minutes=1), 6)


@dataclass(frozen=True)
class Press:
    """A machine whose stops are edited, and the reasons there are."""

    connection: Connection
    line_id: int
    machine_id: int
    reasons: dict[str, int]

    async def was(self, *events: tuple[float, str] | tuple[float, str, str | None]) -> None:
        """It came into these states, for these reasons."""
        await self.connection.executemany(
            "insert into floor.status_events (machine_id, at, status, reason_id)"
            " values ($1, $2, $3, $4)",
            [
                (self.machine_id, minute(at), status, self.key(next(iter(why), None)))
                for at, status, *why in events
            ],
        )

    async def events(self) -> list[tuple[float, str, str | None]]:
        """All its events: minute, status, reason."""
        rows = await self.connection.fetch(
            "select at, status, reason_name from floor.status_events"
            " left join floor.reasons using (reason_id) where machine_id = $1 order by at",
            self.machine_id,
        )
        return [(minutes(at), status, reason) for at, status, reason in rows]

    async def stops(self) -> list[Stop]:
        """Its stops, by floor.stops."""
        rows = await self.connection.fetch(
            "select started_at, ended_at, reasons from floor.stops where machine_id = $1"
            " order by started_at",
            self.machine_id,
        )
        return [
            (
                minutes(row["started_at"]),
                None if row["ended_at"] is None else minutes(row["ended_at"]),
                [
                    (minutes(datetime.fromisoformat(part["from_at"])), part["reason"])
                    for part in json.loads(row["reasons"])
                ],
            )
            for row in rows
        ]

    async def explain(self, at: float, reason: str | None) -> None:
        """Give the stop at that minute a reason."""
        await self.call("explain_stop", minute(at), self.key(reason))

    async def split(self, started: float, at: float, reason: str | None) -> None:
        """Another reason from that minute on."""
        await self.call("split_stop", minute(started), minute(at), self.key(reason))

    async def merge(self, one: float, other: float) -> None:
        """Two stops, or two parts, are one."""
        await self.call("merge_stops", minute(one), minute(other))

    async def retime(self, at: float, begin: float | None, end: float | None) -> None:
        """The stop at that minute began and ended at others."""
        times = [None if number is None else minute(number) for number in (begin, end)]
        await self.call("retime_stop", minute(at), *times)

    async def call(self, function: str, *values: Any) -> None:
        """One of the functions that edit stops."""
        places = "".join(f", ${number}" for number in range(2, len(values) + 2))
        await self.connection.execute(
            f"select floor.{function}($1{places})", self.machine_id, *values
        )

    def key(self, reason: str | None) -> int | None:
        """Key of a reason."""
        return None if reason is None else self.reasons[reason]

    async def edits(self) -> list[tuple[str, float, float]]:
        """What people put right: kind, from, to."""
        rows = await self.connection.fetch(
            "select kind, from_at, to_at from floor.stop_edits where machine_id = $1"
            " order by stop_edit_id",
            self.machine_id,
        )
        return [(row["kind"], minutes(row["from_at"]), minutes(row["to_at"])) for row in rows]


async def press(connection: Connection, floor: Floor, number: int = 0) -> Press:
    """One of the machines of a floor, and five reasons: Jam and Tool (Mechanical), Changeover
    (setup), Service (planned) and Short shot (a reject)."""
    mechanical = await add_reason(connection, "Mechanical", "breakdown")
    reasons = {
        "Mechanical": mechanical,
        "Jam": await add_reason(connection, "Jam", parent=mechanical),
        "Tool": await add_reason(connection, "Tool", parent=mechanical),
        "Changeover": await add_reason(connection, "Changeover", "setup"),
        "Service": await add_reason(connection, "Service", planned=True),
        "Short shot": await add_reason(connection, "Short shot", "process_reject"),
    }
    return Press(connection, floor.line_id, floor.ids[number], reasons)


REFUSED = asyncpg.CheckViolationError
