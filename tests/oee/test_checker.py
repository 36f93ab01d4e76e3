"""A program that knows nothing of ours gets the same results from random shifts.

The Python package oee (MIT) computes from durations and counts; ours from events.
"""

from __future__ import annotations

from typing import Any

import oee
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.oee.support import (
    Station,
    add_product,
    add_reason,
    figures,
    near,
    pause,
    ratios,
    refresh,
    stations,
    undone,
    work,
)
from tests.sql.support import stand

modest = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

Spell = tuple[int, int, bool]
Batch = tuple[int, int, int, int]

# minutes: run, then stand; True where it stood for setup
spells = st.lists(
    st.tuples(st.integers(5, 90), st.integers(1, 60), st.booleans()), min_size=1, max_size=6
)


@st.composite
def shifts(draw: st.DrawFn) -> tuple[list[Spell], list[Batch]]:
    """Spells, and batches that fit into their running time: the other program caps performance.

    A batch is its count, rejects among them, of which at start-up, and ideal cycle in seconds.
    """
    had = draw(spells)
    run_s = sum(run_min for run_min, _, _ in had) * 60
    batches = []
    number = draw(st.integers(1, 3))
    for _ in range(number):
        count = draw(st.integers(1, min(200, run_s // number)))
        rejects = draw(st.integers(0, min(count, 100)))
        startup_rejects = draw(st.integers(0, rejects))
        batches.append((count, rejects, startup_rejects, draw(longest(run_s // number // count))))
    return had, batches


def longest(cycle_s: int) -> st.SearchStrategy[int]:
    """Ideal cycles up to that many seconds."""
    return st.integers(1, min(cycle_s, 300))


async def live(
    press: Station,
    spells: list[Spell],
    batches: list[Batch],
    unplanned_min: int,
) -> None:
    """Let the machine have that shift, from minute 0 on."""
    setup = await add_reason(press.connection, "Changeover", "setup")
    startup = await add_reason(press.connection, "Warming up", "startup_reject")
    at = 0
    for run_min, stood_min, was_setup in spells:
        await press.was((at, "operational"), (at + run_min, "down", setup if was_setup else None))
        at += run_min + stood_min
    await work(press.connection, press.line_id, 0, at + unplanned_min)
    await pause(press.connection, press.line_id, at, at + unplanned_min)
    for number, (count, rejects, startup_rejects, cycle_s) in enumerate(batches):
        product = await add_product(press.connection, f"Product {number}")
        await press.takes(cycle_s, product)
        await press.made(number, count - rejects, rejects - startup_rejects, product=product)
        await press.made(number, 0, startup_rejects, product=product, reason=startup)
    await refresh(press.connection, at + unplanned_min)


def computed(spells: list[Spell], batches: list[Batch], unplanned_min: int) -> oee.OEEResult:
    """What the other program says of such a shift, in minutes."""
    planned = sum(run_min + stood_min for run_min, stood_min, _ in spells)
    return oee.from_log(
        planned,
        runs=[
            {"count": count, "reject": rejects, "ideal_cycle_time": cycle_s / 60}
            for count, rejects, _, cycle_s in batches
        ],
        downtime_events=[
            {"duration": stood_min, "reason": "any", "planned": was_setup}
            for _, stood_min, was_setup in spells
        ],
        startup_rejects=sum(startup for *_, startup, _ in batches),
        all_time=planned + unplanned_min,
    )


@modest
@given(shift=shifts(), unplanned_min=st.integers(1, 120))
async def test_a_shift_by_another_program(
    connection: Connection,
    press: Station,
    shift: tuple[list[Spell], list[Batch]],
    unplanned_min: int,
) -> None:
    spells, batches = shift
    async with undone(connection):
        await live(press, spells, batches, unplanned_min)
        ours = await press.figures()
    theirs = computed(spells, batches, unplanned_min)
    losses = theirs.six_losses or {}
    shares: dict[str, Any] = {
        "availability_ratio": theirs.availability,
        "performance_ratio": theirs.performance_raw,
        "utilisation_ratio": theirs.utilization,
        "yield_ratio": theirs.quality,
    }
    minutes: dict[str, Any] = {
        "planned_s": theirs.planned_production_time,
        "run_s": theirs.run_time,
        "ideal_s": theirs.net_run_time,
        "breakdown_s": losses["breakdowns"],
        "setup_s": losses["setup_and_adjustments"],
        "performance_loss_s": losses["minor_stops_and_reduced_speed"],
    }
    # it weighs rejects by count: the same as by ideal time where there is one cycle
    if len({cycle_s for *_, cycle_s in batches}) == 1:
        shares |= {"oee_ratio": theirs.oee, "teep_ratio": theirs.teep}
        shares |= {"quality_ratio": theirs.quality}
        minutes |= {
            "fully_productive_s": theirs.fully_productive_time,
            "process_reject_s": losses["process_defects"],
            "startup_reject_s": losses["reduced_yield"],
        }
    expected = shares | {name: value * 60 for name, value in minutes.items()}
    assert {name: ours[name] for name in expected} == pytest.approx(expected, rel=1e-9, abs=1e-6)


@modest
@given(
    spells=st.lists(spells, min_size=3, max_size=3),
    pieces=st.lists(st.tuples(st.integers(1, 300), st.integers(0, 300)), min_size=3, max_size=3),
)
async def test_a_line_by_another_program(
    connection: Connection,
    spells: list[list[Spell]],
    pieces: list[tuple[int, int]],
) -> None:
    """Three machines of unequal length and output, rolled up."""
    lengths = [sum(run + stood for run, stood, _ in of_machine) for of_machine in spells]
    theirs = []
    async with undone(connection):
        floor = await stand(connection, machines=["m1", "m2", "m3"])
        await work(connection, floor.line_id, 0, max(lengths))
        for machine, of_machine, length, (good, rejects) in zip(
            stations(connection, floor), spells, lengths, pieces, strict=True
        ):
            run_min = sum(run for run, _, _ in of_machine)
            cycle_s = run_min * 60 // (good + rejects) or 0.5
            await machine.takes(cycle_s)
            at = 0
            for run, stood, _ in of_machine:
                await machine.was((at, "operational"), (at + run, "down"))
                at += run + stood
            await machine.made(0, good, rejects)
            if length < max(lengths):
                await pause(connection, floor.line_id, length, max(lengths), machine.machine_id)
            theirs.append(
                oee.oee(
                    length,
                    run_time=run_min,
                    ideal_cycle_time=cycle_s / 60,
                    total_count=good + rejects,
                    good_count=good,
                )
            )
        await refresh(connection, max(lengths))
        ours = await figures(connection, "oee_line_shift")
    whole = oee.aggregate(theirs)
    assert ratios(ours) == near(whole.availability, whole.performance, whole.quality, whole.oee)
