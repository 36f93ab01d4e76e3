"""Reasons: every stop of the simulator has one that floor.toml can name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from simulator.kinds import ANY_KIND, KINDS
from simulator.machine import DOWN, OPERATIONAL, Machine, Span, random_for
from simulator.reasons import CHANGEOVER, LONG_STOP_S, START_UP, STOPS, Reasons, rejects_of
from simulator.scenarios import SCENARIOS, Line, stops

START = datetime(2025, 6, 2, tzinfo=UTC).timestamp()
DAY_S = 86_400.0
ALL_KINDS = [*KINDS.values(), ANY_KIND]
REASONS = Reasons({name: number for number, name in enumerate(sorted(set(STOPS.values())), 1)})


def stop(at: float, lasts_s: float, detail: str = "belt torn", is_imposed: bool = False) -> Span:
    return Span(at, at + 1, DOWN, detail, 0.0, True, at, at + lasts_s, is_imposed)


def test_every_stop_has_a_reason_and_every_reason_a_stop() -> None:
    said = {detail for kind in ALL_KINDS for detail in kind.habits[DOWN].details}
    line = Line("Engine", "Europe/Berlin", tuple(f"M{number}" for number in range(5)))
    for scenario in SCENARIOS.values():
        imposed = stops(scenario, [line], START, START + DAY_S, 1).values()
        said |= {stop.detail for each in imposed for stop in each if stop.status == DOWN}
    assert {*said, CHANGEOVER} == set(STOPS)


def test_most_stops_are_explained_and_long_ones_always() -> None:
    spans = [
        span
        for kind in ALL_KINDS
        for span in Machine.begin(kind, random_for(kind.name), START).live(START + 30 * DAY_S)
        if span.is_new and span.status == DOWN
    ]
    unexplained = [span for span in spans if REASONS.of_stop(span) is None]
    assert len(unexplained) / len(spans) == pytest.approx(0.15, abs=0.02)
    assert max(span.end - span.start for span in unexplained) <= LONG_STOP_S
    assert max(span.end - span.start for span in spans) > 2 * LONG_STOP_S


@pytest.mark.parametrize(
    ("lasts_s", "is_imposed", "is_explained"),
    [(60, False, False), (LONG_STOP_S + 1, False, True), (60, True, True)],
)
def test_what_is_known_when_it_stops_decides(
    lasts_s: float, is_imposed: bool, is_explained: bool
) -> None:
    found = REASONS.of_stop(stop(START, lasts_s, is_imposed=is_imposed))
    assert found == (REASONS.named("Belt or chain torn") if is_explained else None)


def test_a_machine_that_runs_has_no_reason() -> None:
    running = stop(START, 1000, is_imposed=True)._replace(status=OPERATIONAL)
    assert REASONS.of_stop(running) is None


def test_reasons_are_found_in_any_case_or_are_null() -> None:
    reasons = Reasons({"BELT or chain torn": 3})
    assert reasons.named("Belt or Chain Torn") == 3
    assert (reasons.named("Part jam"), reasons.named(None)) == (None, None)
    assert reasons.of_stop(stop(START, 1000)) == 3
    assert reasons.of_stop(stop(START, 1000, "part jam")) is None
    assert reasons.of_stop(stop(START, 1000, "nobody ever said this")) is None


def test_pieces_are_rejected_for_reasons_of_their_kind() -> None:
    assert "Wrong colour" in rejects_of(KINDS["Painter"]).options
    assert "Wrong colour" not in rejects_of(KINDS["Sorter"]).options
    assert all(START_UP not in rejects_of(kind).options for kind in ALL_KINDS)
