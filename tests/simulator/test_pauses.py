"""Pauses: what they leave of the spans of a machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.counter import Counter
from simulator.kinds import ANY_KIND
from simulator.machine import DOWN, OPERATIONAL, Span, random_for
from simulator.pauses import Pause, joined, meeting, outside
from simulator.reasons import CHANGEOVER, START_UP

HOUR_S = 3600.0


def span(start: float, end: float, status: str = OPERATIONAL, detail: str = "") -> Span:
    return Span(start, end, status, detail, 0.1, True, start, end, False)


def parts(of: Span, *pauses: Pause) -> list[tuple[float, float]]:
    return [(part.start, part.end) for part in outside(of, pauses)]


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([(600, 660), (60, 120)], [(60, 120), (600, 660)]),
        ([(60, 180), (120, 240)], [(60, 240)]),
        ([(60, 300), (120, 180)], [(60, 300)]),
        ([(60, 120), (120, 180)], [(60, 180)]),
        ([(90, 130), (150, 240)], [(90, 240)]),  # one ends in the minute the other begins in
        ([(10.5, 20.25)], [(10.5, 60)]),
        ([], []),
    ],
)
def test_pauses_are_joined_and_last_whole_minutes(
    pauses: list[tuple[float, float]], expected: list[tuple[float, float]]
) -> None:
    assert joined(Pause(*pause) for pause in pauses) == tuple(expected)


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        (Pause(0, 60), [(60, 180)]),
        (Pause(60, 120), [(120, 180)]),
        (Pause(90, 120), [(60, 90), (120, 180)]),
        (Pause(120, 180), [(60, 120)]),
        (Pause(120, 240), [(60, 120)]),
        (Pause(60, 180), []),
        (Pause(0, 240), []),
    ],
)
def test_a_pause_takes_its_time_from_a_span(
    pause: Pause, expected: list[tuple[float, float]]
) -> None:
    assert parts(span(60, 180), pause) == expected


def test_a_span_that_meets_no_pause_is_left_as_it_is() -> None:
    whole = span(60, 180)
    for pauses in ((), (Pause(0, 60),), (Pause(180, 240),), (Pause(0, 60), Pause(180, 240))):
        assert outside(whole, pauses)[0] is whole


def test_a_pause_over_several_spans_and_several_over_one() -> None:
    assert [parts(each, Pause(90, 300)) for each in (span(0, 120), span(120, 240))] == [
        [(0, 90)],
        [],
    ]
    assert parts(span(240, 400), Pause(90, 300)) == [(300, 400)]
    pauses = (Pause(0, 30), Pause(60, 120), Pause(180, 240), Pause(500, 560))
    assert parts(span(10, 400), *pauses) == [(30, 60), (120, 180), (240, 400)]


seconds = st.integers(0, 2000)


@given(st.lists(st.tuples(seconds, st.integers(1, 300))), seconds, st.integers(1, 2000))
def test_no_second_is_lost_or_made_in_a_pause(
    stops: list[tuple[int, int]], start: int, lasts_s: int
) -> None:
    pauses = joined(Pause(at, at + length) for at, length in stops)
    end = start + lasts_s
    stopped = {second for pause in pauses for second in range(int(pause.start), int(pause.end))}
    made = [
        second
        for first, last in parts(span(start, end), *pauses)
        for second in range(int(first), int(last))
    ]
    assert made == sorted(set(range(start, end)) - stopped)
    met = [pause for pause in pauses if pause.start < end and pause.end > start]
    assert list(meeting(pauses, start, end)) == met


def test_what_is_not_made_in_a_pause_is_not_made_up_for() -> None:
    spans = [span(number * 90, (number + 1) * 90) for number in range(40)]
    pause = Pause(1000.5, 2040)
    counts, usual = (
        Counter(ANY_KIND, random_for(1)).count(spans, pauses) for pauses in ((pause,), ())
    )
    minutes = [minute for minute, *_ in counts]
    assert [minute for minute in minutes if 960 < minute < 2040] == []
    before = [count[:2] for count in usual if count[0] < 960]
    assert [count[:2] for count in counts if count[0] < 960] == before
    made, usually = (sum(good + scrap for _, good, scrap, _ in told) for told in (counts, usual))
    assert usually - made == pytest.approx((pause.end - pause.start) * 0.1, abs=1)
    assert minutes == sorted(set(minutes))


def test_a_changeover_during_a_pause_still_spoils_the_first_pieces() -> None:
    spans = [span(0, 300), span(300, 400, DOWN, CHANGEOVER), span(400, HOUR_S)]
    counts = Counter(ANY_KIND, random_for(1)).count(spans, (Pause(240, 600),))
    first = next(count for count in counts if count[0] >= 600 and count[2])
    assert first[3] == START_UP
    assert first[0] < 900
