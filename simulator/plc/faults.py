"""Faults to order: what can go wrong between a machine and whoever reads it.

Each is a method on the object Faults of the server, and a line on standard input.
"""

from __future__ import annotations

import asyncio
import difflib
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from errors import UserError
from simulator.plc.controller import Controller

if TYPE_CHECKING:
    from simulator.plc.server import PlcServer

ANSWER_S = 0.1  # the answer to whoever ordered it is out after so long
HIGHEST_CODE = 0xFFFFFFFF
LISTED = 12  # names of machines in a message


class Argument(NamedTuple):
    """One argument of a fault: a built-in type, and what it means."""

    name: str
    data_type: str
    description: str


class Fault(NamedTuple):
    """One kind of fault."""

    name: str
    arguments: Sequence[Argument]
    description: str


_MACHINE = Argument("machine", "String", "Name of a machine")
_SECONDS = Argument("seconds", "Double", "How long")
_CODE = Argument("status_code", "UInt32", "An OPC UA status code")
_VALUE = Argument("value", "UInt32", "The count of good pieces")
_NUMBER = Argument("number", "Int32", "Number of the alarm; 0 clears it")
_MUCH = Argument("seconds", "Double", "How much; negative: back")
FAULTS = (
    Fault("freeze", (_SECONDS,), "The server answers nobody"),
    Fault("restart", (_SECONDS,), "The server goes away and comes back; counters begin at 0"),
    Fault("renumber", (_SECONDS,), "A restart after which namespaces have other indexes"),
    Fault("bad_quality", (_MACHINE, _SECONDS, _CODE), "All values of a machine have that quality"),
    Fault("stop_updates", (_MACHINE, _SECONDS), "A machine works on, but its values stand still"),
    Fault("reset_counters", (_MACHINE,), "Its counters begin at 0 again"),
    Fault("set_counters", (_MACHINE, _VALUE), "Its counter of good pieces is set"),
    Fault("alarm", (_MACHINE, _NUMBER), "A machine stops with an alarm"),
    Fault("clock_jump", (_MUCH,), "From now on the source clock is off"),
    Fault("drop_nodes", (_MACHINE,), "The nodes of a machine vanish"),
    Fault("add_nodes", (_MACHINE,), "They are there again"),
)


def find(name: str) -> Fault:
    """The fault of that name. Raises UserError that lists them for an unknown one."""
    for fault in FAULTS:
        if fault.name == name:
            return fault
    raise UserError(
        f'Fault "{name}" is unknown.',
        hint=f"Choose one of {', '.join(fault.name for fault in FAULTS)}.",
        field="fault",
        value=name,
    )


class Faults:
    """Brings faults about."""

    def __init__(self, server: PlcServer) -> None:
        self._server = server
        self._plant = server.plant

    async def order(self, name: str, *values: object) -> str:
        """Bring a fault about; returns what was done. Raises UserError where it cannot be."""
        fault = find(name)
        if len(values) != len(fault.arguments):
            wanted = ", ".join(argument.name for argument in fault.arguments)
            raise UserError(
                f"{name} takes {len(fault.arguments)} arguments, not {len(values)}.",
                hint=f"Say {name} {wanted}.",
            )
        action: Callable[..., Awaitable[str]] = getattr(self, f"_{name}")
        return await action(*values)

    async def _freeze(self, seconds: float) -> str:
        _refuse_negative(seconds)
        asyncio.get_running_loop().call_later(ANSWER_S, time.sleep, seconds)
        return f"The server answers nobody for {seconds:g} s."

    async def _restart(self, seconds: float) -> str:
        _refuse_negative(seconds)
        self._server.restart(seconds)
        return f"The server is back in {seconds:g} s."

    async def _renumber(self, seconds: float) -> str:
        _refuse_negative(seconds)
        self._server.restart(seconds, is_renumbered=True)
        return f"The server is back in {seconds:g} s with other namespace indexes."

    async def _bad_quality(self, machine: str, seconds: float, status_code: int) -> str:
        _refuse_negative(seconds)
        controller = self._controller(machine)
        if not 0 <= status_code <= HIGHEST_CODE:
            raise UserError(
                f"{status_code} is no status code.",
                hint="Give a number of 32 bits, for example 0x80000000 (Bad).",
                field="status_code",
                value=status_code,
            )
        controller.spoil(status_code, self._server.clock() + seconds)
        await self._server.scan()
        return f"{_name(controller)} has the quality 0x{status_code:08X} for {seconds:g} s."

    async def _stop_updates(self, machine: str, seconds: float) -> str:
        _refuse_negative(seconds)
        controller = self._controller(machine)
        await self._server.scan()
        controller.fall_silent(self._server.clock() + seconds)
        return f"{_name(controller)} shows nothing new for {seconds:g} s."

    async def _reset_counters(self, machine: str) -> str:
        controller = self._controller(machine)
        await self._server.change(controller.reset_counters)
        return f"The counters of {_name(controller)} begin at 0."

    async def _set_counters(self, machine: str, value: int) -> str:
        controller = self._controller(machine)
        if not 0 <= value <= controller.highest_count:
            raise UserError(
                f"A counter cannot be {value}.",
                hint=f"Give a number from 0 to {controller.highest_count}.",
                field="value",
                value=value,
            )
        await self._server.change(lambda: controller.set_counters(value))
        return f"{_name(controller)} has counted {value} good pieces."

    async def _alarm(self, machine: str, number: int) -> str:
        controller = self._controller(machine)
        await self._server.change(lambda: controller.raise_alarm(number))
        if number:
            return f"{_name(controller)} stands with alarm {number}."
        return f"{_name(controller)} has no alarm."

    async def _clock_jump(self, seconds: float) -> str:
        self._server.jump(seconds)
        return f"The source clock is {seconds:g} s further off."

    async def _drop_nodes(self, machine: str) -> str:
        name = _name(self._controller(machine))
        if name not in self._server.space.machines:
            raise UserError(f"The nodes of {name} are dropped already.", hint="Say add_nodes.")
        await self._server.drop(name)
        return f"The nodes of {name} are gone."

    async def _add_nodes(self, machine: str) -> str:
        controller = self._controller(machine)
        name = _name(controller)
        if name in self._server.space.machines:
            raise UserError(f"The nodes of {name} are there.", hint="Say drop_nodes first.")
        await self._server.add(controller)
        return f"The nodes of {name} are there again."

    def _controller(self, machine: str) -> Controller:
        for name, controller in self._plant.controllers.items():
            if name.lower() == machine.lower():
                return controller
        raise UserError(
            f'Machine "{machine}" is unknown.',
            hint=f"Choose one of {_choices(machine, list(self._plant.controllers))}.",
            field="machine",
            value=machine,
        )


def _name(controller: Controller) -> str:
    return controller.known.machine_name


def _choices(wanted: str, names: Sequence[str]) -> str:
    """Similar names first; not more than a person reads."""
    similar = difflib.get_close_matches(wanted, names, n=LISTED, cutoff=0.4)
    listed = [*similar, *(name for name in names if name not in similar)]
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(listed[:LISTED]) + more


def _refuse_negative(seconds: float) -> None:
    if not 0 <= seconds < float("inf"):
        raise UserError(
            f"{seconds:g} s is no time.",
            hint="Give seconds from 0 on.",
            field="seconds",
            value=seconds,
        )
