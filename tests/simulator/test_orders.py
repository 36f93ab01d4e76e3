"""What made-up people do next: after a while, in order, and only what is theirs to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from simulator.orders import Act, Member, Order, Stop, acts_about, acts_of
from simulator.people import OPERATOR, SUPERVISOR, TECHNICIAN
from simulator.stores import MENDINGS, PARTS, PLANS, ROUTINE_PARTS

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LONG = timedelta(hours=3)
CREW = [
    Member("boss", SUPERVISOR, 1, None, False),
    Member("op", OPERATOR, None, 1, False),
    Member("tech", TECHNICIAN, None, 1, False),
    Member("other", TECHNICIAN, None, 2, False),
]
OPEN = Order(7, 1, "corrective", "open", START, START, None, False, "Part jam", (), 0, 0, 0)
STOP = Stop(3, 1, START, True, False, True, "part jam")
REASONS = {"part jam": 5}


def acts(order: Order, after: timedelta, crew: Sequence[Member] = CREW, seed: int = 1) -> list[Act]:
    """What is due so long after the order got its status."""
    return acts_of(order, crew, START + after, seed)


def test_a_technician_of_the_line_takes_it_after_a_while() -> None:
    assert acts(OPEN, timedelta(seconds=30)) == []
    assert acts(OPEN, LONG) == [Act("tech", "simulator_take_order", (7,))]


def test_nobody_takes_it_who_has_work_or_is_of_another_line() -> None:
    busy = [one._replace(is_busy=True) if one.email == "tech" else one for one in CREW]
    assert acts(OPEN, LONG, busy) == []


def test_it_is_begun_by_who_took_it() -> None:
    order = OPEN._replace(status="assigned", assignee_email="tech")
    assert acts(order, timedelta(seconds=10)) == []
    step = ("simulator_step_order", (7, "assigned", "in_progress", ""))
    assert acts(order, LONG) == [Act("tech", *step)]


def test_a_list_is_ticked_off_bit_by_bit_and_all_of_it_in_the_end() -> None:
    order = OPEN._replace(
        status="in_progress", assignee_email="tech", task_ids=(1, 2, 3, 4), kind="preventive"
    )
    ticked = [
        len([act for act in acts(order, timedelta(minutes=m)) if act.query.endswith("tick_task")])
        for m in range(30)
    ]
    assert ticked == sorted(ticked)
    assert {1, 2, 3} & set(ticked)
    assert ticked[0] == 0
    assert ticked[-1] == 4
    last = acts(order, LONG)[-1]
    assert (last.query, last.values[2]) == ("simulator_step_order", "done")


def test_it_is_not_done_while_the_machine_stands() -> None:
    order = OPEN._replace(status="in_progress", assignee_email="tech", is_stop_open=True)
    assert acts(order, LONG) == []
    assert acts(order._replace(is_stop_open=False), LONG)[-1].values[2] == "done"


def test_some_wait_for_a_part_once() -> None:
    working = OPEN._replace(status="in_progress", assignee_email="tech")
    held = next(
        order
        for order in (working._replace(work_order_id=number) for number in range(100))
        if acts(order, LONG)[-1].values[2] == "on_hold"
    )
    (act,) = acts(held, LONG)
    assert act.values[3]
    waiting = held._replace(status="on_hold", holds=1)
    assert acts(waiting, LONG)[0].values[2] == "in_progress"
    assert acts(held._replace(holds=1), LONG)[-1].values[2] == "done"


def test_a_part_is_used_once() -> None:
    working = OPEN._replace(status="in_progress", assignee_email="tech", reason="Drive or motor")
    using = next(
        order
        for order in (working._replace(work_order_id=number) for number in range(100))
        if any(act.query == "simulator_use_part" for act in acts(order, LONG))
    )
    assert not any(act.query == "simulator_use_part" for act in acts(using._replace(moves=1), LONG))


def test_the_supervisor_verifies() -> None:
    order = OPEN._replace(status="done", assignee_email="tech")
    assert acts(order, timedelta(seconds=60)) == []
    assert acts(order, LONG)[0].email == "boss"
    assert acts(order, LONG, CREW[1:]) == []


def test_the_order_of_somebody_real_is_left_alone() -> None:
    for status in ("assigned", "in_progress", "on_hold"):
        assert acts(OPEN._replace(status=status), LONG) == []


def explained(seed: int, after: timedelta, stop: Stop = STOP) -> list[Act]:
    """What is said about the stop so long after it began."""
    return acts_about(stop, CREW, REASONS, START + after, seed)


def test_most_stops_are_explained_later_and_some_never() -> None:
    said = [explained(seed, LONG, STOP._replace(has_order=True)) for seed in range(300)]
    assert sum(bool(acts) for acts in said) / len(said) == pytest.approx(0.85, abs=0.06)
    assert all(explained(seed, timedelta(seconds=50)) == [] for seed in range(300))
    found = next(acts for acts in said if acts)
    assert found == [Act("op", "simulator_explain_stop", (3, START, 5))]


def test_a_reason_the_floor_does_not_have_is_not_given() -> None:
    stop = STOP._replace(detail="nobody ever said this", has_order=True)
    assert all(explained(seed, LONG, stop) == [] for seed in range(100))


def test_some_stops_are_reported_unless_they_have_an_order_or_are_over() -> None:
    stop = STOP._replace(owes_reason=False)
    said = [explained(seed, LONG, stop) for seed in range(300)]
    assert 0.05 < sum(bool(acts) for acts in said) / len(said) < 0.2
    (act,) = next(acts for acts in said if acts)
    assert (act.email, act.query, act.values[0]) == ("op", "simulator_report_stop", 3)
    for other in (stop._replace(has_order=True), stop._replace(is_open=False)):
        assert all(explained(seed, LONG, other) == [] for seed in range(300))


def test_what_is_used_is_in_the_stores() -> None:
    numbers = {part.number for part in PARTS}
    used = {found.part for found in MENDINGS.values() if found.part}
    assert used | {number for number, _ in ROUTINE_PARTS} <= numbers
    assert all(plan.tasks for plan in PLANS)
