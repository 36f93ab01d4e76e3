"""A connection to the simulated PLCs with its tags, and what the database knows of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, NamedTuple

from database.connect import Connection
from simulator.plc.tags import address
from tests.faults.comparison import EVER, Comparison, Gap, Value, compare
from tests.faults.pieces import made, told
from tests.faults.plc import Plc, truths

NAME = "Press shop"
SOURCE = f"opcua:{NAME}"
RECOVERS_WITHIN_S = 30.0  # by itself; 10 s are promised, on a machine that has nothing else to do
LIMIT_S = 60.0  # for what is not measured
STATES = {2: "down", 4: "down", 5: "warning", 6: "operational", 9: "down"}
HEARD_BEFORE = timedelta(seconds=2)  # the last sign of life was so long before, on a busy machine
MOST_COUNTS = 30_000  # plausible between two samples
# quick, and with room for what a busy machine cannot fetch at once
SETTINGS = {
    "publishing_ms": 100,
    "sampling_ms": 50,
    "queue_size": 5_000,
    "keep_alive_s": 1.0,
    "session_timeout_s": 30,
    "connect_timeout_s": 5,
}
PLAIN = ("ScrapCount", "Temperature", "AlarmText")


@dataclass
class _Fault:
    """A time in which values may be missing, of one machine or (empty) all of them."""

    since: datetime
    machine: str
    until: datetime = EVER


class Event(NamedTuple):
    """A state of a machine, from an instant on."""

    at: datetime
    status: str


class Site:
    """The connection "Press shop" and its machines."""

    def __init__(self, connection: Connection, plc: Plc, machines: int, values: int = 0) -> None:
        """``values``: how many more of each machine are fetched, for load."""
        self.connection = connection
        self.plc = plc
        self.machines = [f"Machine_{number:03}" for number in range(1, machines + 1)]
        self._plain = (*PLAIN, *[f"Value_{number:03}" for number in range(1, values + 1)])
        self.connection_id = 0
        self._faults: list[_Fault] = []
        self.tags_of_a_machine = len(("State", "GoodCount", "TotalCount", *self._plain))

    async def connect(
        self, url: str = "", modulus: int | None = None, secrets: bool = False, **changes: Any
    ) -> None:
        """Make the rows: from then on ingesters run it. ``modulus``: of the counters."""
        config = {**SETTINGS, "url": url or self.plc.url, **changes}
        async with self.connection.transaction():
            self.connection_id = await self.connection.fetchval(
                "insert into floor.connections (connection_name, protocol, config)"
                " values ($1, 'opcua', $2) returning connection_id",
                NAME,
                json.dumps(config),
            )
            for machine in self.machines:
                machine_id = await self.connection.fetchval(
                    "select floor.add_machine($1, 'Line 1', 'Press', 'Works', 'UTC')", machine
                )
                for name, role in (
                    ("State", "status"), ("GoodCount", "good"), ("TotalCount", "total"),
                    *((name, "value") for name in self._plain),
                ):  # fmt: skip
                    is_counter = role in ("good", "total")
                    await self.connection.execute(
                        "insert into floor.tags (connection_id, address, tag_name, machine_id,"
                        " role, counter_modulus, max_step) values ($1, $2, $3, $4, $5, $6, $7)",
                        self.connection_id,
                        address(machine, name),
                        name,
                        machine_id,
                        role,
                        modulus if is_counter else None,
                        MOST_COUNTS if is_counter else None,
                    )
            await self.connection.execute(
                "insert into floor.tag_states (tag_id, raw_value, status)"
                " select tag_id, raw_value, status from floor.tags"
                " cross join unnest($1::text[], $2::text[]) as states (raw_value, status)"
                " where role = 'status'",
                [str(number) for number in STATES],
                list(STATES.values()),
            )

    # What is stored -----------------------------------------------------------------------

    async def stored(self, table: str = "historian.samples") -> list[Value]:
        """All samples, or dead letters."""
        rows = await self.connection.fetch(
            "select address, at, value, text_value, quality"
            f" from {table} inner join floor.tags using (tag_id) where connection_id = $1",
            self.connection_id,
        )
        return [
            Value(
                row["address"],
                row["at"],
                row["value"] if row["text_value"] is None else row["text_value"],
                row["quality"],
            )
            for row in rows
        ]

    def served(self) -> list[Value]:
        """What the PLCs served of the addresses that are fetched, in that order."""
        mapped = {
            address(machine, name)
            for machine in self.machines
            for name in ("State", "GoodCount", "TotalCount", *self._plain)
        }
        return [value for value in self.plc.journal() if value.address in mapped]

    async def compare(self, until: datetime) -> Comparison:
        """What was served beside what is stored."""
        stored = await self.stored()  # first: the journal may lag by a scan, and is read again
        return compare(self.served(), stored, until)

    async def complete(self, within_s: float = LIMIT_S) -> Comparison:
        """Wait until all that was served up to now is stored: exactly once, and nothing else.

        Where something is missing, that was while a fault lasted that ``breaks`` announced.
        """
        until = datetime.now(UTC)
        comparison = Comparison()

        async def is_exact() -> bool:
            nonlocal comparison
            comparison = await self.compare(until)
            return comparison.is_exact

        await wait_for(is_exact, within_s, lambda: str(comparison))
        self._assert_gaps(comparison.gaps)
        assert comparison.matched > len(self.machines) * len(self._plain), str(comparison)
        return comparison

    def breaks(self, machine: str = "") -> None:
        """From now on values will be missing, until ``live_again``; perhaps of one machine."""
        self._faults.append(_Fault(datetime.now(UTC), machine))

    def _assert_gaps(self, gaps: Mapping[str, Sequence[Gap]]) -> None:
        """Each address has a gap for each fault that touched it, not longer than that lasted."""
        for one, found in gaps.items():
            faults = [fault for fault in self._faults if f";s={fault.machine}" in one]
            told = f"{one}: {found} for {faults}"
            assert len(found) == len(faults), told
            for gap, fault in zip(found, faults, strict=True):
                assert fault.since - HEARD_BEFORE <= gap.since <= gap.until, told
                assert gap.until <= fault.until + HEARD_BEFORE, told

    # What follows from it -----------------------------------------------------------------

    async def state(self) -> dict[str, Any]:
        """The row of historian.connection_states; empty where there is none."""
        row = await self.connection.fetchrow(
            "select * from historian.connection_states where connection_id = $1",
            self.connection_id,
        )
        return dict(row) if row else {}

    async def statuses(self) -> dict[str, str]:
        """The status of each machine now."""
        rows = await self.connection.fetch(
            "select machine_name, status from floor.machine_status"
            " inner join floor.machines using (machine_id)"
        )
        return {row["machine_name"]: row["status"] for row in rows}

    async def events(self, machine: str) -> list[Event]:
        """Its states, each where it begins."""
        rows = await self.connection.fetch(
            "select at, status from floor.status_events"
            " inner join floor.machines using (machine_id)"
            " where machine_name = $1 and source = $2 order by at",
            machine,
            SOURCE,
        )
        return _changes(Event(*row) for row in rows)

    async def assert_states_follow(self) -> None:
        """States are what the stored samples say: in a gap no_data, and never down for a gap."""
        async with self._one_instant():
            stored = await self.stored()
            events = {machine: await self.events(machine) for machine in self.machines}
        for machine in self.machines:
            state = address(machine, "State")
            samples = sorted(sample for sample in stored if sample.address == state)
            expected = _changes(Event(one.at, _status(one)) for one in samples)
            assert events[machine] == expected, machine

    async def assert_pieces_are_true(self, journal: Sequence[Value] | None = None) -> None:
        """Pieces are those really made, as far as the samples of counters tell. ``journal``: by
        right clocks, where those of the PLCs are wrong."""
        async with self._one_instant():
            stored = await self.stored()
            counted = {machine: await self.counted(machine) for machine in self.machines}
        journal = journal or self.plc.journal()
        for machine in self.machines:
            good, scrap = truths(machine)
            expected = (
                told(made(journal, [good]), _sampled(stored, machine, "GoodCount")),
                told(made(journal, [good, scrap]), _sampled(stored, machine, "TotalCount")),
            )
            steps = await self._steps(machine)
            assert counted[machine] == expected, f"{machine}: {counted[machine]} {expected} {steps}"

    async def pieces(self) -> int:
        """All pieces counted."""
        pieces: int = await self.connection.fetchval(
            "select coalesce(sum(good_pcs + scrap_pcs), 0)::bigint from floor.production"
        )
        return pieces

    async def counted(self, machine: str) -> tuple[int, int]:
        """Good pieces and all pieces of a machine."""
        row = await self.connection.fetchrow(
            "select coalesce(sum(good_pcs), 0)::bigint as good_pcs,"
            " coalesce(sum(good_pcs + scrap_pcs), 0)::bigint as pcs"
            " from floor.production inner join floor.machines using (machine_id)"
            " where machine_name = $1 and source = $2",
            machine,
            SOURCE,
        )
        return (row["good_pcs"], row["pcs"]) if row else (0, 0)

    def _one_instant(self) -> Any:
        """What is read meanwhile belongs together."""
        return self.connection.transaction(isolation="repeatable_read", readonly=True)

    async def _steps(self, machine: str) -> list[tuple[object, ...]]:
        """Steps of its counters that are no plain ones, to explain a wrong sum."""
        rows = await self.connection.fetch(
            "select tag_name, steps.at, step_kind, previous_value, value, step_pcs"
            " from historian.counter_steps as steps inner join floor.tags using (tag_id)"
            " inner join floor.machines using (machine_id)"
            " where machine_name = $1 and step_kind <> 'step' order by steps.at",
            machine,
        )
        return [tuple(row) for row in rows]

    # Waiting ------------------------------------------------------------------------------

    async def is_live(self, since: datetime) -> bool:
        """Connected, with the state of every machine known, and values made after that."""
        state = await self.state()
        if state.get("state") != "connected" or (state["last_sample_at"] or since) <= since:
            return False
        statuses = await self.statuses()
        if set(statuses) != set(self.machines) or "no_data" in statuses.values():
            return False
        newest = await self.connection.fetch(
            "select machine_id, max(at) as at from historian.samples"
            " inner join floor.tags using (tag_id)"
            " where connection_id = $1 and quality = 0 and at > $2 group by machine_id",
            self.connection_id,
            since,
        )
        return len(newest) == len(self.machines)

    async def live_again(self, within_s: float = RECOVERS_WITHIN_S) -> float:
        """Wait until all is live, without a hand. Returns after how many seconds it was."""
        began, since = monotonic(), datetime.now(UTC)
        await wait_for(lambda: self.is_live(since), within_s)
        for fault in self._faults:
            fault.until = min(fault.until, datetime.now(UTC))
        return round(monotonic() - began, 1)

    async def is_dark(self) -> bool:
        """Whether nothing is known of any machine."""
        return set((await self.statuses()).values()) == {"no_data"}

    async def gone_dark(self, within_s: float = RECOVERS_WITHIN_S) -> float:
        """Wait until nothing is known of any machine. Returns after how many seconds."""
        began = monotonic()
        await wait_for(self.is_dark, within_s)
        return round(monotonic() - began, 1)

    async def is_in_state(self, state: str) -> bool:
        """Whether the connection is reported to be in that state."""
        return (await self.state()).get("state") == state

    async def told(self, state: str, problem: str) -> None:
        """Wait until the connection is reported to be in that state, with that in its sentence."""

        async def is_told() -> bool:
            row = await self.state()
            return row.get("state") == state and problem in row["problem"]

        await wait_for(is_told)

    async def stored_more(self, samples: int) -> None:
        """Wait until so many more samples are stored."""
        count = "select count(*) from historian.samples"
        wanted = await self.connection.fetchval(count) + samples

        async def is_enough() -> bool:
            return bool(await self.connection.fetchval(count) >= wanted)

        await wait_for(is_enough)


async def wait_for(
    is_so: Callable[[], Awaitable[object]],
    within_s: float = LIMIT_S,
    told: Callable[[], str] = lambda: "it did not come to that",
) -> None:
    """Wait until it is so. ``told`` says what is wrong where it is not in time."""
    give_up_at = monotonic() + within_s
    while not await is_so():
        assert monotonic() < give_up_at, f"{told()}, within {within_s:.0f} s"
        await asyncio.sleep(0.1)


def _status(sample: Value) -> str:
    """What a sample of State means."""
    if isinstance(sample.value, float) and sample.quality >> 30 < 2:
        return STATES[int(sample.value)]
    return "no_data"


def _changes(events: Any) -> list[Event]:
    """Without those that say what the one before says."""
    changes: list[Event] = []
    for event in events:
        if not changes or changes[-1].status != event.status:
            changes.append(event)
    return changes


def _sampled(stored: Sequence[Value], machine: str, name: str) -> list[datetime]:
    """When there are good samples of a counter."""
    counter = address(machine, name)
    return [one.at for one in stored if one.address == counter and one.quality >> 30 == 0]
