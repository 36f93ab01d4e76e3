"""The live run: every few seconds, what the simulated machines did since the last round.

One connection holds the lock that makes this the only simulator and does the writing: if it
is lost, so is the lock, and two simulators can never write at once. After every loss it
starts over from what the database says, as after a restart.

A pause needs care: nobody watched the machines meanwhile. A short one (five minutes) is taken
as if they had stayed as they were. After a longer one, machines the simulator spoke for last
get a ``no_data`` event one minute after its last sign of life, so that history claims no
state nobody observed; then each starts afresh.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import asyncpg

from database.connect import Connect, Connection
from database.queries import query
from database.session import LOST, session
from errors import UserError
from simulator import scenarios
from simulator.floor import Changes, Floor, instant
from simulator.known import known_from
from simulator.pauses import MINUTE_S
from simulator.rows import STATEMENT_TIMEOUT_S, read_reasons, with_pauses, write_rows
from simulator.work import Work

log = logging.getLogger(__name__)

PAUSE_S = 300.0  # longer than this unwatched, and the state of a machine is unknown
LOOK_BACK = timedelta(seconds=PAUSE_S + MINUTE_S)  # a round is shorter; its minute is whole
FIRST_RETRY_S, LAST_RETRY_S = 0.2, 10.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def run(
    connect: Connect,
    *,
    interval: float,
    seed: int,
    scenario: str,
    stop: asyncio.Event | None = None,
    now: Callable[[], datetime] = _utc_now,
) -> None:
    """Simulate until ``stop`` is set, a round every ``interval`` seconds; outlive the database.

    Raises UserError for an unknown scenario, beside another simulator, or for refused rows.
    """
    simulation = _Simulation(scenarios.find(scenario), seed, now)
    stop = stop or asyncio.Event()
    retry_s = FIRST_RETRY_S
    while not stop.is_set():
        try:
            async with session(connect) as connection:
                await _claim(connection, simulation.has_claimed)
                simulation.has_claimed = True
                while not stop.is_set():
                    await simulation.round(connection)
                    retry_s = FIRST_RETRY_S
                    await _pause(stop, interval)
        except LOST as error:
            simulation.lost(error)
            await _pause(stop, retry_s)
            retry_s = min(retry_s * 2, LAST_RETRY_S)
        except asyncpg.PostgresError as error:
            raise _refused(error) from error


async def is_running(connection: Connection) -> bool:
    """Whether a simulator is at work on this database."""
    return bool(await connection.fetchval(query("simulator_is_running")))


class _Simulation:
    """What survives a lost connection: little, because the database knows the rest."""

    def __init__(
        self, scenario: scenarios.Scenario, seed: int, now: Callable[[], datetime]
    ) -> None:
        self._scenario = scenario
        self._seed = seed
        self._now = now
        self._floor: Floor | None = None
        self._work = Work(seed)
        self._last_seen: float | None = None
        self._is_lost = False
        self._has_run = False
        self.has_claimed = False

    def lost(self, error: Exception) -> None:
        """Note the loss, once."""
        self._floor = None
        self._work.lost()
        if not self._is_lost:
            log.warning("The database is lost (%s); trying again until it is back.", error)
        self._is_lost = True

    async def round(self, connection: Connection) -> None:
        """Read the states, live on to now, write what changed: all of it, or nothing."""
        now = self._now()
        moment = now.timestamp()
        rows = await connection.fetch(query("simulator_machines"), timeout=STATEMENT_TIMEOUT_S)
        machines = await with_pauses(connection, map(known_from, rows), now - LOOK_BACK, now)
        floor = self._floor
        if floor is None:
            self._last_seen = await _last_seen(connection)
        if floor is None or self._was_asleep(moment):
            floor = Floor(self._scenario, self._seed, moment)
            if self._last_seen is not None and self._was_asleep(moment):
                machines = floor.doubt(machines, self._last_seen)
        floor.observe(machines, moment, await read_reasons(connection))
        await _write(connection, floor.live(moment))
        ours = [known.machine_id for known in machines if not known.is_real]
        await self._work.round(connection, ours, now)
        self._floor, self._last_seen = floor, moment
        self._note_success(len(machines), moment)

    def _was_asleep(self, moment: float) -> bool:
        return self._last_seen is not None and moment - self._last_seen > PAUSE_S

    def _note_success(self, machine_count: int, moment: float) -> None:
        if self._is_lost:
            log.info("The database is back.")
        elif not self._has_run and self._floor is not None:
            next_at = self._floor.next_stop_at(moment)
            coming = (
                f"; next stop of the scenario at {instant(next_at):%H:%M:%S} UTC" if next_at else ""
            )
            log.info("Simulating %d machines%s.", machine_count, coming)
        self._is_lost, self._has_run = False, True


async def _claim(connection: Connection, has_claimed: bool) -> None:
    """Become the only simulator as long as the connection lives."""
    if not await connection.fetchval(query("simulator_lock"), timeout=STATEMENT_TIMEOUT_S):
        raise _not_alone(has_claimed)


def _not_alone(has_claimed: bool) -> Exception:
    if has_claimed:  # our own lost session may hold the lock until the server notices
        return ConnectionError("another session holds the simulator's lock")
    return UserError(
        "Another simulator is already running on this database.",
        hint="Stop it first, or leave this one off with ENABLE_SIMULATOR=false.",
    )


def _refused(error: asyncpg.PostgresError) -> UserError:
    hint = getattr(error, "hint", None)
    if isinstance(error, asyncpg.UndefinedTableError | asyncpg.InvalidSchemaNameError):
        hint = "Run `floorcast migrate` first."
    return UserError(f"The database refused the simulator: {error}.", hint=hint or "")


async def _last_seen(connection: Connection) -> float | None:
    at = await connection.fetchval(query("simulator_last_seen"), timeout=STATEMENT_TIMEOUT_S)
    return None if at is None else at.timestamp()


async def _write(connection: Connection, changes: Changes) -> None:
    """All in one transaction. Pieces are added, so a round is never written a second time."""
    async with connection.transaction():
        await write_rows(connection, "simulator_write_jobs", changes.jobs)
        await write_rows(connection, "simulator_write_statuses", changes.events)
        await write_rows(connection, "simulator_write_production", changes.counts)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, unless asked to stop."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
