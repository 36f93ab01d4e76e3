"""Pieces: right in the long run, however short the looks."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.counter import STARTUP_S, Counter
from simulator.kinds import KINDS
from simulator.machine import DOWN, NO_DATA, OPERATIONAL, WARNING, Machine, Span, random_for
from simulator.reasons import CHANGEOVER, LONG_STOP_S, START_UP, rejects_of

START = 1_700_000_000.0
DAY_S = 86_400.0
MOLDER = KINDS["Injection Molder"]


def counter(seed: int = 1) -> Counter:
    return Counter(MOLDER, random_for(seed, "pieces"))


def span(
    start: float, end: float, status: str = OPERATIONAL, rate: float = 0.1, detail: str = ""
) -> Span:
    start, end = START + start, START + end
    return Span(start, end, status, detail, rate, True, start, end, False)


def test_long_run_counts_are_the_time_run_times_the_rate() -> None:
    spans = Machine.begin(MOLDER, random_for(1), START).live(START + 30 * DAY_S)
    counts = counter().count(spans)
    pieces = sum(good + scrap for _, good, scrap, _ in counts)
    assert pieces == pytest.approx(
        sum((each.end - each.start) * each.pieces_per_s for each in spans), abs=1
    )
    scrap = sum(rejects for _, _, rejects, _ in counts)
    expected_scrap = sum(
        (each.end - each.start) * each.pieces_per_s * MOLDER.habits[each.status].scrap_ratio
        for each in spans
    )
    start_ups = sum(
        each.status == DOWN and each.end - each.start > LONG_STOP_S for each in spans[:-1]
    )
    assert start_ups > 30
    assert scrap == pytest.approx(expected_scrap + start_ups, rel=0.1)


def test_the_configured_cycle_sets_the_speed() -> None:
    def pieces(cycle_s: float | None) -> int:
        spans = Machine.begin(MOLDER, random_for(1), START, cycle_s).live(START + DAY_S)
        return sum(good + scrap for _, good, scrap, _ in counter().count(spans))

    assert pieces(MOLDER.ideal_cycle_s) == pieces(None)
    assert pieces(MOLDER.ideal_cycle_s / 2) == pytest.approx(2 * pieces(None), abs=3)


def test_warning_is_slower_and_spoils_more() -> None:
    calm, troubled = MOLDER.habits[OPERATIONAL], MOLDER.habits[WARNING]
    assert 0 < troubled.pace < calm.pace < 1
    assert troubled.scrap_ratio > 2 * calm.scrap_ratio

    def ratio(status: str) -> float:
        counts = counter().count([span(0, 1_000_000, status)])
        scrap = sum(scrap for _, _, scrap, _ in counts)
        return scrap / sum(good + scrap for _, good, scrap, _ in counts)

    assert ratio(OPERATIONAL) == pytest.approx(calm.scrap_ratio, rel=0.1)
    assert ratio(WARNING) == pytest.approx(troubled.scrap_ratio, rel=0.1)


@pytest.mark.parametrize("status", [DOWN, NO_DATA])
def test_a_machine_that_stands_makes_nothing(status: str) -> None:
    assert counter().count([span(0, DAY_S, status, rate=1.0)]) == []


def test_every_reject_has_a_reason_of_its_kind() -> None:
    counts = counter().count([span(0, 1_000_000)])
    assert {why is None for _, _, scrap, why in counts if not scrap} == {True}
    whys = [why for _, _, scrap, why in counts if scrap]
    for name in rejects_of(MOLDER).options:
        assert whys.count(name) / len(whys) == pytest.approx(
            rejects_of(MOLDER).share(name), abs=0.1
        )
    assert set(whys) == set(rejects_of(MOLDER).options)


@pytest.mark.parametrize(
    ("stood_s", "detail", "is_start_up"),
    [(LONG_STOP_S + 1, "", True), (LONG_STOP_S - 1, "", False), (60, CHANGEOVER, True)],
)
def test_the_first_rejects_after_a_long_stop_are_start_up_scrap(
    stood_s: float, detail: str, is_start_up: bool
) -> None:
    whys: list[tuple[bool, str]] = []
    for seed in range(40):
        spans = [
            span(0, 60),
            span(60, 70, DOWN, detail=detail),
            span(70, 60 + stood_s, DOWN),  # one stop, however many events it has
            span(60 + stood_s, 8000),
        ]
        apart = counter(seed)
        counts = [count for each in spans for count in apart.count([each])]
        steady_at = START + 60 + stood_s + STARTUP_S
        whys += [(minute < steady_at, why) for minute, _, _, why in counts if why]
    early = [why for is_early, why in whys if is_early]
    assert early
    assert (START_UP in early) == is_start_up
    assert START_UP not in [why for is_early, why in whys if not is_early]


@given(
    cuts=st.lists(st.floats(0, 3600), max_size=40),
    rate=st.floats(0.001, 5),
)
def test_counting_in_pieces_loses_nothing(cuts: list[float], rate: float) -> None:
    edges = [0.0, *sorted(cuts), 3600.0]
    pieces = counter()
    spans = [span(start, end, rate=rate) for start, end in itertools.pairwise(edges)]
    apart = [count for each in spans for count in pieces.count([each])]
    together = counter().count(spans)
    total = sum(good + scrap for _, good, scrap, _ in together)
    assert total == pytest.approx(3600 * rate, abs=1.001)
    assert sum(good + scrap for _, good, scrap, _ in apart) == pytest.approx(total, abs=1)


@given(
    lengths=st.lists(st.floats(0.1, 300), min_size=1, max_size=60),
    rate=st.floats(0.001, 5),
)
def test_a_minute_is_told_once_and_in_order(lengths: list[float], rate: float) -> None:
    spans, at = [], 0.0
    for number, length in enumerate(lengths):
        status = (OPERATIONAL, WARNING, DOWN)[number % 3]
        spans.append(span(at, at + length, status, rate))
        at += length
    counts = counter().count(spans)
    minutes = [minute for minute, *_ in counts]
    assert minutes == sorted(set(minutes))
    assert all(minute % 60 == 0 and START - 60 < minute < START + at for minute in minutes)
    assert all(good >= 0 and scrap >= 0 and good + scrap > 0 for _, good, scrap, _ in counts)
