"""A simulated past: status events and pieces per minute, for every machine, fast.

The past is written from its end backwards, a day at a time, each day of a group of machines in
one transaction: the timeline of the last 24 hours is there after seconds, and after an
interruption the next call goes on where this one ended, because a machine is filled up to its
first row. So a second call adds nothing. Nothing is switched off meanwhile: keys, checks and
triggers see every row. Within a transaction jobs come first and events last, because events
lock the current state of their machines, which the live run needs, too.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import NamedTuple

from database.binary_copy import document
from database.connect import Connect, Connection
from database.queries import query
from database.session import LOST, session
from errors import UserError
from simulator import scenarios
from simulator.agenda import agenda_of, in_period
from simulator.counter import Counter
from simulator.encoding import (
    EVENT_COLUMNS,
    PRODUCTION_COLUMNS,
    event_rows,
    production_rows,
)
from simulator.floor import JobEvent, instant, job_events, lines_of
from simulator.kinds import kind_of
from simulator.known import Known, known_from
from simulator.machine import (
    DOWN,
    Kind,
    Machine,
    Span,
    Stop,
    long_run_shares,
    mean_between_changes_s,
    random_for,
)
from simulator.past_work import fill_work
from simulator.pauses import MINUTE_S, meeting
from simulator.reasons import Reasons
from simulator.rows import read_reasons, with_pauses, write_rows

DAY_S = 86_400
BLOCK_S = 30 * DAY_S  # lived through at once and kept in memory: 3 MB per machine
CONNECTIONS = 3  # a server process writes some 80,000 rows/s: keys, checks and triggers cost
GROUP_SIZE = 10  # machines: a day of theirs is a transaction of about 17,000 rows
LONGEST_DAYS = 3650
SCENARIO = "mixed"  # the past looks like the default present


class HistoryResult(NamedTuple):
    """What was written. ``machines`` got rows; ``skipped`` had a past of their own, or are real."""

    rows: int
    seconds: float
    machines: int
    skipped: int

    def __str__(self) -> str:
        if self.rows == 0:
            return f"Nothing to add: all {self.skipped} machines have history for that period."
        rate = self.rows / max(self.seconds, 1e-9)
        rest = f"; {self.skipped} already had theirs" if self.skipped else ""
        return (
            f"{self.rows:,} rows of history for {self.machines} machines "
            f"in {self.seconds:.1f} s ({rate:,.0f} rows/s){rest}."
        )


class Day(NamedTuple):
    """The rows of some machines on one day: all but the few jobs ready for COPY."""

    production: list[bytes]
    events: list[bytes]
    jobs: list[JobEvent]


class Past(NamedTuple):
    """The period to fill for one machine: [start, end), in seconds since 1970 (UTC)."""

    machine: Known
    start: int  # a whole minute
    end: float


async def fill(
    connect: Connect,
    *,
    days: float,
    seed: int,
    until: datetime,
    progress: Callable[[int], None] | None = None,
) -> HistoryResult:
    """Fill the ``days`` before ``until`` for all machines in use, up to the first row of each.

    ``progress`` is told the number of rows written so far. Safe beside the live run as long as
    ``until`` is not after its start: then their rows never meet. Raises UserError for a period
    that makes no sense, while another call is at work, or when the database goes away;
    what was committed stays and is not written again.
    """
    started = time.perf_counter()
    async with session(connect) as connection:
        if not await connection.fetchval(query("simulator_history_lock")):
            raise UserError(
                "History is already being filled on this database.", hint="Wait until it is done."
            )
        pasts, skipped = await find_pasts(connection, days, until)
        pasts = await plan_pauses(connection, pasts)
        reasons = await read_reasons(connection)
        rows = await _fill(connect, pasts, seed, reasons, progress or _ignore)
        if rows:  # the planner must not take the tables for empty
            await connection.execute("analyze floor.status_events, floor.production")
        ours = [past.machine.machine_id for past in pasts]
        await fill_work(connection, ours, until - timedelta(days=days), until, seed)
    return HistoryResult(rows, time.perf_counter() - started, len(pasts), skipped)


async def estimate(connect: Connect, *, days: float, until: datetime) -> int:
    """About how many rows ``fill`` would write: the total of a progress bar."""
    async with session(connect) as connection:
        pasts, _ = await find_pasts(connection, days, until)
    rows_per_s = [_rows_per_s(kind_of(past.machine.machine_type)) for past in pasts]
    return round(
        sum((past.end - past.start) * rate for past, rate in zip(pasts, rows_per_s, strict=True))
    )


async def day_slices(
    pasts: Sequence[Past],
    stops: dict[str, list[Stop]],
    seed: int,
    turn: asyncio.Lock,
    reasons: Reasons,
) -> AsyncIterator[Day]:
    """All rows of some machines that share their start, the latest day first.

    Living takes a while, so groups do it by turns: meanwhile the rows of others are written.
    """
    start, end = pasts[0].start, max(past.end for past in pasts)
    for block in reversed(range(start, math.ceil(end), BLOCK_S)):
        lives = []
        async with turn:
            for past in pasts:
                lives.append(_Life(past, block, stops.get(past.machine.machine_name, ()), seed))
                await asyncio.sleep(0)
        for number in reversed(range(max(len(life.days) for life in lives))):
            day = Day([], [], [])
            for life in lives:
                if number < len(life.days):
                    life.add_rows(number, day, reasons)
            if day.production or day.events:  # the last one may be too short to hold anything
                yield day


class _Life:
    """One machine through one block of its past, which it lives forwards."""

    def __init__(self, past: Past, block: int, stops: Sequence[Stop], seed: int) -> None:
        known = past.machine
        self._past, self._block, self._parts = past, block, (seed, known.machine_name)
        self._kind = kind_of(known.machine_type)
        self.days: list[list[Span]] = []
        block_end = min(block + BLOCK_S, past.end)
        agenda = agenda_of(seed, known, block, block_end)
        self._jobs = agenda.jobs
        orders = sorted([*stops, *agenda.changeovers(known)])
        setups = agenda.setups(known, agenda.jobs)
        machine = Machine.begin(self._kind, random_for(*self._parts, block), block)
        for start in range(block, math.ceil(block_end), DAY_S):
            end = min(start + DAY_S, block_end)
            today = [stop for stop in orders if start <= stop.at < end]
            todays = [setup for setup in setups if start <= setup.at < end]
            self.days.append(machine.live(end, today, todays))

    def add_rows(self, number: int, day: Day, reasons: Reasons) -> None:
        """Add the rows of one day."""
        machine_id, start = self._past.machine.machine_id, self._block + number * DAY_S
        end, spans = self._past.end, self.days[number]
        jobs = in_period(self._jobs, start, min(start + DAY_S, end), self._past.start)
        day.jobs.extend(job_events(machine_id, jobs))
        new = [span for span in spans if span.is_new and span.start < end]
        day.events.extend(event_rows(machine_id, new, reasons))
        seed = (*self._parts, start, "pieces")
        pauses = meeting(self._past.machine.pauses, start, start + DAY_S)
        counts = Counter(self._kind, random_for(*seed)).count(spans, pauses)
        if counts and counts[-1][0] > end - MINUTE_S:
            counts.pop()  # a minute that is cut short belongs to whoever comes after
        day.production.extend(production_rows(machine_id, counts, reasons))


async def find_pasts(
    connection: Connection, days: float, until: datetime
) -> tuple[list[Past], int]:
    """The periods to fill, and how many machines need nothing."""
    if not 0 < days <= LONGEST_DAYS:
        raise UserError(
            f"History of {days:g} days cannot be made.",
            hint=f"Give a number of days above 0, at most {LONGEST_DAYS}, for example 30.",
            field="days",
            value=days,
        )
    if until.tzinfo is None:
        raise UserError(
            f"The instant {until} has no time zone.", hint="Add one, for example +00:00."
        )
    start = int((until - timedelta(days=days)).timestamp()) // MINUTE_S * MINUTE_S
    machines = [known_from(row) for row in await connection.fetch(query("simulator_machines"))]
    pasts = [
        Past(known, start, min(until.timestamp(), known.first_at or math.inf)) for known in machines
    ]
    found = [past for past in pasts if not past.machine.is_real and past.end - start >= MINUTE_S]
    return found, len(machines) - len(found)


async def plan_pauses(connection: Connection, pasts: Sequence[Past]) -> list[Past]:
    """The same periods with their planned stops: shifts and breaks of theirs are planned first."""
    if not pasts:
        return []
    start, end = instant(pasts[0].start), instant(max(past.end for past in pasts))
    await connection.execute(query("simulator_plan_shifts"), start)
    machines = await with_pauses(connection, (past.machine for past in pasts), start, end)
    return [past._replace(machine=known) for past, known in zip(pasts, machines, strict=True)]


async def _fill(
    connect: Connect,
    pasts: Sequence[Past],
    seed: int,
    reasons: Reasons,
    progress: Callable[[int], None],
) -> int:
    """Write all days of all groups over several connections. Returns the number of rows."""
    if not pasts:
        return 0
    lines = lines_of(past.machine for past in pasts)
    stops = scenarios.stops(
        scenarios.find(SCENARIO), lines, pasts[0].start, max(past.end for past in pasts), seed
    )
    groups = deque(groups_of(pasts))
    turn = asyncio.Lock()
    rows = 0

    async def work() -> None:
        nonlocal rows
        async with session(connect) as connection:
            while groups:
                async for day in day_slices(groups.popleft(), stops, seed, turn, reasons):
                    await copy_day(connection, day)
                    rows += len(day.production) + len(day.events)
                    progress(rows)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(min(CONNECTIONS, len(groups))):
                workers.create_task(work())
    except BaseExceptionGroup as group:
        raise _first_of(group, rows) from group
    return rows


def _first_of(group: BaseExceptionGroup[BaseException], rows: int) -> BaseException:
    """What went wrong first, in words where it was the connection."""
    first = group.exceptions[0]
    if not isinstance(first, LOST):
        return first
    return UserError(
        f"The database went away after {rows:,} rows of history ({first}).",
        hint="They are kept. Run it again: it goes on from there.",
    )


def groups_of(pasts: Sequence[Past]) -> list[Sequence[Past]]:
    """Machines in groups of about GROUP_SIZE, at least one group per connection."""
    count = max(CONNECTIONS, math.ceil(len(pasts) / GROUP_SIZE))
    return [group for number in range(count) if (group := pasts[number::count])]


async def copy_day(connection: Connection, day: Day, schema: str = "floor") -> None:
    """Write one day in one transaction.

    Nobody waits for the disk: a crash may take back the last days, and the next call writes
    them again.
    """
    async with connection.transaction():
        await connection.execute("set local synchronous_commit = off")
        await write_rows(connection, "simulator_write_jobs", day.jobs)
        await connection.copy_to_table(
            "production",
            schema_name=schema,
            columns=PRODUCTION_COLUMNS,
            source=BytesIO(document(day.production)),
            format="binary",
        )
        await connection.copy_to_table(
            "status_events",
            schema_name=schema,
            columns=EVENT_COLUMNS,
            source=BytesIO(document(day.events)),
            format="binary",
        )


def _rows_per_s(kind: Kind) -> float:
    """Rows per second of a machine's life: its events, and a row for every running minute."""
    running = 1 - long_run_shares(kind)[DOWN]
    return 1 / mean_between_changes_s(kind) + running / MINUTE_S


def _ignore(rows: int) -> None:
    """Nobody watches the progress."""
