"""What a running machine makes: pieces and rejects, minute by minute.

Pure, like the machine: no clock, no database, no shared randomness.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from random import Random

from simulator.machine import DOWN, OPERATIONAL, WARNING, Kind, Span
from simulator.pauses import MINUTE_S, Pause, outside
from simulator.reasons import CHANGEOVER, LONG_STOP_S, START_UP, rejects_of

STARTUP_S = 300.0  # after a long stop or a changeover, until it runs steadily again
RUNNING = frozenset({OPERATIONAL, WARNING})

# start of the minute, good, scrap, why there is scrap
Count = tuple[int, int, int, str | None]


class Counter:
    """Counts the pieces of one machine.

    Fractions of a piece are carried over, so that long-run counts are right however short
    the spans are; scrap strikes at random, at the ratio of the state, and once more when a
    machine starts up.
    """

    def __init__(self, kind: Kind, random: Random) -> None:
        self.kind = kind
        self.random = random
        self.progress_pcs = random.random()
        self.scrap_due = random.expovariate(1)  # reaches 0 with the next reject
        self.rejects = rejects_of(kind)
        self.stood_since: float | None = None
        self.was_changed_over = False
        self.steady_at = -math.inf

    def count(self, spans: Sequence[Span], pauses: Sequence[Pause] = ()) -> list[Count]:
        """Pieces finished outside pauses: only minutes that have any, each once."""
        counts: list[Count] = []
        for span in _without(pauses, spans) if pauses else spans:
            if span.status in RUNNING:
                if self.stood_since is not None:
                    self._start_up(span.start - self.stood_since, span.start)
                self._count_span(span, self.kind.habits[span.status].scrap_ratio, counts)
            elif span.status == DOWN:
                self._stand(span)
        return counts

    def _stand(self, span: Span) -> None:
        if self.stood_since is None:
            self.stood_since = span.entered_at
        if span.detail == CHANGEOVER:
            self.was_changed_over = True

    def _start_up(self, stood_s: float, at: float) -> None:
        if self.was_changed_over or stood_s > LONG_STOP_S:
            self.steady_at = at + STARTUP_S
            self.scrap_due -= 1
        self.stood_since, self.was_changed_over = None, False

    def _count_span(self, span: Span, scrap_ratio: float, counts: list[Count]) -> None:
        # the tight loop of history: local names, one tuple a minute
        start, end, rate, progress = span.start, span.end, span.pieces_per_s, self.progress_pcs
        minute = int(start // MINUTE_S) * MINUTE_S
        shared_minute = counts[-1][0] if counts else None  # an earlier span may end in it
        while start < end:
            edge = minute + MINUTE_S
            progress += ((end if end < edge else edge) - start) * rate
            if progress >= 1:
                pieces = int(progress)
                progress -= pieces
                self.scrap_due -= pieces * scrap_ratio
                scrap, why = self._scrap(pieces, minute) if self.scrap_due <= 0 else (0, None)
                if minute == shared_minute:
                    _, good, scrap_before, why_before = counts.pop()
                    pieces += good + scrap_before
                    scrap, why = scrap + scrap_before, why_before or why
                counts.append((minute, pieces - scrap, scrap, why))
            start = minute = edge
        self.progress_pcs = progress

    def _scrap(self, pieces: int, minute: int) -> tuple[int, str | None]:
        scrap = 0
        while self.scrap_due <= 0 and scrap < pieces:
            scrap += 1
            self.scrap_due += self.random.expovariate(1)
        return scrap, START_UP if minute < self.steady_at else self.rejects.draw(self.random)


def _without(pauses: Sequence[Pause], spans: Sequence[Span]) -> Iterator[Span]:
    """The spans, those that run less the pauses: a stop in a pause is a stop all the same."""
    for span in spans:
        if span.status in RUNNING:
            yield from outside(span, pauses)
        else:
            yield span
