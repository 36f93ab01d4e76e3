"""Speed, temperature and power of a machine: slow walks around what its work asks for.

Pure: time and randomness are arguments.
"""

from __future__ import annotations

import math
from random import Random
from typing import NamedTuple

AMBIENT_C = 22.0
WARMING_S = 120.0  # time constant: after so long, two thirds of the way
WANDER_C = 0.25  # temperature wanders about its set point by so much
STANDBY_RATIO = 0.08  # of the power taken when running
MINUTE_S = 60.0


class Ratings(NamedTuple):
    """What is written on the nameplate: at full work."""

    temperature_c: float
    power_kw: float


_RATINGS = {
    "Source Sorter": Ratings(36, 1.6),
    "Robotic Arm": Ratings(41, 3.2),
    "Injection Molder": Ratings(235, 28),
    "Valve": Ratings(34, 0.4),
    "Painter": Ratings(62, 18),
    "Sorter": Ratings(36, 1.5),
}
_ANY = Ratings(48, 5)


class Process:
    """The process values of one machine. ``highest`` are the ends of their ranges."""

    def __init__(self, machine_type: str, ideal_cycle_s: float, random: Random) -> None:
        self._ratings = _RATINGS.get(machine_type, _ANY)
        self._random = random
        self._temperature_c = AMBIENT_C + random.random() * (
            self._ratings.temperature_c - AMBIENT_C
        )
        self.speed_per_min = 0.0
        self.power_kw = 0.0
        self.highest = (
            math.ceil(2 * MINUTE_S / ideal_cycle_s),
            math.ceil(self._ratings.temperature_c * 1.5),
            math.ceil(self._ratings.power_kw * 1.5),
        )

    @property
    def temperature_c(self) -> float:
        """As the sensor shows it."""
        return round(self._temperature_c, 2)

    def work(self, seconds: float, pieces_per_s: float) -> None:
        """Go on for so long at that pace; 0 is standing."""
        random, ratings = self._random, self._ratings
        is_running = pieces_per_s > 0
        target_c = ratings.temperature_c if is_running else AMBIENT_C
        way = 1 - math.exp(-seconds / WARMING_S)
        self._temperature_c += (target_c - self._temperature_c) * way
        self._temperature_c += random.gauss(0, WANDER_C * math.sqrt(2 * way))
        load = random.uniform(0.9, 1.05) if is_running else STANDBY_RATIO * random.uniform(0.9, 1.1)
        self.power_kw = round(ratings.power_kw * load, 3)
        self.speed_per_min = round(pieces_per_s * MINUTE_S * random.uniform(0.99, 1.01), 2)
