"""What a running machine makes: pieces and rejects, minute by minute.

Pure, like the machine: no clock, no database, no shared randomness.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from simulator.machine import OPERATIONAL, WARNING, Kind, Span

MINUTE_S = 60
RUNNING = frozenset({OPERATIONAL, WARNING})


class Counter:
    """Counts the pieces of one machine.

    Fractions of a piece are carried over, so that long-run counts are right however short
    the spans are; scrap strikes at random, at the ratio of the state.
    """

    def __init__(self, kind: Kind, random: Random) -> None:
        self.kind = kind
        self.random = random
        self.progress_pcs = random.random()
        self.scrap_due = random.expovariate(1)  # reaches 0 with the next reject

    def count(self, spans: Sequence[Span]) -> list[tuple[int, int, int]]:
        """Pieces finished: (start of the minute, good, scrap), only minutes that have any."""
        counts: list[tuple[int, int, int]] = []
        for span in spans:
            if span.status in RUNNING:
                self._count_span(span, self.kind.habits[span.status].scrap_ratio, counts)
        return counts

    def _count_span(
        self, span: Span, scrap_ratio: float, counts: list[tuple[int, int, int]]
    ) -> None:
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
                scrap = self._scrap(pieces) if self.scrap_due <= 0 else 0
                if minute == shared_minute:
                    _, good_before, scrap_before = counts.pop()
                    counts.append((minute, good_before + pieces - scrap, scrap_before + scrap))
                else:
                    counts.append((minute, pieces - scrap, scrap))
            start = minute = edge
        self.progress_pcs = progress

    def _scrap(self, pieces: int) -> int:
        scrap = 0
        while self.scrap_due <= 0 and scrap < pieces:
            scrap += 1
            self.scrap_due += self.random.expovariate(1)
        return scrap
