"""Replaying a recording as if it happened now: its machine moves on the map.

The first entry happens now, the others as much later as in the recording, divided by the
speed. It writes ordinary rows, with the present as their time.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import asyncpg

from database.connect import Connect, Connection
from database.queries import query
from errors import UserError
from imports.machines import NewMachine
from imports.recording import Recording
from imports.resolve import Resolver, Row

LONGEST_GAP_S = 10.0
ENDED = "end of recording"
STOPPED = "replay stopped"
_LAST_WORDS_TIMEOUT_S = 5.0
# what asyncpg raises when the other end is gone, whatever it was doing
_LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Played:
    """What a replay wrote."""

    events: int
    good_pcs: int
    scrap_pcs: int
    rejects: int


def utc_now() -> datetime:
    """The present."""
    return datetime.now(UTC)


@dataclass(slots=True)
class _Stage:
    """Where a replay stands: the machines on it and what each was told last."""

    source: str
    now: Callable[[], datetime]
    latest: dict[int, datetime] = field(default_factory=dict)
    status: dict[int, str] = field(default_factory=dict)
    events: int = 0
    good_pcs: int = 0
    scrap_pcs: int = 0

    async def play(self, connection: Connection, row: Row) -> None:
        if row.status is not None:
            await self.tell(connection, row.machine_id, row.status, row.detail, row.reason_id)
        if row.good_pcs or row.scrap_pcs:
            good, scrap = row.good_pcs or 0, row.scrap_pcs or 0
            await connection.execute(
                query("import_live_production"),
                row.machine_id,
                self.now(),
                good,
                scrap,
                self.source,
                row.product_id,
                row.scrap_reason_id,
            )
            self.good_pcs += good
            self.scrap_pcs += scrap

    async def tell(
        self,
        connection: Connection,
        machine_id: int,
        status: str,
        detail: str | None,
        reason_id: int | None = None,
    ) -> None:
        """Write a status, later than the one before: an instant has room for one only."""
        at = self.now()
        if machine_id in self.latest:
            at = max(at, self.latest[machine_id] + _MICROSECOND)
        # a write that is broken off may have happened, or not
        self.latest[machine_id], self.status[machine_id] = at, "unsure"
        await connection.execute(
            query("import_live_status"), machine_id, at, status, detail, self.source, reason_id
        )
        self.status[machine_id] = status
        self.events += 1

    def knows_nothing(self) -> bool:
        """Whether the recording has a hole here: no machine on the stage says anything."""
        return bool(self.status) and set(self.status.values()) == {"no_data"}

    async def leave(self, connect: Connect, detail: str) -> None:
        """Leave no machine behind in a state that nobody watches any more."""
        if not self.status or self.knows_nothing():
            return
        connection = await connect()  # the other one may have been broken off in a statement
        try:
            for machine_id, status in list(self.status.items()):
                if status != "no_data":
                    await self.tell(connection, machine_id, "no_data", detail)
        finally:
            await connection.close()


async def replay(
    connect: Connect,
    recording: Recording,
    *,
    speed: float = 60.0,
    create: NewMachine | None = None,
    longest_gap_s: float = LONGEST_GAP_S,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    now: Callable[[], datetime] = utc_now,
    report: Callable[[str], object] = lambda text: None,
) -> Played:
    """Play a recording, ``speed`` seconds of it in a second, and end with no_data.

    Where nothing was recorded for longer than ``longest_gap_s`` of playing time, the wait is
    cut to it, and ``report`` says so. Ending it early (a cancelled task, Ctrl-C) writes
    no_data as well. Raises UserError where there is nothing to play, or the database is lost.
    """
    _check_speed(speed)
    stage = _Stage(f"replay:{recording.path.name}", now)
    connection = await connect()
    detail = STOPPED
    try:
        rows, rejects = await _rows(connection, recording, create, stage.source)
        await _play(connection, stage, rows, _Timing(speed, longest_gap_s, sleep, now, report))
        detail = ENDED
    except _LOST as error:
        raise UserError(
            f"The database went away during the replay ({error}).",
            hint="Start the replay again once it is back.",
        ) from error
    finally:
        await _leave(stage, connect, detail, report)
        with contextlib.suppress(*_LOST, TimeoutError):
            await connection.close(timeout=_LAST_WORDS_TIMEOUT_S)
    return Played(stage.events, stage.good_pcs, stage.scrap_pcs, rejects)


def _check_speed(speed: float) -> None:
    if not (speed > 0 and math.isfinite(speed)):
        raise UserError(
            f"A recording cannot be replayed at speed {speed:g}.",
            hint="60 plays a minute in a second, 1 as long as it took.",
            field="speed",
            value=speed,
        )


async def _leave(
    stage: _Stage, connect: Connect, detail: str, report: Callable[[str], object]
) -> None:
    try:
        await asyncio.wait_for(stage.leave(connect, detail), _LAST_WORDS_TIMEOUT_S)
    except (*_LOST, asyncpg.PostgresError, TimeoutError) as error:
        report(f"The database could not be told that the replay ended ({error}).")


@dataclass(frozen=True, slots=True)
class _Timing:
    speed: float
    longest_gap_s: float
    sleep: Callable[[float], Awaitable[object]]
    now: Callable[[], datetime]
    report: Callable[[str], object]


async def _play(connection: Connection, stage: _Stage, rows: list[Row], timing: _Timing) -> None:
    due_at = timing.now()  # from here on a plan, so that what writing costs does not add up
    for position, row in enumerate(rows):
        if position:
            wait_s = (row.at - rows[position - 1].at).total_seconds() / timing.speed
            if stage.knows_nothing() and wait_s > timing.longest_gap_s:
                hole, cut = _span(wait_s * timing.speed), _span(timing.longest_gap_s)
                timing.report(f"Nothing was recorded for {hole}: waiting {cut} only.")
                wait_s = timing.longest_gap_s
            due_at += timedelta(seconds=wait_s)
        left_s = (due_at - timing.now()).total_seconds()
        if left_s > 0:
            await timing.sleep(left_s)
        await stage.play(connection, row)


async def _rows(
    connection: Connection, recording: Recording, create: NewMachine | None, source: str
) -> tuple[list[Row], int]:
    """All rows of a recording in order of time, and how many lines were bad."""
    rows: list[Row] = []
    rejects = []
    async with connection.transaction():
        resolver = Resolver(connection, recording, create, source, server_at=None)
        for chunk in recording.chunks():
            found, refused = await resolver.resolve(chunk.entries)
            rows += found
            rejects += [*chunk.rejects, *refused]
    if not rows:
        raise UserError(
            f"There is nothing to replay in {recording.path.name}.",
            hint=f"Its first bad line: {rejects[0]}" if rejects else "It has no lines.",
            field="file",
        )
    rows.sort(key=lambda row: (row.at, row.line))
    return rows, len(rejects)


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
