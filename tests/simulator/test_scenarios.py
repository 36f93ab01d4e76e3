"""Scenarios: what befalls a line, told as stops."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import UserError
from simulator import scenarios
from simulator.kinds import ANY_KIND
from simulator.machine import DOWN, NO_DATA, OPERATIONAL, WARNING, Machine, Stop, random_for
from simulator.scenarios import Line

LINE = Line("Engine", "Europe/Berlin", tuple(f"M{number}" for number in range(1, 8)))
OTHER = Line("Interior", "Europe/Berlin", ("A", "B", "C"))
START = datetime(2025, 3, 30, tzinfo=UTC).timestamp()  # Berlin loses an hour that night
HOUR_S, DAY_S = 3600.0, 86_400.0


def stops_of(name: str, start: float = START, end: float = START + DAY_S) -> list[Stop]:
    found = scenarios.stops(scenarios.find(name), [LINE, OTHER], start, end, 1)
    return sorted(stop for stops in found.values() for stop in stops)


def test_quiet_leaves_the_machines_alone() -> None:
    assert stops_of("quiet") == []


@pytest.mark.parametrize("seed", range(20))
def test_a_jam_starves_downstream_neighbours_in_turn(seed: int) -> None:
    culprit, *others = scenarios.jam(LINE, START, random_for(seed))
    assert (culprit.at, culprit.status, culprit.detail) == (START, DOWN, "part jam")
    place = LINE.machine_names.index(culprit.machine_name)
    starved = [stop for stop in others if stop.detail.startswith("starved")]
    names = [stop.machine_name for stop in starved]
    assert names
    assert names == list(LINE.machine_names[place + 1 : place + 1 + len(names)])
    assert all(stop.status == WARNING and culprit.machine_name in stop.detail for stop in others)
    reached = [culprit.at, *(stop.at for stop in starved)]
    runs_again = [culprit.until, *(stop.until for stop in starved)]
    assert reached == sorted(set(reached))
    assert runs_again == sorted(set(runs_again))
    blocked = [stop.machine_name for stop in others if stop.detail.startswith("blocked")]
    assert blocked == list(LINE.machine_names[max(place - 1, 0) : place])


def test_a_jam_on_a_line_of_one_machine_is_its_own_affair() -> None:
    alone = Line("Alone", "UTC", ("M1",))
    assert [stop.machine_name for stop in scenarios.jam(alone, START, random_for(1))] == ["M1"]


def test_shifts_change_by_the_clock_of_the_plant() -> None:
    hours = [
        datetime.fromtimestamp(at, ZoneInfo("Europe/Berlin")).strftime("%d %H:%M")
        for at in scenarios.shift_starts("Europe/Berlin", START - DAY_S, START + DAY_S)
    ]
    assert hours == ["29 06:00", "29 14:00", "29 22:00", "30 06:00", "30 14:00", "30 22:00"]


def test_a_shift_change_stops_every_machine_shortly_and_in_turn() -> None:
    six = next(scenarios.shift_starts(LINE.time_zone, START, START + DAY_S))
    stops = list(stops_of("shift-change", six, six + HOUR_S))
    engine = [stop for stop in stops if stop.machine_name in LINE.machine_names]
    assert [stop.machine_name for stop in engine] == list(LINE.machine_names)
    assert all(stop.status == DOWN and 59 < stop.until - stop.at < 151 for stop in stops)
    assert all(six <= stop.at < six + 15 * len(LINE.machine_names) for stop in stops)
    assert {stop.machine_name for stop in stops} == {*LINE.machine_names, *OTHER.machine_names}


def test_a_power_cut_takes_the_line_down_at_once_and_lets_it_back_in_turn() -> None:
    stops = list(scenarios.power_cut(LINE, START, random_for(1)))
    first = {stop.machine_name: stop for stop in reversed(stops)}
    assert set(first) == set(LINE.machine_names)
    assert all(stop.status == DOWN and stop.at < START + 1 for stop in first.values())
    silent = [stop for stop in stops if stop.status == NO_DATA]
    assert 0 < len(silent) < len(LINE.machine_names)
    assert all(first[stop.machine_name].until == stop.at for stop in silent)
    back = {stop.machine_name: stop.until for stop in stops}
    in_turn = [back[name] for name in LINE.machine_names]
    assert in_turn == sorted(set(in_turn))
    assert START + 120 <= in_turn[0] < in_turn[-1] <= START + 600


def test_a_machine_goes_through_a_power_cut() -> None:
    name = LINE.machine_names[1]  # one that falls silent
    stops = [
        stop
        for stop in scenarios.power_cut(LINE, START + 60, random_for(1))
        if stop.machine_name == name
    ]
    machine = Machine.begin(ANY_KIND, random_for(1), START)
    spans = [span for span in machine.live(START + 900, stops) if span.start >= stops[0].at]
    assert [span.status for span in spans[:3]] == [DOWN, NO_DATA, OPERATIONAL]


@pytest.mark.parametrize(
    ("name", "least", "most"), [("mixed", 5, 30), ("jam", 700, 740), ("power-cut", 235, 250)]
)
def test_how_often_a_scenario_strikes_a_day(name: str, least: int, most: int) -> None:
    first = [stop for stop in stops_of(name) if stop.detail in ("part jam", "power failure")]
    strikes = 1 + sum(later.at - earlier.at > 2 for earlier, later in itertools.pairwise(first))
    assert least <= strikes <= most


@given(cuts=st.lists(st.floats(0, 6 * HOUR_S), max_size=10), name=st.sampled_from(["mixed", "jam"]))
def test_a_period_asked_for_in_parts_gives_the_same_stops(cuts: list[float], name: str) -> None:
    edges = [START, *sorted(START + cut for cut in cuts), START + 6 * HOUR_S]
    parts = [
        stop for start, end in itertools.pairwise(edges) for stop in stops_of(name, start, end)
    ]
    assert parts == stops_of(name, START, START + 6 * HOUR_S)


def test_the_seed_decides() -> None:
    mixed = scenarios.find("mixed")
    one, two = (scenarios.stops(mixed, [LINE], START, START + DAY_S, seed) for seed in (1, 2))
    assert one != two
    assert one == scenarios.stops(mixed, [LINE], START, START + DAY_S, 1)


@pytest.mark.parametrize("name", scenarios.SCENARIOS)
def test_a_floor_without_machines_has_no_stops(name: str) -> None:
    empty = Line("Empty", "UTC", ())
    assert scenarios.stops(scenarios.find(name), [empty], START, START + DAY_S, 1) == {}


def test_when_it_strikes_next_is_known() -> None:
    at = scenarios.next_stop_at(scenarios.find("shift-change"), [LINE], START, 1)
    assert at is not None
    assert datetime.fromtimestamp(at, ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "06:00"
    assert scenarios.next_stop_at(scenarios.find("quiet"), [LINE], START, 1) is None


def test_an_unknown_scenario_is_refused_with_the_choices() -> None:
    assert scenarios.find("Power cut") is scenarios.find("power-cut")
    with pytest.raises(UserError, match=r'"flood" is unknown.*jam, shift-change, power-cut'):
        scenarios.find("flood")
