"""Shifts on a clock without dates: minutes, and what two of them share."""

from __future__ import annotations

from datetime import time
from typing import NamedTuple

DAY = 24 * 60
WEEK = 7 * DAY


class Span(NamedTuple):
    """From one minute to another, counted from any beginning; half open."""

    starts: int
    ends: int

    def moved(self, minutes: int) -> Span:
        """The same length, so many minutes later."""
        return Span(self.starts + minutes, self.ends + minutes)

    def shared(self, other: Span) -> Span | None:
        """What both have in common."""
        both = Span(max(self.starts, other.starts), min(self.ends, other.ends))
        return both if both.starts < both.ends else None

    def __str__(self) -> str:
        return f"{_clock(self.starts)} to {_clock(self.ends)}"


def span(starts: time, ends: time) -> Span:
    """A shift that begins on day 0; it ends on day 1 where its end is not after its beginning."""
    first, last = minute(starts), minute(ends)
    return Span(first, last if last > first else last + DAY)


def minute(at: time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def _clock(minutes: int) -> str:
    return f"{minutes % DAY // 60:02}:{minutes % 60:02}"
