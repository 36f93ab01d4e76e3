"""Where sessions meet: one line of samples per tag, whatever was lost between two sessions.

Pure: it is told what is stored, what came and what time it is, and answers with what to store.

- A lost tag is marked once: no value, BadNoCommunication, later than all that is known of it.
- The value found when a session begins is stored as it is where it is news. Where its source
  time lies before the marker, it lifts the marker at the session's start instead, with the
  quality GoodEntryInserted: what happened in between is not known.
- What a device says is newer than the value found is never hidden behind it, even where the
  device's clock is behind ours.
- Late samples are passed on; only repeats of the newest one are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from ingest.contract import (
    BAD_CONFIGURATION_ERROR,
    BAD_NO_COMMUNICATION,
    BAD_TIMEOUT,
    GOOD,
    GOOD_ENTRY_INSERTED,
    Sample,
)

TICK = timedelta(microseconds=1)  # the grain of time in the database
FUTURE = timedelta(minutes=5)  # what is dated later than that is refused by the database
LONG_AGO = datetime.min.replace(tzinfo=UTC)
BAD_OUT_OF_SERVICE = 0x808D0000  # the database marks tags with it that are disabled
_MARKERS = frozenset(
    {BAD_NO_COMMUNICATION, BAD_TIMEOUT, BAD_CONFIGURATION_ERROR, BAD_OUT_OF_SERVICE}
)


class Seam:
    """What is known of the tags of one connection: the newest sample of each."""

    def __init__(self, newest: Iterable[Sample] = ()) -> None:
        self._newest: dict[int, Sample] = {}
        self._session_at = LONG_AGO
        self._accepted_at: dict[int, datetime] = {}  # of tags refused earlier in this session
        # source times of values found in this session that were moved to a later one
        self._moved: dict[int, datetime] = {}
        self.learn(newest)

    def learn(self, newest: Iterable[Sample]) -> None:
        """Take note of samples that are stored already."""
        for sample in newest:
            self._note(sample)

    def begin(self, at: datetime) -> None:
        """A session begins."""
        self._session_at = at
        self._accepted_at.clear()
        self._moved.clear()

    def sieve(self, samples: Iterable[Sample], now: datetime) -> list[Sample]:
        """What is to be stored of what came, noted as stored."""
        passed = []
        for sample in samples:
            placed = self._found(sample) if sample.is_found else self._later(sample, now)
            if placed is not None:
                passed.append(placed)
                if placed.at <= now + FUTURE:
                    self._note(placed)
        return passed

    def lose(self, tag_ids: Iterable[int], heard_at: datetime) -> list[Sample]:
        """Markers for tags that were last heard of then. None for one that has one already,
        nor for one of which nothing is known."""
        return [
            self._mark(tag_id, heard_at, BAD_NO_COMMUNICATION)
            for tag_id in tag_ids
            if tag_id in self._newest and not _is_marker(self._newest[tag_id])
        ]

    def refuse(self, tag_id: int, at: datetime) -> list[Sample]:
        """The marker for a tag that the device refuses, unless it has that one already."""
        known = self._newest.get(tag_id)
        if known and _is_marker(known) and known.quality == BAD_CONFIGURATION_ERROR:
            return []
        return [self._mark(tag_id, at, BAD_CONFIGURATION_ERROR)]

    def accept(self, tag_id: int, at: datetime) -> None:
        """The device tells a tag that it refused: its session begins now."""
        self._accepted_at[tag_id] = at

    def _found(self, sample: Sample) -> Sample | None:
        known = self._newest.get(sample.tag_id)
        if known is None:
            is_news = sample.at >= self._began_at(sample.tag_id)
            return sample if is_news else self._moved_to_start(sample, None)
        if sample.at > known.at:
            return sample
        if not _is_marker(known) and _is_same_value(sample, known):
            return None
        return self._moved_to_start(sample, known)

    def _moved_to_start(self, sample: Sample, known: Sample | None) -> Sample:
        self._moved[sample.tag_id] = sample.at
        began_at = self._began_at(sample.tag_id)
        return _inserted(sample, max(began_at, known.at + TICK) if known else began_at)

    def _began_at(self, tag_id: int) -> datetime:
        return self._accepted_at.get(tag_id, self._session_at)

    def _later(self, sample: Sample, now: datetime) -> Sample | None:
        known = self._newest.get(sample.tag_id)
        if known is None or sample.at > known.at:
            return sample
        if sample.at == known.at:
            if _is_same_value(sample, known) and sample.quality == known.quality:
                return None
            return sample._replace(at=sample.at + TICK)  # an instant has room for one value only
        moved_from = self._moved.get(sample.tag_id)
        if moved_from is None or sample.at < moved_from:
            return sample  # late; the database puts it in its place
        if sample.at == moved_from and _is_same_value(sample, known):
            return None
        # newer than the value found by the device's own clock, which is behind ours
        self._moved[sample.tag_id] = sample.at
        return _inserted(sample, max(now, known.at + TICK))

    def _mark(self, tag_id: int, at: datetime, quality: int) -> Sample:
        known = self._newest.get(tag_id)
        marker = Sample(tag_id, max(at, known.at + TICK) if known else at, None, quality=quality)
        self._note(marker)
        return marker

    def _note(self, sample: Sample) -> None:
        known = self._newest.get(sample.tag_id)
        if known is None or sample.at >= known.at:
            self._newest[sample.tag_id] = sample


def newest_value_at(samples: Sequence[Sample]) -> datetime | None:
    """Source time of the newest of some samples, markers left out."""
    return max((sample.at for sample in samples if not _is_marker(sample)), default=None)


def _is_marker(sample: Sample) -> bool:
    return sample.value is None and sample.quality in _MARKERS


def _is_same_value(one: Sample, other: Sample) -> bool:
    """Same value and severity. What is no number is equal to itself."""
    return (
        one.text == other.text
        and one.quality >> 30 == other.quality >> 30
        and (one.value == other.value or (one.value != one.value and other.value != other.value))
    )


def _inserted(sample: Sample, at: datetime) -> Sample:
    quality = GOOD_ENTRY_INSERTED if sample.quality == GOOD else sample.quality
    return sample._replace(at=at, quality=quality)
