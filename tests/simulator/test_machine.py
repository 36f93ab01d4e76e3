"""The machine: long-run shares, dwell times, one life however it is looked at."""

from __future__ import annotations

import hashlib
import itertools
import os
import statistics
import subprocess
import sys
from collections import Counter as Tally
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.kinds import ANY_KIND, KINDS, kind_of
from simulator.machine import (
    DOWN,
    NO_DATA,
    OPERATIONAL,
    SHORTEST_S,
    WARNING,
    Choice,
    Dwell,
    Habit,
    Kind,
    Machine,
    Span,
    Stay,
    Stop,
    long_run_shares,
    mean_between_changes_s,
    random_for,
)

ROOT = Path(__file__).parents[2]
DAY_S = 86_400.0
START = 1_700_000_000.0
MOLDER = KINDS["Injection Molder"]
ALL_KINDS = [*KINDS.values(), ANY_KIND]


def machine(name: str = "M1", seed: int = 1, kind: Kind = MOLDER) -> Machine:
    return Machine.begin(kind, random_for(seed, name), START)


def shares(spans: list[Span]) -> dict[str, float]:
    time_s: Tally[str] = Tally()
    for span in spans:
        time_s[span.status] += span.end - span.start  # type: ignore[assignment]
    return {status: spent / sum(time_s.values()) for status, spent in time_s.items()}


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_shares_follow_from_visits_and_durations(kind: Kind) -> None:
    lived = shares(machine(kind=kind).live(START + 60 * DAY_S))
    expected = long_run_shares(kind)
    assert expected == pytest.approx({OPERATIONAL: 0.60, WARNING: 0.30, DOWN: 0.10}, abs=0.01)
    assert lived == pytest.approx(expected, abs=0.03)


def test_shares_of_a_process_worked_out_by_hand() -> None:
    # visits 2 : 1 : 1, so times 2 * 100 : 40 : 60
    def habit(mean_s: float, *following: str) -> Habit:
        return Habit(Dwell((Stay(1, mean_s, 0.5),)), Choice(following, [1.0] * len(following)), ())

    kind = Kind(
        "by hand",
        10.0,
        {
            OPERATIONAL: habit(100, WARNING, DOWN),
            WARNING: habit(40, OPERATIONAL),
            DOWN: habit(60, OPERATIONAL),
        },
    )
    expected = {OPERATIONAL: 200 / 300, WARNING: 40 / 300, DOWN: 60 / 300}
    assert long_run_shares(kind) == pytest.approx(expected)
    assert mean_between_changes_s(kind) == pytest.approx(300 / 4)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_dwell_times_are_believable(kind: Kind) -> None:
    random = random_for("dwell", kind.name)
    drawn = {
        status: [habit.dwell.draw(random) for _ in range(4000)]
        for status, habit in kind.habits.items()
    }
    for status, durations in drawn.items():
        mean_s = kind.habits[status].dwell.mean_s
        assert min(durations) >= SHORTEST_S
        assert statistics.mean(durations) == pytest.approx(mean_s, rel=0.12)
    assert 180 < statistics.mean(drawn[OPERATIONAL]) < 600  # minutes
    assert 90 < statistics.mean(drawn[WARNING]) < 300
    stops = drawn[DOWN]
    assert statistics.median(stops) < 0.75 * statistics.mean(stops)  # many short, few long
    assert statistics.quantiles(stops, n=100)[98] > 4 * statistics.mean(stops)


def test_what_remains_of_a_state_shrinks_but_never_to_nothing() -> None:
    dwell = MOLDER.habits[OPERATIONAL].dwell
    random = random_for(1)
    fresh = statistics.mean(dwell.draw(random) for _ in range(2000))
    assert all(dwell.draw_remaining(random, 1e6) >= SHORTEST_S for _ in range(100))
    late = statistics.mean(dwell.draw_remaining(random, 60) for _ in range(2000))
    assert late < fresh + 60


def test_machines_found_at_once_change_as_often_as_in_the_long_run() -> None:
    found = [machine(name=f"M{number}") for number in range(3000)]
    changes = sum(len(each.live(START + 60)) - 1 for each in found)
    assert changes == pytest.approx(3000 * 60 / mean_between_changes_s(MOLDER), rel=0.1)


def test_a_floor_of_thirty_changes_every_five_to_ten_seconds() -> None:
    kinds = [kind_of(name) for name in KINDS] * 5
    between_s = 1 / sum(1 / mean_between_changes_s(kind) for kind in kinds)
    assert len(kinds) == 30
    assert 5 <= between_s <= 10


def test_an_unknown_type_behaves_like_any_machine() -> None:
    assert kind_of("Sorter") is KINDS["Sorter"]
    assert kind_of("Crane") is ANY_KIND


def test_every_kind_says_what_it_does_in_words_of_its_own() -> None:
    for kind in ALL_KINDS:
        assert all(all(habit.details) for habit in kind.habits.values())
    down = [set(kind.habits[DOWN].details) for kind in ALL_KINDS]
    assert all(one - two for one in down for two in down if one is not two)


def test_seed_and_name_decide_a_life() -> None:
    until = START + DAY_S
    first = machine().live(until)
    assert machine().live(until) == first
    assert machine(name="M2").live(until) != first
    assert machine(seed=2).live(until) != first


def test_a_life_is_the_same_in_every_process() -> None:
    digests = {_digest_of_another_process(hash_seed) for hash_seed in ("1", "2")}
    digests.add(digest(machine().live(START + DAY_S)))
    assert len(digests) == 1


def digest(spans: list[Span]) -> str:
    return hashlib.sha256(repr(spans).encode()).hexdigest()


def _digest_of_another_process(hash_seed: str) -> str:
    program = (
        "import hashlib; from simulator.kinds import KINDS;"
        "from simulator.machine import Machine, random_for;"
        "machine = Machine.begin(KINDS['Injection Molder'], random_for(1, 'M1'), 1_700_000_000.0);"
        "spans = machine.live(1_700_000_000.0 + 86_400.0);"
        "print(hashlib.sha256(repr(spans).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.strip()


@given(cuts=st.lists(st.floats(0, 20_000), max_size=30))
def test_looking_more_often_changes_nothing(cuts: list[float]) -> None:
    whole = [span for span in machine().live(START + 20_000) if span.is_new]
    looked = machine()
    pieces = [span for cut in sorted(cuts) for span in looked.live(START + cut)]
    pieces += looked.live(START + 20_000)
    events = [(span.start, span.status, span.detail) for span in pieces if span.is_new]
    assert events == [(span.start, span.status, span.detail) for span in whole]
    assert_seamless(pieces)


def assert_seamless(spans: list[Span]) -> None:
    """Each span begins where the one before ended; no two events at one instant."""
    for before, after in itertools.pairwise(spans):
        assert before.end == after.start
    starts = [span.start for span in spans if span.is_new]
    assert all(later - earlier >= 0.999 for earlier, later in itertools.pairwise(starts))


@given(
    wishes=st.lists(
        st.tuples(
            st.integers(0, 4000),
            st.integers(0, 600),
            st.sampled_from([WARNING, DOWN, NO_DATA]),
        ),
        max_size=20,
    ),
    cut=st.integers(1, 4000),
)
def test_stops_are_obeyed_and_never_share_an_instant(
    wishes: list[tuple[int, int, str]], cut: int
) -> None:
    stops = sorted(
        Stop(START + at, START + at + lasts, "M1", status, f"stop {number}")
        for number, (at, lasts, status) in enumerate(wishes)
    )
    stopped = machine()
    early = [stop for stop in stops if stop.at < START + cut]
    spans = stopped.live(START + cut, early)
    spans += stopped.live(START + 5000, stops[len(early) :])
    assert_seamless(spans)
    said = {span.detail for span in spans}
    assert {stop.detail for stop in stops} <= said


def test_an_imposed_stop_ends_in_time_and_the_machine_runs_again() -> None:
    stop = Stop(START + 100, START + 400, "M1", DOWN, "power failure")
    spans = machine().live(START + 401, [stop])
    stopped, after = spans[-2:]
    assert (stopped.start, stopped.end, stopped.status) == (START + 100, START + 400, DOWN)
    assert stopped.detail == "power failure"
    assert (after.status, after.is_new) == (OPERATIONAL, True)


def test_a_machine_taken_over_stays_in_its_state_and_adds_no_event() -> None:
    taken = Machine.resume(MOLDER, random_for(1), DOWN, START - 50, START)
    spans = taken.live(START + SHORTEST_S)
    assert [(span.start, span.status, span.is_new) for span in spans] == [(START, DOWN, False)]
    assert any(span.status != DOWN for span in taken.live(START + DAY_S))


def test_a_machine_without_data_comes_back() -> None:
    silent = Machine.resume(MOLDER, random_for(1), NO_DATA, START - 1e7, START)
    spans = silent.live(START + DAY_S)
    assert [span.status for span in spans[:2]] == [NO_DATA, OPERATIONAL]


def test_an_event_of_a_clock_that_runs_ahead_is_waited_for() -> None:
    ahead = Machine.resume(MOLDER, random_for(1), DOWN, START + 60, START)
    assert ahead.live(START + 30) == []
    assert ahead.live(START + 61)[0].start == START + 60


def test_a_clock_set_back_does_no_harm() -> None:
    lived = machine()
    before = lived.live(START + 1000)
    assert lived.live(START + 500) == []
    assert_seamless(before + lived.live(START + 2000))
