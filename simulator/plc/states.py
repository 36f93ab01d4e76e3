"""What a PLC says about its machine: state numbers and alarms, from what the machine does.

Pure. State numbers are those of PackML in OPC 30050, item states those of Machinery (OPC
40001-1), whose names and identifiers are at home in its namespace.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from simulator.kinds import kind_of
from simulator.machine import DOWN, NO_DATA, OPERATIONAL, WARNING
from simulator.reasons import CHANGEOVER, STOPS

STOPPED, IDLE, SUSPENDED, EXECUTE, ABORTED = 2, 4, 5, 6, 9

# why a machine stands → the state a controller is in; any other reason is a fault
_STATES = {
    **dict.fromkeys(
        ("No material", "No operator", "Downstream full", "Waiting for quality", "Team meeting"),
        IDLE,
    ),
    **dict.fromkeys(
        ("Changeover", "Tool change", "Cleaning", "First piece check", "Preventive maintenance"),
        STOPPED,
    ),
}
_EXTERNAL = ("starved", "blocked", "waiting for")  # the machine is well, its neighbours are not
_FROM_OUTSIDE = {
    "part jam": 301,
    "power failure": 302,
    "shift change": 303,
    CHANGEOVER: 304,
    "starved": 305,
    "blocked": 306,
}
_FIRST_ALARM = {WARNING: 101, DOWN: 201}
OTHER_ALARM = 399


class ItemState(NamedTuple):
    """A state of MachineryItemState_StateMachineType."""

    number: int
    name: str
    identifier: int  # of the state's node, in the namespace of Machinery
    number_identifier: int  # of its property StateNumber


NOT_AVAILABLE = ItemState(0, "NotAvailable", 5005, 6039)
OUT_OF_SERVICE = ItemState(1, "OutOfService", 5004, 6038)
NOT_EXECUTING = ItemState(2, "NotExecuting", 5007, 6041)
EXECUTING = ItemState(3, "Executing", 5006, 6040)
ITEM_STATES = (NOT_AVAILABLE, OUT_OF_SERVICE, NOT_EXECUTING, EXECUTING)
_ITEM_STATES = {
    EXECUTE: EXECUTING,
    IDLE: NOT_EXECUTING,
    SUSPENDED: NOT_EXECUTING,
    STOPPED: OUT_OF_SERVICE,
    ABORTED: OUT_OF_SERVICE,
}


def packml_state(status: str, detail: str) -> int:
    """The PackML state of a machine. One nobody hears of counts as aborted."""
    if status == OPERATIONAL:
        return EXECUTE
    if status == WARNING:
        return SUSPENDED if detail.startswith(_EXTERNAL) else EXECUTE
    return _STATES.get(STOPS.get(detail, ""), ABORTED)


def item_state(status: str, packml: int) -> ItemState:
    """The state as Machinery has it, which knows fewer than PackML."""
    return NOT_AVAILABLE if status == NO_DATA else _ITEM_STATES[packml]


@cache
def alarm_number(machine_type: str, status: str, detail: str) -> int:
    """A number for what a machine complains of: always the same for one kind of machine."""
    if status not in _FIRST_ALARM:
        return 0
    own = kind_of(machine_type).habits[status].details
    if detail in own:
        return _FIRST_ALARM[status] + own.index(detail)
    return _FROM_OUTSIDE.get(detail.partition(":")[0], OTHER_ALARM)
