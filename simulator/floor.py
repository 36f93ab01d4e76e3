"""The simulated floor in memory: which machines it drives, and what they did since last time.

Pure, too: it is told what the database says and what time it is, and answers with rows.
The database is right in every dispute: whoever else changed a machine, it goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

from simulator.counter import Counter
from simulator.encoding import SOURCE
from simulator.kinds import kind_of
from simulator.machine import NO_DATA, Machine, Stop, random_for
from simulator.scenarios import Line, Scenario, next_stop_at, stops

SILENCE_S = 60.0  # after its last sign of life, nothing is known of a machine
SAME_INSTANT_S = 0.001

Event = tuple[int, datetime, str, str]
Count = tuple[int, datetime, int, int]


class Known(NamedTuple):
    """What the database says about a machine. Instants in seconds since 1970 (UTC)."""

    machine_id: int
    machine_name: str
    machine_type: str
    ideal_cycle_s: float | None
    line_name: str
    time_zone: str
    status: str | None = None
    at: float | None = None
    source: str | None = None
    first_at: float | None = None
    is_real: bool = False  # a connector or an import feeds it, so that it is none of ours


def known_from(row: Any) -> Known:
    """A row of sql/queries/simulator_machines.sql as the simulator wants it."""
    values = {name: row[name] for name in Known._fields}
    for name in ("at", "first_at"):
        values[name] = None if row[name] is None else row[name].timestamp()
    return Known(**values)


class Changes(NamedTuple):
    """Rows to write: status events, and pieces per minute."""

    events: list[Event]
    counts: list[Count]


@dataclass
class _Driven:
    machine_id: int
    machine: Machine
    counter: Counter

    def agrees_with(self, known: Known) -> bool:
        return (
            known.at is not None
            and known.status == self.machine.status
            and abs(known.at - self.machine.entered_at) < SAME_INSTANT_S
        )


def instant(seconds: float) -> datetime:
    """Seconds since 1970 as an instant."""
    return datetime.fromtimestamp(seconds, UTC)


def lines_of(machines: Iterable[Known]) -> list[Line]:
    """The lines of machines that come ordered by line, in the order parts flow."""
    by_line = groupby(machines, key=lambda known: (known.line_name, known.time_zone))
    return [
        Line(name, zone, tuple(known.machine_name for known in members))
        for (name, zone), members in by_line
    ]


class Floor:
    """The machines this simulator drives."""

    def __init__(self, scenario: Scenario, seed: int, now: float) -> None:
        self._scenario = scenario
        self._seed = seed
        self._began = round(now)  # another life after every start, not the same one again
        self._lived_until = now
        self._lines: list[Line] = []
        self._driven: dict[str, _Driven] = {}
        self._late_events: list[Event] = []

    def doubt(self, machines: Sequence[Known], last_seen: float) -> list[Known]:
        """Nobody watched since ``last_seen``: say so, and forget the states of that time.

        Only where the simulator spoke last; what others reported stands.
        """
        checked: list[Known] = []
        for known in machines:
            if known.source == SOURCE and known.status != NO_DATA:
                at = instant(last_seen + SILENCE_S)
                self._late_events.append(
                    (known.machine_id, at, NO_DATA, "simulator was not running")
                )
                known = known._replace(status=None, at=None)
            checked.append(known)
        return checked

    def observe(self, machines: Sequence[Known], now: float) -> None:
        """Take over what the database says: machines that came or went, states others set."""
        ours = [known for known in machines if not known.is_real]
        self._lines = lines_of(ours)
        before, self._driven = self._driven, {}
        for known in ours:
            driven = before.get(known.machine_name)
            if driven is None or not driven.agrees_with(known):
                driven = self._take_over(known, now)
            self._driven[known.machine_name] = driven

    def live(self, now: float) -> Changes:
        """Let all machines live on to ``now``; returns what there is to write."""
        imposed = stops(self._scenario, self._lines, self._lived_until, now, self._seed)
        self._lived_until = max(now, self._lived_until)
        changes = Changes(self._late_events, [])
        self._late_events = []
        for name, driven in self._driven.items():
            _live(driven, now, imposed.get(name, ()), changes)
        return changes

    def next_stop_at(self, now: float) -> float | None:
        """When the scenario strikes next, within a day; None where it does not."""
        return next_stop_at(self._scenario, self._lines, now, self._seed)

    def _take_over(self, known: Known, now: float) -> _Driven:
        kind = kind_of(known.machine_type)
        parts = (self._seed, known.machine_name, self._began, known.at)
        random = random_for(*parts)
        if known.status is None or known.at is None:
            machine = Machine.begin(kind, random, now, known.ideal_cycle_s)
        else:
            machine = Machine.resume(kind, random, known.status, known.at, now, known.ideal_cycle_s)
        return _Driven(known.machine_id, machine, Counter(kind, random_for(*parts, "pieces")))


def _live(driven: _Driven, now: float, imposed: Sequence[Stop], changes: Changes) -> None:
    spans = driven.machine.live(now, imposed)
    changes.events.extend(
        (driven.machine_id, instant(span.start), span.status, span.detail)
        for span in spans
        if span.is_new
    )
    changes.counts.extend(
        (driven.machine_id, instant(minute), good, scrap)
        for minute, good, scrap in driven.counter.count(spans)
    )
