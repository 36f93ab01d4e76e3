"""What a device served beside what is stored of it, value by value. Pure.

Exactly once: every value served is stored, but for those in the gaps that markers own up to;
none is stored twice; and nothing is stored that was not served.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ingest.contract import (
    BAD_CONFIGURATION_ERROR,
    BAD_NO_COMMUNICATION,
    BAD_TIMEOUT,
    GOOD,
    GOOD_ENTRY_INSERTED,
)

MARKERS = frozenset({BAD_NO_COMMUNICATION, BAD_TIMEOUT, BAD_CONFIGURATION_ERROR})
BAD = 2  # severity
EVER = datetime.max.replace(tzinfo=UTC)
# What was on its way when a connection broke: made before the last sign of life was heard, and
# not told in it. It counts to the gap.
ON_ITS_WAY = timedelta(seconds=1)


class Value(NamedTuple):
    """A value of an address, as it was served or stored."""

    address: str
    at: datetime
    value: float | str | None
    quality: int


class Gap(NamedTuple):
    """A time in which nothing is known of an address: from its marker to the next sample."""

    since: datetime
    until: datetime


@dataclass
class Comparison:
    """What was found. ``str`` tells it to people."""

    matched: int = 0
    missing: list[Value] = field(default_factory=list)
    doubled: list[Value] = field(default_factory=list)
    invented: list[Value] = field(default_factory=list)
    found_again: list[Value] = field(default_factory=list)
    markers: list[Value] = field(default_factory=list)
    gaps: Mapping[str, list[Gap]] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Whether each value is stored once, and nothing else."""
        return not (self.missing or self.doubled or self.invented)

    def __str__(self) -> str:
        told = [f"{self.matched} match, {sum(map(len, self.gaps.values()))} gaps"]
        for name in ("missing", "doubled", "invented"):
            values: list[Value] = getattr(self, name)
            told.append(f"{len(values)} {name}" + (f", for example {values[:3]}" if values else ""))
        return "; ".join(told)


def compare(
    served: Sequence[Value],
    stored: Sequence[Value],
    until: datetime = EVER,
    *,
    are_gaps_filled: bool = False,
) -> Comparison:
    """Compare by address, source time in milliseconds, value and quality, as multisets.

    Values served after ``until`` may still be on their way. Those before the first stored value
    of their address were nobody's business. ``are_gaps_filled``: markers excuse nothing, because
    what is missing came late.
    """
    left = Counter(served)
    serving = _Serving(served)
    found = Comparison()
    gaps: dict[str, list[Gap]] = {}
    begins: dict[str, datetime] = {}
    for address, samples in _by_address(stored):
        gaps[address] = open_gaps = []
        before: Value | None = None
        for sample in samples:
            as_served = sample._replace(at=_in_milliseconds(sample.at))
            is_marker = False
            if left[as_served] > 0:
                left[as_served] -= 1
                found.matched += 1
            elif is_marker := _is_marker(sample):
                found.markers.append(sample)
            elif as_served in left:
                found.doubled.append(sample)
            elif (are_gaps_filled or _is_after_a_gap(before)) and serving.had(sample):
                found.found_again.append(sample)
            else:
                found.invented.append(sample)
            if is_marker and not _is_marker(before):
                open_gaps.append(Gap(sample.at, EVER))
            elif not is_marker:
                begins.setdefault(address, sample.at)
                if open_gaps and open_gaps[-1].until == EVER:
                    open_gaps[-1] = Gap(open_gaps[-1].since, sample.at)
            before = sample
    found.gaps = gaps
    found.missing = [
        value
        for value, count in left.items()
        for _ in range(count)
        if begins.get(value.address, EVER) <= value.at <= until
        and (are_gaps_filled or not _is_in(gaps[value.address], value.at))
    ]
    return found


def out_of_order(served: Iterable[Value], stored: Iterable[Value]) -> list[str]:
    """Addresses of which not exactly what was served from some value on is stored, up to some
    other, in that order: for clocks that cannot be trusted, whatever the times are."""
    sequences: dict[str, list[tuple[object, int]]] = defaultdict(list)
    for value in served:
        sequences[value.address].append(value[2:])
    wrong = []
    for address, samples in _by_address(stored):
        kept = [
            (sample.value, GOOD if sample.quality == GOOD_ENTRY_INSERTED else sample.quality)
            for sample in samples
        ]
        sequence, length = sequences[address], len(kept)
        starts = range(len(sequence) - length + 1)
        if not any(sequence[start : start + length] == kept for start in starts):
            wrong.append(address)
    return wrong


class _Serving:
    """What was served, to be asked what held at an instant."""

    def __init__(self, served: Sequence[Value]) -> None:
        self._values = {address: list(values) for address, values in _by_address(served)}
        self._times = {
            address: [value.at for value in values] for address, values in self._values.items()
        }

    def had(self, sample: Value) -> bool:
        """Whether a sample of a good value found again, or of a bad one, is what held then."""
        is_inserted = sample.quality == GOOD_ENTRY_INSERTED
        place = bisect_right(self._times.get(sample.address, []), sample.at)
        if place == 0 or not (is_inserted or sample.quality >> 30 >= BAD):
            return False
        held = self._values[sample.address][place - 1]
        return held[2:] == (sample.value, GOOD if is_inserted else sample.quality)


def _by_address(values: Iterable[Value]) -> Iterator[tuple[str, list[Value]]]:
    sorted_out: dict[str, list[Value]] = defaultdict(list)
    for value in values:
        sorted_out[value.address].append(value)
    for address, those in sorted_out.items():
        yield address, sorted(those, key=lambda value: value.at)


def _is_marker(value: Value | None) -> bool:
    return value is not None and value.value is None and value.quality in MARKERS


def _is_in(gaps: Iterable[Gap], at: datetime) -> bool:
    return any(gap.since - ON_ITS_WAY <= at < gap.until for gap in gaps)


def _is_after_a_gap(before: Value | None) -> bool:
    return before is None or _is_marker(before)


def _in_milliseconds(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
