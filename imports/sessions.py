"""A machine's log as sessions: what it did by its own clock, and the holes in between.

Nothing here depends on the order of the lines in the file: logs of several days are often
joined in any order. A hole ends with nothing known (no_data), and so does the log.
"""

from __future__ import annotations

import bisect
import itertools
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from imports.entries import Entry, Reject, Session
from imports.mtconnect import Meaning, State
from imports.shdr import UNAVAILABLE, Line
from imports.values import LARGEST_COUNT

HOLE_DETAIL = "not recorded"
END_DETAIL = "end of recording"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_COUNTS = ("good_count", "scrap_count")


@dataclass(slots=True)
class Log:
    """The lines of one machine that matter, and the time of every line.

    Times are microseconds since 1970: a million lines take 8 MB.
    """

    meaning: Meaning
    lines: list[Line] = field(default_factory=list)
    times: array[int] = field(default_factory=lambda: array("q"))
    starts: set[int] = field(default_factory=set)
    has_execution: bool = False

    def add(self, line: Line) -> None:
        """Take one line, in any order."""
        time = (line.at - _EPOCH) // _MICROSECOND
        self.times.append(time)
        signals = {self.meaning.signal(key): value for key, value in line.values}
        self.has_execution |= "execution" in signals
        if signals.get("availability", UNAVAILABLE).upper() != UNAVAILABLE:
            self.starts.add(time)
        if line.condition is not None or signals.keys() - {None} or _may_clear(line):
            self.lines.append(line)


def _may_clear(line: Line) -> bool:
    return any(value.upper() in (UNAVAILABLE, "NORMAL") for _, value in line.values)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines without a hole between them. ``is_restart``: the adapter began anew with it."""

    start_at: datetime
    end_at: datetime
    records: int
    is_restart: bool


def split(
    times: Sequence[int], starts: set[int], silence_s: float, restart_s: float
) -> list[Stretch]:
    """The sessions of a log, by time.

    A session ends before a silence, or before a shorter pause behind which the adapter
    starts anew. Times are microseconds since 1970, in any order.
    """
    ordered = sorted(times)
    cuts = [0]
    for position, (before, after) in enumerate(itertools.pairwise(ordered), 1):
        pause_s = (after - before) / 1e6
        if pause_s > silence_s or (pause_s >= restart_s and after in starts):
            cuts.append(position)
    return [
        Stretch(
            _EPOCH + ordered[begin] * _MICROSECOND,
            _EPOCH + ordered[end - 1] * _MICROSECOND,
            end - begin,
            is_restart=begin == 0 or ordered[begin] in starts,
        )
        for begin, end in itertools.pairwise([*cuts, len(ordered)])
    ]


def increase(previous: int | None, current: int) -> int:
    """How many pieces a counter's step means: none for the first value, all of it after a reset."""
    if previous is None:
        return 0
    return current - previous if current >= previous else current


class Deriver:
    """Turns the lines of a log into entries: status changes and pieces, session by session."""

    def __init__(self, machine: str, meaning: Meaning, *, count_unseen: bool) -> None:
        self._machine = machine
        self._meaning = meaning
        self._count_unseen = count_unseen
        self._counters: dict[str, int] = {}
        self._since_start: set[str] = set()
        self.state = State(meaning)
        self.rejects: list[Reject] = []

    def entries(
        self, lines: Sequence[Line], stretches: Sequence[Stretch]
    ) -> Iterator[tuple[Session, list[Entry]]]:
        """Each session with its entries in order of time."""
        lines = sorted(
            lines, key=lambda line: line.at
        )  # stable: the file's order within an instant
        ends = [
            bisect.bisect_right(lines, stretch.end_at, key=lambda line: line.at)
            for stretch in stretches
        ]
        begins = [0, *ends]
        for stretch, begin, end in zip(stretches, begins, ends, strict=False):
            is_last = stretch is stretches[-1]
            yield self._session(stretch, lines[begin:end], END_DETAIL if is_last else HOLE_DETAIL)

    def _session(
        self, stretch: Stretch, lines: Sequence[Line], last_words: str
    ) -> tuple[Session, list[Entry]]:
        if stretch.is_restart:
            self.state.forget()
        self._since_start.clear()
        if not self._count_unseen:
            self._counters.clear()
        events: list[Entry] = []
        pieces: list[Entry] = []
        unseen_pcs = 0
        if not lines or lines[0].at > stretch.start_at:
            self._note(events, stretch.start_at, Line(0, stretch.start_at, (), None, ""))
        for at, group in itertools.groupby(lines, key=lambda line: line.at):
            for line in group:
                self.state.take(line)
                unseen_pcs += self._count(pieces, line)
            self._note(events, at, line)
        while events and events[-1].at >= stretch.end_at:
            events.pop()  # known for no time at all: at this instant knowledge ends
        events.append(Entry(0, self._machine, stretch.end_at, "no_data", last_words))
        return self._summary(stretch, pieces, unseen_pcs), sorted(
            events + pieces, key=lambda entry: entry.at
        )

    def _note(self, events: list[Entry], at: datetime, line: Line) -> None:
        status, detail = self.state.status()
        if not events or (events[-1].status, events[-1].detail) != (status, detail):
            events.append(Entry(line.number, self._machine, at, status, detail, text=line.text))

    def _count(self, pieces: list[Entry], line: Line) -> int:
        """Add the pieces a line counts; returns those made before the session began."""
        unseen_pcs = 0
        for key, value in line.values:
            signal = self._meaning.signal(key)
            if signal not in _COUNTS or value.upper() in (UNAVAILABLE, ""):
                continue
            current = _counted(value)
            if current is None:
                reason = f'{key} "{value}" is not a count of pieces'
                self.rejects.append(Reject(line.number, reason, line.text))
                continue
            made = increase(self._counters.get(key), current)
            self._counters[key] = current
            if key not in self._since_start:
                unseen_pcs += made
                self._since_start.add(key)
            if made:
                good, scrap = (made, 0) if signal == "good_count" else (0, made)
                pieces.append(
                    Entry(line.number, self._machine, line.at, None, None, good, scrap, line.text)
                )
        return unseen_pcs

    def _summary(self, stretch: Stretch, pieces: Sequence[Entry], unseen_pcs: int) -> Session:
        return Session(
            stretch.start_at,
            stretch.end_at,
            stretch.records,
            good_pcs=sum(entry.good_pcs or 0 for entry in pieces),
            scrap_pcs=sum(entry.scrap_pcs or 0 for entry in pieces),
            unseen_pcs=unseen_pcs,
        )


def _counted(value: str) -> int | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if number.is_integer() and 0 <= number <= LARGEST_COUNT else None
