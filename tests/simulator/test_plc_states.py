"""State numbers and alarms: what a PLC makes of what its machine does."""

from __future__ import annotations

import pytest

from simulator.kinds import KINDS
from simulator.machine import DOWN, NO_DATA, OPERATIONAL, WARNING
from simulator.plc import states
from simulator.reasons import CHANGEOVER


@pytest.mark.parametrize(
    ("status", "detail", "packml", "item_state"),
    [
        (OPERATIONAL, "sorting", 6, "Executing"),
        (WARNING, "nozzle temperature high", 6, "Executing"),
        (WARNING, "waiting for parts", 5, "NotExecuting"),
        (WARNING, "starved: jam at Valve_01_01", 5, "NotExecuting"),
        (WARNING, "blocked: jam at Valve_01_01", 5, "NotExecuting"),
        (DOWN, "waiting for material", 4, "NotExecuting"),
        (DOWN, CHANGEOVER, 2, "OutOfService"),
        (DOWN, "emergency stop pressed", 9, "OutOfService"),
        (DOWN, "what nobody described", 9, "OutOfService"),
        (NO_DATA, "no signal", 9, "NotAvailable"),
    ],
)
def test_states(status: str, detail: str, packml: int, item_state: str) -> None:
    assert states.packml_state(status, detail) == packml
    assert states.item_state(status, packml).name == item_state


def test_numbers_and_nodes_of_item_states_are_those_of_the_specification() -> None:
    assert {state.name: (state.number, state.identifier) for state in states.ITEM_STATES} == {
        "NotAvailable": (0, 5005),
        "OutOfService": (1, 5004),
        "NotExecuting": (2, 5007),
        "Executing": (3, 5006),
    }


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_machine_has_a_number_for_each_of_its_complaints(kind: object) -> None:
    name, habits = kind.name, kind.habits  # type: ignore[attr-defined]
    numbers = [
        states.alarm_number(name, status, detail)
        for status in (WARNING, DOWN)
        for detail in habits[status].details
    ]
    assert len(set(numbers)) == len(numbers)
    assert 0 not in numbers
    assert states.OTHER_ALARM not in numbers


def test_complaints_from_outside_the_machine() -> None:
    assert states.alarm_number("Valve", OPERATIONAL, "dosing") == 0
    assert states.alarm_number("Valve", WARNING, "starved: jam at Painter_01_01") == 305
    assert states.alarm_number("Valve", DOWN, "power failure") == 302
    assert states.alarm_number("Valve", DOWN, "something new") == states.OTHER_ALARM
