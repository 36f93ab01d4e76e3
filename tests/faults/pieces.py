"""The pieces a simulated machine really made, as far as the samples of its counter can tell. Pure.

The object Truth of the simulator counts on where registers roll over or are reset. A simulator
that was killed begins anew, registers and truth alike, and what it made between its last sample
and its end nobody can know.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from tests.faults.comparison import Value


class Made(NamedTuple):
    """What a machine had made at an instant, in which life of its PLC."""

    at: datetime
    life: int
    pieces: int


def made(journal: Iterable[Value], truths: Iterable[str]) -> list[Made]:
    """What was made, at each instant at which it changed. ``journal``: in the order served;
    ``truths``: addresses in the object Truth that are counted together."""
    counted = dict.fromkeys(truths, 0)
    course: list[Made] = []
    life = 0
    for value in journal:
        if value.address not in counted:
            continue
        pieces = int(str(value.value).partition(".")[0])
        if pieces < counted[value.address]:
            life += 1
            counted = dict.fromkeys(counted, 0)
        counted[value.address] = pieces
        now = Made(value.at, life, sum(counted.values()))
        if course and course[-1].at == now.at:
            course.pop()
        course.append(now)
    return course


def told(course: Sequence[Made], sampled_at: Sequence[datetime]) -> int:
    """How many pieces good samples of a counter at these instants tell of."""
    times = [one.at for one in course]
    seen = [course[bisect_right(times, at) - 1] for at in sorted(sampled_at) if at >= times[0]]
    return sum(
        later.pieces - (earlier.pieces if later.life == earlier.life else 0)
        for earlier, later in pairwise(seen)
    )
