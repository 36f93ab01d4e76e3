"""What the clock brings to a line: jobs in turn, changeovers between them, crews of shifts.

A pure function of seed and absolute time, like scenarios: whoever asks for the same period
and line gets the same jobs, in the live run, after a restart, and for history. Instants are
seconds since 1970 (UTC); periods are half open.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from simulator.kinds import kind_of
from simulator.known import Known
from simulator.machine import DOWN, Setup, Stop, milliseconds, random_for
from simulator.reasons import CHANGEOVER
from simulator.scenarios import HOUR_S, MINUTE_S, shift_starts

JOB_S, JOB_SPREAD_S = 8 * HOUR_S, HOUR_S  # a job takes 6 to 10 hours: both its ends move
LONGEST_SHIFT_S = 10 * HOUR_S  # a night shift has 9 hours when clocks go back
LATEST_START_S = 90.0  # who sets up goes from machine to machine
LONG_CHANGES = frozenset({"Injection Molder", "Painter"})
LONG_CHANGE_S, SHORT_CHANGE_S = (5 * MINUTE_S, 15 * MINUTE_S), (MINUTE_S, 4 * MINUTE_S)
SHORT_CHANGE_SHARE = 0.6  # of the other machines: the rest needs no hand


class Job(NamedTuple):
    """What a line makes from an instant on, until its next job."""

    at: float
    product_id: int | None
    name: str = ""


class Agenda(NamedTuple):
    """What a period brings to a line. Jobs and shifts reach back behind its start."""

    seed: int
    line_name: str
    start: float
    end: float
    jobs: Sequence[Job]
    shifts: Sequence[float]

    def changeovers(self, known: Known) -> list[Stop]:
        """The stops of a machine between jobs of different products, as they begin."""
        stops = (
            _changeover(self.seed, known, after)
            for before, after in itertools.pairwise(self.jobs)
            if before.product_id != after.product_id
        )
        return [stop for stop in stops if stop and self.start <= stop.at < self.end]

    def setups(self, known: Known, jobs: Sequence[Job]) -> list[Setup]:
        """How fast a machine goes in the period, making ``jobs``: it changes with each of them,
        with the crew, and where another ideal cycle comes into force."""
        dated = (cycle.valid_from for cycle in known.cycles)
        edges = {*self.shifts, *(job.at for job in jobs), *dated}
        inside = sorted(edge for edge in edges if self.start < edge < self.end)
        return [self._setup(known, jobs, at) for at in (self.start, *inside)]

    def _setup(self, known: Known, jobs: Sequence[Job], at: float) -> Setup:
        place = bisect.bisect(jobs, at, key=lambda job: job.at)
        making = jobs[place - 1].product_id if place else None
        shift = self.shifts[max(0, bisect.bisect(self.shifts, at) - 1)]
        cycle_s = known.cycle_s(making, at) or kind_of(known.machine_type).ideal_cycle_s
        return Setup(at, cycle_s / self._tempo(known.machine_name, shift))

    def _tempo(self, machine_name: str, shift_at: float) -> float:
        """Share of its pace a machine reaches: no two lines, machines and crews are alike."""
        line = _share(0.90, 1.06, self.seed, "line", self.line_name)
        machine = _share(0.93, 1.0, self.seed, "machine", machine_name)
        return line * machine * _share(0.94, 1.0, self.seed, "crew", self.line_name, shift_at)


@lru_cache(4096)
def _share(least: float, most: float, *parts: object) -> float:
    return random_for(*parts).uniform(least, most)


def agenda_of(seed: int, known: Known, start: float, end: float) -> Agenda:
    """The agenda of the line a machine belongs to, for the period [start, end)."""
    jobs = _jobs(seed, known.line_name, known.product_ids, start, end)
    shifts = list(shift_starts(known.time_zone, start - LONGEST_SHIFT_S, end))
    return Agenda(seed, known.line_name, start, end, jobs, shifts)


def in_period(
    jobs: Sequence[Job], start: float, end: float, not_before: float = -math.inf
) -> list[Job]:
    """The job in force at the start, and those that begin in [start, end).

    None is said to have begun ``not_before``, when nothing is known of the machine yet.
    """
    first = max(0, bisect.bisect(jobs, start, key=lambda job: job.at) - 1)
    found = (job for job in jobs[first:] if job.at < end or job.at <= start)
    return [job._replace(at=max(job.at, not_before)) for job in found]


def _jobs(
    seed: int, line_name: str, product_ids: Sequence[int], start: float, end: float
) -> list[Job]:
    """The jobs of a period; a few before it, and one behind."""
    jobs: list[Job] = []
    if product_ids:
        random = random_for(seed, "jobs", line_name)
        phase_s, first_number = random.uniform(0, JOB_S), random.randrange(90_000)
        number = math.floor((start - phase_s) / JOB_S) - 2
        while not jobs or jobs[-1].at < end:
            spread_s = random_for(seed, "job", line_name, number).uniform(-1, 1) * JOB_SPREAD_S
            at = milliseconds(phase_s + number * JOB_S + spread_s)
            name = f"JOB-{10_000 + (first_number + number) % 90_000}"
            jobs.append(Job(at, product_ids[number % len(product_ids)], name))
            number += 1
    return jobs


def _changeover(seed: int, known: Known, job: Job) -> Stop | None:
    """How long a machine stands to be set up for a job; None where it goes on running."""
    random = random_for(seed, "changeover", known.machine_name, job.at)
    is_long = known.machine_type in LONG_CHANGES
    if not is_long and random.random() >= SHORT_CHANGE_SHARE:
        return None
    at = milliseconds(job.at + random.uniform(0, LATEST_START_S))
    lasts_s = random.uniform(*(LONG_CHANGE_S if is_long else SHORT_CHANGE_S))
    return Stop(at, milliseconds(at + lasts_s), known.machine_name, DOWN, CHANGEOVER)
