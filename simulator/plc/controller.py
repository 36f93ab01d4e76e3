"""One PLC: it drives a simulated machine, counts its pieces, and shows registers.

Pure: it is told what time it is. Two clocks: the machine lives by one that may run faster
than life (``--speed``), faults last by the real one.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from simulator.counter import Counter
from simulator.kinds import kind_of
from simulator.known import Known
from simulator.machine import NO_DATA, OPERATIONAL, Machine, Setup, Span, Stop, random_for
from simulator.plc.process import Process
from simulator.plc.states import (
    ABORTED,
    SUSPENDED,
    ItemState,
    alarm_number,
    item_state,
    packml_state,
)

GOOD = 0x00000000
BAD_NO_COMMUNICATION = 0x80310000

Value = int | float | str


class Fault(NamedTuple):
    """A quality the PLC's values have until an instant of the real clock."""

    quality: int
    until: float


class Controller:
    """The PLC of one machine. Its registers roll over; what was really made never does."""

    def __init__(self, known: Known, seed: int, now: float, counter_bits: int, extra: int) -> None:
        kind = kind_of(known.machine_type)
        parts = (seed, known.machine_name)
        self.known = known
        self.true_good = self.true_scrap = 0
        self.product = ""
        self._machine = Machine.begin(kind, random_for(*parts, "plc"), now)
        self._counter = Counter(kind, random_for(*parts, "plc pieces"))
        self._random: Random = random_for(*parts, "plc values")
        self.process = Process(known.machine_type, kind.ideal_cycle_s, self._random)
        self._last_span: Span | None = None
        self._modulus = 1 << counter_bits
        self._good = self._scrap = self._total = 0
        self._alarm = 0
        self._fault = Fault(GOOD, 0.0)
        self._silent_until = 0.0
        self._levels = [100.0 * number for number in range(1, extra + 1)]
        self._drift = 0.0

    # What happens ------------------------------------------------------------------------

    def live(self, now: float, stops: Sequence[Stop], setups: Sequence[Setup]) -> None:
        """Let the machine live on to ``now`` and count what it made."""
        spans = [self._as_controlled(span) for span in self._machine.live(now, stops, setups)]
        for _, good, scrap, _ in self._counter.count(spans):
            self.true_good += good
            self.true_scrap += scrap
            self._good = (self._good + good) % self._modulus
            self._scrap = (self._scrap + scrap) % self._modulus
            self._total = (self._total + good + scrap) % self._modulus
        if spans:
            self._last_span = spans[-1]

    def sleep(self, now: float, stops: Sequence[Stop], setups: Sequence[Setup]) -> None:
        """Time goes by to ``now`` while the PLC is off: nothing is made."""
        spans = self._machine.live(now, stops, setups)
        self._last_span = spans[-1] if spans else self._last_span

    def measure(self, seconds: float) -> None:
        """Let the process values walk on for so long."""
        self.process.work(seconds, self._last_span.pieces_per_s if self._last_span else 0.0)
        step = self._random.uniform(0.01, 0.5)
        self._drift += step if self._random.random() * 20 > self._drift + 10 else -step

    def _as_controlled(self, span: Span) -> Span:
        is_held = self._alarm or packml_state(span.status, span.detail) == SUSPENDED
        return span._replace(pieces_per_s=0.0) if is_held else span

    # What it shows -----------------------------------------------------------------------

    def registers(self) -> list[Value]:
        """Values of its tags, in their order, then of the extra ones."""
        alarm, text = self._complaint()
        process, drift = self.process, self._drift
        return [
            self._packml_state(),
            self._good,
            self._scrap,
            self._total,
            process.speed_per_min,
            process.temperature_c,
            process.power_kw,
            alarm,
            text,
            self.product,
            *[level + drift for level in self._levels],
        ]

    def item_state(self) -> ItemState:
        """The Machinery state it is in."""
        return item_state(self._said()[0], self._packml_state())

    def truth(self) -> list[Value]:
        """Good and rejected pieces since the start, whatever the registers say."""
        return [self.true_good, self.true_scrap]

    def fault_quality(self, real_now: float) -> int:
        """The quality ordered for everything that is said of the machine."""
        return self._fault.quality if real_now < self._fault.until else GOOD

    def quality(self, real_now: float) -> int:
        """The quality of its registers: bad while the machine is silent."""
        ordered = self.fault_quality(real_now)
        is_silent = self._said()[0] == NO_DATA
        return BAD_NO_COMMUNICATION if ordered == GOOD and is_silent else ordered

    def is_updating(self, real_now: float) -> bool:
        """Whether new values reach the server."""
        return real_now >= self._silent_until

    def _said(self) -> tuple[str, str]:
        span = self._last_span
        return (span.status, span.detail) if span else (OPERATIONAL, "")

    def _packml_state(self) -> int:
        return ABORTED if self._alarm else packml_state(*self._said())

    def _complaint(self) -> tuple[int, str]:
        if self._alarm:
            return self._alarm, f"alarm {self._alarm}"
        status, detail = self._said()
        number = alarm_number(self.known.machine_type, status, detail)
        return number, detail if number else ""

    # Faults to order ---------------------------------------------------------------------

    def spoil(self, quality: int, until: float) -> None:
        """Give its values a quality until an instant."""
        self._fault = Fault(quality, until)

    def fall_silent(self, until: float) -> None:
        """Show nothing new until an instant, though the machine goes on."""
        self._silent_until = until

    def raise_alarm(self, number: int) -> None:
        """Stop the machine with an alarm; 0 clears it."""
        self._alarm = number

    def set_counters(self, good: int) -> None:
        """Set the register of good pieces, and that of all pieces so that the sum is right."""
        self._good = good
        self._total = (good + self._scrap) % self._modulus

    def reset_counters(self) -> None:
        """Set all counters to 0."""
        self._good = self._scrap = self._total = 0

    @property
    def highest_count(self) -> int:
        """The largest value a counter shows."""
        return self._modulus - 1
