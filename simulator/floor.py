"""The simulated floor in memory: which machines it drives, and what they did since last time.

Pure, too: it is told what the database says and what time it is, and answers with rows.
The database is right in every dispute: whoever else changed a machine, it goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

from simulator.agenda import Agenda, Job, agenda_of, in_period
from simulator.counter import Counter
from simulator.encoding import SOURCE
from simulator.kinds import kind_of
from simulator.known import Known
from simulator.machine import NO_DATA, Machine, Stop, random_for
from simulator.reasons import Reasons
from simulator.scenarios import Line, Scenario, next_stop_at, stops

SILENCE_S = 60.0  # after its last sign of life, nothing is known of a machine
SAME_INSTANT_S = 0.001

Event = tuple[int, datetime, str, str, int | None]
Count = tuple[int, datetime, int, int, int | None]
JobEvent = tuple[int, datetime, int | None, str]


class Changes(NamedTuple):
    """Rows to write: jobs, status events, and pieces per minute."""

    jobs: list[JobEvent]
    events: list[Event]
    counts: list[Count]


@dataclass
class _Driven:
    known: Known
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


def job_events(machine_id: int, jobs: Iterable[Job]) -> list[JobEvent]:
    """Rows of floor.job_events: what a machine is set up for."""
    return [(machine_id, instant(job.at), job.product_id, job.name) for job in jobs]


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
        self._reasons = Reasons({})
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
                    (known.machine_id, at, NO_DATA, "simulator was not running", None)
                )
                known = known._replace(status=None, at=None)
            checked.append(known)
        return checked

    def observe(self, machines: Sequence[Known], now: float, reasons: Reasons) -> None:
        """Take over what the database says: machines that came or went, states others set."""
        self._reasons = reasons
        ours = [known for known in machines if not known.is_real]
        self._lines = lines_of(ours)
        before, self._driven = self._driven, {}
        for known in ours:
            driven = before.get(known.machine_name)
            if driven is None or not driven.agrees_with(known):
                driven = self._take_over(known, now)
            driven.known = known
            self._driven[known.machine_name] = driven

    def live(self, now: float) -> Changes:
        """Let all machines live on to ``now``; returns what there is to write."""
        start, self._lived_until = self._lived_until, max(now, self._lived_until)
        imposed = stops(self._scenario, self._lines, start, now, self._seed)
        changes = Changes([], self._late_events, [])
        self._late_events = []
        agendas: dict[str, Agenda] = {}
        for name, driven in self._driven.items():
            line_name = driven.known.line_name
            if line_name not in agendas:
                agendas[line_name] = agenda_of(self._seed, driven.known, start, now)
            self._live(driven, now, agendas[line_name], imposed.get(name, []), changes)
        return changes

    def next_stop_at(self, now: float) -> float | None:
        """When the scenario strikes next, within a day; None where it does not."""
        return next_stop_at(self._scenario, self._lines, now, self._seed)

    def _take_over(self, known: Known, now: float) -> _Driven:
        kind = kind_of(known.machine_type)
        parts = (self._seed, known.machine_name, self._began, known.at)
        random = random_for(*parts)
        if known.status is None or known.at is None:
            machine = Machine.begin(kind, random, now)
        else:
            machine = Machine.resume(kind, random, known.status, known.at, now)
        return _Driven(known, machine, Counter(kind, random_for(*parts, "pieces")))

    def _live(
        self, driven: _Driven, now: float, agenda: Agenda, imposed: list[Stop], changes: Changes
    ) -> None:
        known = driven.known
        new, jobs = _jobs(known, agenda)
        changes.jobs.extend(job_events(known.machine_id, new))
        orders = sorted([*imposed, *agenda.changeovers(known)])
        spans = driven.machine.live(now, orders, agenda.setups(known, jobs))
        counts = driven.counter.count(spans, known.pauses)
        changes.events.extend(
            (
                known.machine_id,
                instant(span.start),
                span.status,
                span.detail,
                self._reasons.at_once(span),
            )
            for span in spans
            if span.is_new
        )
        changes.counts.extend(
            (known.machine_id, instant(minute), good, scrap, self._reasons.named(why))
            for minute, good, scrap, why in counts
        )


def _jobs(known: Known, agenda: Agenda) -> tuple[list[Job], list[Job]]:
    """The jobs nobody has written yet, and all of the period: a job others gave is kept."""
    start = agenda.start
    given_at, first_at = known.job_at, start if known.first_at is None else known.first_at
    due = in_period(agenda.jobs, start, agenda.end, min(first_at, start))
    if given_at is None:
        return due, due
    new = [job for job in due if job.at > given_at + SAME_INSTANT_S]
    return new, [Job(given_at, known.product_id), *new]
