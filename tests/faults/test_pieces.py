"""What the truth of a simulator means for the samples of a counter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.faults.comparison import Value
from tests.faults.pieces import Made, made, told

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
GOOD, SCRAP = "good", "scrap"


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


JOURNAL = [
    Value(address, at(second), float(pieces), 0)
    for second, address, pieces in [
        (0, GOOD, 0), (0, SCRAP, 0), (1, GOOD, 10), (2, GOOD, 20), (2, SCRAP, 1), (3, GOOD, 30),
        (10, GOOD, 0), (10, SCRAP, 0), (11, GOOD, 5), (12, GOOD, 9),
    ]
]  # fmt: skip


def test_the_course_of_both_counts_over_two_lives() -> None:
    course = made(JOURNAL, [GOOD, SCRAP])
    assert [(one.life, one.pieces) for one in course] == [
        (0, 0), (0, 10), (0, 21), (0, 31), (1, 0), (1, 5), (1, 9)
    ]  # fmt: skip
    assert course[-1] == Made(at(12), 1, 9)


def test_what_samples_tell() -> None:
    course = made(JOURNAL, [GOOD])
    assert told(course, [one.at for one in course]) == 30 + 9
    assert told(course, [at(1), at(3)]) == 20
    assert told(course, [at(1), at(2), at(12)]) == 10 + 9  # what was made at 3 nobody saw
    assert told(course, [at(2.5), at(3.5)]) == 10  # found later than it was made
    assert told(course, []) == 0
