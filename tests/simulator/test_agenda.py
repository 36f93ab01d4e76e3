"""The agenda of a line: jobs in turn, changeovers between them, crews of shifts."""

from __future__ import annotations

import itertools
import statistics
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.agenda import Agenda, Job, agenda_of, in_period
from simulator.kinds import KINDS
from simulator.known import Cycle, Known
from simulator.machine import DOWN

START = datetime(2025, 3, 29, tzinfo=UTC).timestamp()  # Berlin loses an hour the night after
MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0
MOLDER = Known(
    1,
    "M1",
    "Injection Molder",
    "Engine",
    "Europe/Berlin",
    (7, 8, 9),
    (
        Cycle(7, float("-inf"), 32.0),
        Cycle(8, float("-inf"), 36.0),
        Cycle(None, float("-inf"), 40.0),
    ),
)
PLAIN = MOLDER._replace(product_ids=(), cycles=())


def agenda(
    known: Known = MOLDER, start: float = START, end: float = START + 60 * DAY_S, seed: int = 1
) -> Agenda:
    return agenda_of(seed, known, start, end)


def jobs_of(period: Agenda) -> list[Job]:
    return in_period(period.jobs, period.start, period.end)


def test_products_take_turns_every_six_to_ten_hours() -> None:
    jobs = in_period(agenda().jobs, START, START + 60 * DAY_S)
    assert [job.product_id for job in jobs[:4]] in ([7, 8, 9, 7], [8, 9, 7, 8], [9, 7, 8, 9])
    lengths_s = [after.at - before.at for before, after in itertools.pairwise(jobs)]
    assert 6 * HOUR_S <= min(lengths_s) < max(lengths_s) <= 10 * HOUR_S
    assert statistics.mean(lengths_s) == pytest.approx(8 * HOUR_S, rel=0.02)
    assert jobs[0].at <= START < jobs[1].at
    assert len({job.name for job in jobs}) == len(jobs)
    assert all(job.name.startswith("JOB-") and len(job.name) == 9 for job in jobs)


@given(cuts=st.lists(st.floats(0, 5 * DAY_S), max_size=10))
def test_a_period_looked_at_in_parts_has_the_same_agenda(cuts: list[float]) -> None:
    edges = [START, *sorted(START + cut for cut in cuts), START + 5 * DAY_S]
    whole = agenda(end=edges[-1])
    parts = [agenda(start=start, end=end) for start, end in itertools.pairwise(edges)]
    assert sorted({job for part in parts for job in jobs_of(part)}) == jobs_of(whole)
    stops = [stop for part in parts for stop in part.changeovers(MOLDER)]
    assert stops == whole.changeovers(MOLDER)
    speeds = {setup.at: setup for setup in whole.setups(MOLDER, whole.jobs)}
    for part in parts:
        first, *others = part.setups(MOLDER, part.jobs)
        before = max(at for at in speeds if at <= first.at)
        assert first.cycle_s == speeds[before].cycle_s
        assert all(speeds[setup.at] == setup for setup in others)


def test_seed_and_line_decide() -> None:
    other = MOLDER._replace(line_name="Interior")
    assert jobs_of(agenda()) == jobs_of(agenda(MOLDER._replace(machine_name="M2")))
    assert jobs_of(agenda()) != jobs_of(agenda(seed=2)) != jobs_of(agenda(other))


def test_machines_stop_to_be_set_up_for_another_product() -> None:
    period = agenda()
    jobs = [job for job in period.jobs if START <= job.at < period.end]
    stops = period.changeovers(MOLDER)
    assert len(stops) == pytest.approx(len(jobs), abs=1)  # a molder at each of them
    for job, stop in zip(jobs, stops, strict=False):
        assert 0 <= stop.at - job.at <= 90
        assert 5 * MINUTE_S <= stop.until - stop.at <= 15 * MINUTE_S
        assert (stop.machine_name, stop.status, stop.detail) == ("M1", DOWN, "changeover")
    sorter = period.changeovers(MOLDER._replace(machine_name="S1", machine_type="Sorter"))
    assert 0.4 < len(sorter) / len(jobs) < 0.8
    assert all(stop.until - stop.at <= 4 * MINUTE_S for stop in sorter)


def test_a_line_of_one_product_has_jobs_and_no_changeovers() -> None:
    period = agenda(MOLDER._replace(product_ids=(7,)))
    assert {product_id for _, product_id, _ in jobs_of(period)} == {7}
    assert period.changeovers(MOLDER) == []


def test_a_line_without_products_has_no_jobs_but_crews() -> None:
    period = agenda(PLAIN)
    assert (jobs_of(period), period.changeovers(PLAIN)) == ([], [])
    cycles = {setup.cycle_s for setup in period.setups(PLAIN, period.jobs)}
    assert len(cycles) > 100
    assert min(cycles) >= KINDS["Injection Molder"].ideal_cycle_s


def test_pace_follows_the_product_made_and_the_crew() -> None:
    period = agenda()
    tempos = []
    for setup in period.setups(MOLDER, period.jobs):
        product_id = [job for job in period.jobs if job.at <= setup.at][-1].product_id
        ideal_s = {7: 32.0, 8: 36.0, 9: 40.0}[product_id or 0]  # the last by the cycle of any
        tempos.append(ideal_s / setup.cycle_s)
    assert 0.7 < min(tempos) < max(tempos) <= 1
    assert max(tempos) - min(tempos) > 0.03
    shift = period.setups(PLAIN, [])
    assert all(
        (after.at - before.at) / HOUR_S in (7, 8) for before, after in itertools.pairwise(shift[1:])
    )


def test_a_new_ideal_cycle_holds_from_its_day_on() -> None:
    newer = START + 3 * HOUR_S + 5
    known = PLAIN._replace(cycles=(Cycle(None, float("-inf"), 40.0), Cycle(None, newer, 20.0)))
    before, *_ = agenda(known).setups(known, [])
    after = next(setup for setup in agenda(known).setups(known, []) if setup.at == newer)
    assert after.cycle_s == pytest.approx(before.cycle_s / 2)


def test_a_job_is_not_said_to_have_begun_before_anything_is_known() -> None:
    first, second, *_ = in_period(agenda().jobs, START, START + DAY_S, START - 5)
    assert first.at == START - 5
    assert second == in_period(agenda().jobs, START, START + DAY_S)[1]


def test_the_cycle_of_a_product_comes_before_that_of_any() -> None:
    known = MOLDER._replace(
        cycles=(Cycle(None, 0, 10.0), Cycle(7, 100, 20.0), Cycle(None, 200, 30.0))
    )
    found = [known.cycle_s(product_id, at) for product_id in (7, 8, None) for at in (99, 100, 200)]
    assert found == [10, 20, 20, 10, 10, 30, 10, 10, 30]
    assert MOLDER._replace(cycles=(Cycle(7, 0, 10.0),)).cycle_s(8, 1) is None
