"""Planned stops of a machine or its line: it makes no pieces meanwhile, whatever its status.

Pure. A machine has its pauses in order and apart from each other, as ``joined`` makes them.
"""

from __future__ import annotations

import math
from bisect import bisect, bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from simulator.machine import Span

MINUTE_S = 60


class Pause(NamedTuple):
    """Half open, in seconds since 1970 (UTC)."""

    start: float
    end: float


def joined(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The time of all pauses: those that overlap or touch are one.

    Each lasts to the end of a minute, because pieces made after it in its last minute would
    be told for an instant within it.
    """
    found: list[Pause] = []
    for start, end in sorted(pauses):
        whole_end = math.ceil(end / MINUTE_S) * MINUTE_S
        if found and start <= found[-1].end:
            found[-1] = Pause(found[-1].start, max(found[-1].end, whole_end))
        else:
            found.append(Pause(start, whole_end))
    return tuple(found)


def meeting(pauses: Sequence[Pause], start: float, end: float) -> Sequence[Pause]:
    """The pauses that meet the period [start, end)."""
    first = bisect(pauses, (start, math.inf))
    if first and pauses[first - 1].end > start:
        first -= 1
    return pauses[first : bisect_left(pauses, (end,), first)]


def outside(span: Span, pauses: Sequence[Pause]) -> Sequence[Span]:
    """What pauses leave of a span: itself where it meets none."""
    met = meeting(pauses, span.start, span.end)
    if not met:
        return (span,)
    starts = (span.start, *(pause.end for pause in met))
    ends = (*(pause.start for pause in met), span.end)
    return [
        span._replace(start=start, end=end)
        for start, end in zip(starts, ends, strict=True)
        if start < end
    ]
