"""A machine as a semi-Markov process: how long it stays in a state, and what comes next.

Pure: no clock, no database, no shared randomness. Instants are seconds since 1970 (UTC).
The share of time a machine spends in a state follows from its kind alone: how often the
state is entered times how long it lasts on average (``long_run_shares``).
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

OPERATIONAL, WARNING, DOWN, NO_DATA = "operational", "warning", "down", "no_data"
STATUSES = (OPERATIONAL, WARNING, DOWN)

SHORTEST_S = 5.0  # no state is left sooner: nobody could see it
_PATIENCE = 64  # draws before a long stay counts as over


def random_for(*parts: object) -> Random:
    """Randomness that depends on the parts alone (seed, name, …), in every process alike."""
    return Random(":".join(map(str, parts)))  # noqa: S311 - a game, not a secret


def milliseconds(at: float) -> float:
    """The instant as a controller's clock resolves it: whole milliseconds, rounded down."""
    return int(at * 1000) / 1000


class Choice(Generic[T]):
    """Draws one of several options by weight, fast."""

    def __init__(self, options: Sequence[T], weights: Sequence[float]) -> None:
        self.options = options
        self._shares = [weight / sum(weights) for weight in weights]
        self._bounds = list(accumulate(self._shares))[:-1]

    def draw(self, random: Random) -> T:
        """One option."""
        return self.options[bisect(self._bounds, random.random())]

    def share(self, option: T) -> float:
        """How likely an option is."""
        return sum(
            share for each, share in zip(self.options, self._shares, strict=True) if each == option
        )


class Stay(NamedTuple):
    """One way a state can go: how often, and how long on average."""

    weight: float
    mean_s: float
    sigma: float  # spread of the logarithm of the duration: 0.5 is regular, 1 is wild


@dataclass(frozen=True)
class Dwell:
    """How long a state lasts: log-normal, or a mixture of such (many short, few long)."""

    stays: tuple[Stay, ...]

    @property
    def mean_s(self) -> float:
        """Average duration in seconds."""
        weights = sum(stay.weight for stay in self.stays)
        return sum(stay.weight * stay.mean_s for stay in self.stays) / weights

    @cached_property
    def _logarithms(self) -> Choice[tuple[float, float]]:
        """Mean and spread of the logarithm of what exceeds the shortest stay."""
        return Choice(
            [
                (math.log(stay.mean_s - SHORTEST_S) - stay.sigma**2 / 2, stay.sigma)
                for stay in self.stays
            ],
            [stay.weight for stay in self.stays],
        )

    def draw(self, random: Random) -> float:
        """A duration in seconds, at least SHORTEST_S."""
        return SHORTEST_S + math.exp(random.gauss(*self._logarithms.draw(random)))

    @cached_property
    def _found(self) -> Choice[tuple[float, float]]:
        """The same as found by chance: a long stay is met more often than a short one."""
        logarithms = self._logarithms
        return Choice(
            [(mean + sigma**2, sigma) for mean, sigma in logarithms.options],
            [stay.weight * stay.mean_s for stay in self.stays],
        )

    def draw_rest(self, random: Random) -> float:
        """What is left of a state that somebody happens to find, in seconds."""
        whole_s = SHORTEST_S + math.exp(random.gauss(*self._found.draw(random)))
        return max(SHORTEST_S, whole_s * random.random())

    def draw_remaining(self, random: Random, elapsed_s: float) -> float:
        """How much longer a state lasts that has already lasted ``elapsed_s``."""
        for _ in range(_PATIENCE):
            remaining_s = self.draw(random) - elapsed_s
            if remaining_s >= SHORTEST_S:
                return remaining_s
        return SHORTEST_S + random.expovariate(1 / self.mean_s)


class Habit(NamedTuple):
    """What a machine does in one state."""

    dwell: Dwell
    following: Choice[str]  # the status that comes next
    details: tuple[str, ...]  # what it may say about itself, one at a time
    pace: float = 0.0  # pieces made, as a share of what the ideal cycle allows
    scrap_ratio: float = 0.0


@dataclass(frozen=True)
class Kind:
    """How machines of one kind behave: a habit for each status."""

    name: str
    ideal_cycle_s: float
    habits: Mapping[str, Habit]

    @cached_property
    def any_status(self) -> Choice[str]:
        """The status it is likely to be found in."""
        shares = long_run_shares(self)
        return Choice(list(shares), list(shares.values()))


def long_run_shares(kind: Kind) -> dict[str, float]:
    """Share of time per status in the long run: visits times mean duration, normalised."""
    visits = dict.fromkeys(STATUSES, 1 / len(STATUSES))
    for _ in range(200):  # converges long before; by halves, so that it never swings
        visits = {
            status: visits[status] / 2
            + sum(visits[before] * kind.habits[before].following.share(status) for before in visits)
            / 2
            for status in visits
        }
    time_s = {status: visits[status] * kind.habits[status].dwell.mean_s for status in visits}
    return {status: spent_s / sum(time_s.values()) for status, spent_s in time_s.items()}


def mean_between_changes_s(kind: Kind) -> float:
    """Average time between two changes of status of one machine, in seconds."""
    shares = long_run_shares(kind)
    return 1 / sum(share / kind.habits[status].dwell.mean_s for status, share in shares.items())


class Stop(NamedTuple):
    """A state imposed from outside, by a scenario: the machine obeys, then runs again."""

    at: float
    until: float
    machine_name: str
    status: str
    detail: str


class Setup(NamedTuple):
    """From an instant on, a piece takes so long at best: another product, another crew."""

    at: float
    cycle_s: float


class Span(NamedTuple):
    """An uninterrupted piece of a machine's life, up to the moment looked at."""

    start: float
    end: float
    status: str
    detail: str
    pieces_per_s: float
    is_new: bool  # whether the state began at ``start``, so that an event belongs there
    entered_at: float
    leaves_at: float  # as planned when the state began: a stop may come before
    is_imposed: bool


@dataclass
class Machine:
    """One machine: in which state since when, and when it will leave it.

    Entering a state draws from ``random`` and from nothing else: the same draws, the same life.
    """

    kind: Kind
    random: Random
    cycle_s: float
    status: str = OPERATIONAL
    detail: str = ""
    entered_at: float = 0.0
    leaves_at: float = 0.0
    lived_until: float = 0.0
    pace: float = 0.0  # pieces made, as a share of what ``cycle_s`` allows
    is_new: bool = True
    is_imposed: bool = False

    @classmethod
    def begin(cls, kind: Kind, random: Random, at: float, cycle_s: float | None = None) -> Machine:
        """A machine nothing is known of, found in the midst of its long run."""
        machine = cls(kind, random, cycle_s or kind.ideal_cycle_s)
        machine._enter(kind.any_status.draw(random), milliseconds(at))
        rest_s = kind.habits[machine.status].dwell.draw_rest(random)
        machine.leaves_at = milliseconds(at + rest_s)
        return machine

    @classmethod
    def resume(
        cls,
        kind: Kind,
        random: Random,
        status: str,
        entered_at: float,
        at: float,
        cycle_s: float | None = None,
    ) -> Machine:
        """A machine known to be in ``status`` since ``entered_at``: it stays there for a while."""
        machine = cls(kind, random, cycle_s or kind.ideal_cycle_s)
        machine._enter(status, entered_at)
        elapsed_s = max(0.0, at - entered_at)
        remaining_s = kind.habits[status].dwell.draw_remaining(random, elapsed_s)
        machine.leaves_at = milliseconds(entered_at + elapsed_s + remaining_s)
        machine.lived_until = max(at, entered_at)
        machine.is_new = False
        return machine

    def live(
        self, until: float, stops: Sequence[Stop] = (), setups: Sequence[Setup] = ()
    ) -> list[Span]:
        """Live on to ``until``, obeying orders (each kind by time), and tell what happened."""
        spans: list[Span] = []
        orders: Iterable[Stop | Setup] = heapq.merge(setups, stops, key=lambda order: order.at)
        for order in orders:
            self._live_freely(order.at, spans)
            if isinstance(order, Setup):
                self.cycle_s = order.cycle_s
            else:
                self._obey(order, spans)
        self._live_freely(until, spans)
        return spans

    def _obey(self, stop: Stop, spans: list[Span]) -> None:
        at = max(stop.at, self.entered_at + 1)  # two events never share an instant
        self._note(at, spans)
        self._enter(stop.status, at)
        self.detail, self.is_imposed = stop.detail, True
        self.leaves_at = max(stop.until, at + 1)

    def _live_freely(self, until: float, spans: list[Span]) -> None:
        while self.leaves_at < until:
            at = self.leaves_at
            self._note(at, spans)
            following = self.kind.habits[self.status].following
            self._enter(OPERATIONAL if self.is_imposed else following.draw(self.random), at)
        self._note(until, spans)

    def _note(self, end: float, spans: list[Span]) -> None:
        if end > self.lived_until or self.is_new:
            start = self.lived_until
            end = self.lived_until = max(end, start)
            spans.append(
                Span(
                    start,
                    end,
                    self.status,
                    self.detail,
                    self.pace / self.cycle_s,
                    self.is_new,
                    self.entered_at,
                    self.leaves_at,
                    self.is_imposed,
                )
            )
            self.is_new = False

    def _enter(self, status: str, at: float) -> None:
        random, habit = self.random, self.kind.habits[status]
        self.status = status
        self.detail = habit.details[int(random.random() * len(habit.details))]
        self.entered_at = self.lived_until = at
        self.leaves_at = milliseconds(at + habit.dwell.draw(random))
        self.pace = habit.pace * (0.96 + 0.08 * random.random())  # no two runs go equally well
        self.is_new = True
        self.is_imposed = False
