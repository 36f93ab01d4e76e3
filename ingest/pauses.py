"""How long to wait before the next attempt to connect.

After a loss: a random time up to a limit that doubles (full jitter), so that a hundred
connections lost together do not come back together. After a refusal a person must change
something, so it is tried seldom.
"""

from __future__ import annotations

from random import Random

SHORTEST_S, LONGEST_S = 0.2, 8.0
FIRST_REFUSED_S, LAST_REFUSED_S = 8.0, 60.0
HEALTHY_AFTER_S = 30.0


class Pauses:
    """The pauses of one connection."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._limit_s = SHORTEST_S
        self._refused_s = FIRST_REFUSED_S

    def reset(self) -> None:
        """Something changed: begin with short ones."""
        self._limit_s, self._refused_s = SHORTEST_S, FIRST_REFUSED_S

    def after_loss(self, healthy_s: float) -> float:
        """Seconds to wait after a session that was open for so long, or never (0)."""
        if healthy_s >= HEALTHY_AFTER_S:
            self.reset()
        pause_s = self._random.uniform(0, self._limit_s)
        self._limit_s = min(self._limit_s * 2, LONGEST_S)
        return pause_s

    def after_refusal(self) -> float:
        """Seconds to wait after the device refused us."""
        pause_s = self._refused_s
        self._refused_s = min(self._refused_s * 2, LAST_REFUSED_S)
        return pause_s
