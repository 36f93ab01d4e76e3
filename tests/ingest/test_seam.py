"""Where sessions meet, case by case: what is stored of what came, and what marks a loss."""

from __future__ import annotations

import itertools
import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.contract import (
    BAD_CONFIGURATION_ERROR,
    BAD_NO_COMMUNICATION,
    BAD_TIMEOUT,
    GOOD,
    GOOD_ENTRY_INSERTED,
    Sample,
)
from ingest.seam import BAD_OUT_OF_SERVICE, TICK, Seam, newest_value_at

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
SESSION_S = 100.0  # when the session of most cases begins
NOW_S = 200.0  # when its samples arrive
BAD = 0x80000000
UNCERTAIN = 0x40900000
TAG = 7


def second(number: float) -> datetime:
    return START + timedelta(seconds=number)


def value(at_s: float, number: float | None, quality: int = GOOD) -> Sample:
    return Sample(TAG, second(at_s), number, quality=quality)


def found(at_s: float, number: float | None, quality: int = GOOD) -> Sample:
    return value(at_s, number, quality)._replace(is_found=True)


def lost(at_s: float, quality: int = BAD_NO_COMMUNICATION) -> Sample:
    return value(at_s, None, quality)


def seam_that_knows(*stored: Sample) -> Seam:
    seam = Seam(stored)
    seam.begin(second(SESSION_S))
    return seam


def told(samples: list[Sample]) -> list[tuple[float, float | None, int]]:
    """Seconds after the start, value and quality of each."""
    return [
        ((sample.at - START).total_seconds(), sample.value, sample.quality) for sample in samples
    ]


_TICK_S = TICK.total_seconds()

FOUND = {
    "never seen: known from the session on": (None, found(5, 1), (SESSION_S, 1, 0xA20000)),
    "never seen, changed in this session": (None, found(101, 1), (101, 1, GOOD)),
    "it changed without us": (value(10, 1), found(50, 2), (50, 2, GOOD)),
    "news after the marker": (lost(20), found(50, 2), (50, 2, GOOD)),
    "as before the loss": (lost(20), found(10, 1), (SESSION_S, 1, 0xA20000)),
    "at the very marker": (lost(20), found(20, 1), (SESSION_S, 1, 0xA20000)),
    "silence was marked": (lost(20, BAD_TIMEOUT), found(10, 1), (SESSION_S, 1, 0xA20000)),
    "it was disabled": (lost(20, BAD_OUT_OF_SERVICE), found(10, 1), (SESSION_S, 1, 0xA20000)),
    "a repeat": (value(10, 1), found(10, 1), None),
    "a repeat of one that was moved": (value(60, 1, GOOD_ENTRY_INSERTED), found(10, 1), None),
    "another value with an old time": (value(10, 1), found(5, 2), (SESSION_S, 2, 0xA20000)),
    "uncertain stays uncertain": (lost(20), found(9, 1, UNCERTAIN), (SESSION_S, 1, UNCERTAIN)),
    "bad stays bad": (lost(20), found(9, None, BAD), (SESSION_S, None, BAD)),
    "good again at the same time": (value(10, 1, BAD), found(10, 1), (SESSION_S, 1, 0xA20000)),
    "no number twice": (value(10, math.nan), found(10, math.nan), None),
    "the device's clock is ahead": (lost(150), found(140, 1), (150 + _TICK_S, 1, 0xA20000)),
}


@pytest.mark.parametrize(("stored", "came", "expected"), FOUND.values(), ids=FOUND)
def test_the_value_found_when_a_session_begins(
    stored: Sample | None, came: Sample, expected: tuple[float, float, int] | None
) -> None:
    seam = seam_that_knows(*([stored] if stored else []))
    assert told(seam.sieve([came], second(NOW_S))) == ([expected] if expected else [])


LATER = {
    "the first one": (None, value(5, 1), (5, 1, GOOD)),
    "the next one": (value(5, 1), value(6, 1), (6, 1, GOOD)),
    "a repeat": (value(5, 1), value(5, 1), None),
    "a late one": (value(5, 1), value(4, 2), (4, 2, GOOD)),
    "another value at the same time": (value(5, 1), value(5, 2), (5 + _TICK_S, 2, GOOD)),
    "another quality at the same time": (value(5, 1), value(5, 1, 0x480), (5 + _TICK_S, 1, 0x480)),
}


@pytest.mark.parametrize(("stored", "came", "expected"), LATER.values(), ids=LATER)
def test_what_comes_later(
    stored: Sample | None, came: Sample, expected: tuple[float, float, int] | None
) -> None:
    seam = seam_that_knows(*([stored] if stored else []))
    assert told(seam.sieve([came], second(NOW_S))) == ([expected] if expected else [])


def test_a_batch_is_taken_in_order() -> None:
    seam = seam_that_knows(lost(20))
    batch = [found(10, 1), value(101, 2), value(101, 2), value(101, 3)]
    assert told(seam.sieve(batch, second(NOW_S))) == [
        (SESSION_S, 1, GOOD_ENTRY_INSERTED),
        (101, 2, GOOD),
        (101 + _TICK_S, 3, GOOD),
    ]


def test_a_clock_that_is_behind_hides_nothing() -> None:
    """The value found is moved to our time; what the device says is newer stays newer."""
    seam = seam_that_knows(lost(99))
    assert told(seam.sieve([found(50, 1)], second(100))) == [(SESSION_S, 1, GOOD_ENTRY_INSERTED)]
    assert told(seam.sieve([value(70, 2)], second(120))) == [(120, 2, GOOD_ENTRY_INSERTED)]
    assert told(seam.sieve([value(71, 3)], second(120))) == [
        (120 + _TICK_S, 3, GOOD_ENTRY_INSERTED)
    ]
    assert told(seam.sieve([value(60, 9)], second(130))) == [(60, 9, GOOD)]  # late even there
    assert told(seam.sieve([value(130, 4)], second(180))) == [(130, 4, GOOD)]  # caught up


def test_late_samples_of_a_right_clock_keep_their_time() -> None:
    seam = seam_that_knows(lost(20))
    seam.sieve([found(19, 1)], second(NOW_S))
    assert told(seam.sieve([value(12, 5)], second(NOW_S))) == [(12, 5, GOOD)]


def test_what_the_database_will_refuse_is_passed_on_and_not_taken_for_known() -> None:
    seam = seam_that_knows(value(10, 1))
    ahead_s = NOW_S + 301
    assert told(seam.sieve([value(ahead_s, 2)], second(NOW_S))) == [(ahead_s, 2, GOOD)]
    assert told(seam.lose([TAG], second(NOW_S))) == [(NOW_S, None, BAD_NO_COMMUNICATION)]


def test_a_loss_is_marked_once_later_than_all_that_is_known() -> None:
    seam = seam_that_knows(value(10, 1), Sample(8, second(300), 1.0))
    markers = seam.lose([TAG, 8, 9], second(NOW_S))
    assert told(markers) == [
        (NOW_S, None, BAD_NO_COMMUNICATION),
        (300 + _TICK_S, None, BAD_NO_COMMUNICATION),
    ]
    assert [marker.tag_id for marker in markers] == [TAG, 8]  # of tag 9 nothing was ever known
    assert seam.lose([TAG, 8, 9], second(400)) == []


def test_a_refusal_is_marked_once_whatever_was_known() -> None:
    seam = seam_that_knows(lost(20))
    expected = (SESSION_S, None, BAD_CONFIGURATION_ERROR)
    assert told(seam.refuse(TAG, second(SESSION_S))) == [expected]
    assert seam.refuse(TAG, second(NOW_S)) == []
    assert seam.lose([TAG], second(NOW_S)) == []
    assert told(seam.refuse(8, second(SESSION_S))) == [expected]


def test_a_tag_that_is_accepted_after_all_begins_then() -> None:
    seam = seam_that_knows(value(10, 4.5))
    seam.refuse(TAG, second(150))
    seam.accept(TAG, second(180))
    # as old as before the refusal: known again since it was accepted
    assert told(seam.sieve([found(10, 4.5)], second(NOW_S))) == [(180, 4.5, GOOD_ENTRY_INSERTED)]
    seam.refuse(8, second(150))
    seam.accept(8, second(180))
    news = Sample(8, second(190), 5.0, is_found=True)
    assert told(seam.sieve([news], second(NOW_S))) == [(190, 5.0, GOOD)]
    seam.begin(second(300))  # the next session begins for all of them
    seam.lose([TAG], second(250))
    assert told(seam.sieve([found(10, 4.5)], second(310))) == [(300, 4.5, GOOD_ENTRY_INSERTED)]


def test_markers_are_no_values() -> None:
    assert newest_value_at([value(5, 1), value(4, 1), lost(9)]) == second(5)
    assert newest_value_at([lost(9)]) is None


@given(
    st.lists(
        st.tuples(st.sampled_from(["value", "lose", "begin"]), st.integers(0, 20)),
        max_size=30,
    ),
    st.integers(-15, 15),
)
def test_the_newest_sample_is_what_the_device_said_last(
    steps: list[tuple[str, int]], skew_s: int
) -> None:
    """Whatever sessions do, and however wrong the device's clock is: once its current value was
    found, the sample with the latest time shows the current value, or the loss; and no instant
    is taken twice."""
    clock = itertools.count(1000, 10)
    seam, stored = Seam(), []
    is_open, current = False, 0
    changed_at = second(-100)
    for step, number in steps:
        now = second(next(clock))
        if step == "begin":
            seam.begin(now)
            is_open = True
            stored += seam.sieve([Sample(TAG, changed_at, current, is_found=True)], now)
        elif step == "lose":
            stored += seam.lose([TAG], now)
            is_open = False
        else:
            current, changed_at = number, now + timedelta(seconds=skew_s)
            if is_open:
                stored += seam.sieve([Sample(TAG, changed_at, current)], now)
        if stored:
            newest = max(stored, key=lambda sample: sample.at)
            assert newest.value == (current if is_open else None)
    instants = [sample.at for sample in stored]
    assert len(set(instants)) == len(instants)
