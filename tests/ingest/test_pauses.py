"""How long a connection waits before it is tried again."""

from __future__ import annotations

from random import Random

from ingest import pauses
from ingest.pauses import Pauses


def test_pauses_grow_to_a_limit_and_are_drawn_by_chance() -> None:
    drawn: list[float] = []

    class Noting(Random):
        def uniform(self, a: float, b: float) -> float:
            drawn.append(b)
            return super().uniform(a, b)

    some = Pauses(Noting(1))
    waits = [some.after_loss(0) for _ in range(8)]
    assert drawn == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 8, 8]
    assert all(0 <= wait <= limit for wait, limit in zip(waits, drawn, strict=True))
    assert some.after_loss(pauses.HEALTHY_AFTER_S - 1) <= 8
    some.after_loss(pauses.HEALTHY_AFTER_S)
    assert drawn[-2:] == [8, 0.2]


def test_pauses_after_refusals_are_long() -> None:
    some = Pauses(Random(1))
    assert [some.after_refusal() for _ in range(5)] == [8, 16, 32, 60, 60]
    some.reset()
    assert some.after_refusal() == 8
