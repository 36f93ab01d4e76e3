"""All PLCs of a floor: which machines there are, and what befalls their lines.

Pure, as the simulated floor is (simulator/floor.py), but told by a floor file instead of a
database what there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from errors import UserError
from floor_file.format import Floor
from floor_file.rows import rows_of
from simulator.agenda import Agenda, agenda_of, in_period
from simulator.floor import lines_of
from simulator.kinds import KINDS
from simulator.known import Cycle, Known
from simulator.machine import Setup, Stop
from simulator.plc.controller import Controller
from simulator.scenarios import Scenario, stops

MACHINES_PER_LINE = 20


class Machines(NamedTuple):
    """Machines in the order of their lines, and names of products by their keys."""

    known: Sequence[Known]
    products: Mapping[int, str]


def machines_of(floor: Floor) -> Machines:
    """The machines a floor file lists."""
    rows = rows_of(floor)
    names = [str(row["product_name"]) for row in rows["products"]]
    ids = {name: number for number, name in enumerate(names, 1)}
    cycles: dict[object, list[Cycle]] = {}
    for row in rows["ideal_cycles"]:
        cycles.setdefault(row["machine_name"], []).append(_cycle(row, ids))
    known = [
        Known(
            machine_id=0,
            machine_name=machine.name,
            machine_type=machine.type,
            line_name=line.name,
            time_zone=plant.time_zone,
            product_ids=tuple(ids[name] for name in line.products),
            cycles=tuple(sorted(cycles.get(machine.name, ()), key=lambda cycle: cycle.valid_from)),
        )
        for plant in floor.plants
        for line in plant.lines
        for machine in line.machines
    ]
    if not known:
        raise UserError(
            "The floor file lists no machines.",
            hint="Add some to it, name another file with FLOOR_FILE, or give --machines.",
        )
    return Machines(known, {number: name for name, number in ids.items()})


def made_up(count: int) -> Machines:
    """So many machines of all kinds, on lines of twenty."""
    kinds = list(KINDS)
    width = max(3, len(str(count)))
    known = [
        Known(
            machine_id=0,
            machine_name=f"Machine_{number + 1:0{width}}",
            machine_type=kinds[number % len(kinds)],
            line_name=f"Line {number // MACHINES_PER_LINE + 1}",
            time_zone="UTC",
            product_ids=(1, 2),
        )
        for number in range(count)
    ]
    return Machines(known, {1: "Housing", 2: "Cover"})


def _cycle(row: Mapping[str, Any], ids: Mapping[str, int]) -> Cycle:
    dated, product = row["valid_from"], row["product_name"]
    valid_from = datetime.fromisoformat(dated).timestamp() if dated else 0.0
    return Cycle(ids[product] if product else None, valid_from, row["ideal_cycle_s"])


class _Orders(NamedTuple):
    """What a period brings to one PLC."""

    controller: Controller
    stops: Sequence[Stop]
    setups: Sequence[Setup]


class Plant:
    """The PLCs, by the names of their machines, and the time they have lived to."""

    def __init__(
        self,
        machines: Machines,
        scenario: Scenario,
        seed: int,
        now: float,
        *,
        counter_bits: int = 32,
        extra: int = 0,
        speed: float = 1.0,
    ) -> None:
        self.controllers = {
            known.machine_name: Controller(known, seed, now, counter_bits, extra)
            for known in machines.known
        }
        self.extra = extra
        self._products = machines.products
        self._lines = lines_of(machines.known)
        self._scenario = scenario
        self._seed = seed
        self._speed = speed
        self._began = self._lived_until = now
        self._measured_at = now

    def live(self, real_now: float) -> None:
        """Let all machines live on."""
        for order in self._orders(real_now):
            order.controller.live(self._lived_until, order.stops, order.setups)
            order.controller.measure(max(0.0, real_now - self._measured_at))
        self._measured_at = max(real_now, self._measured_at)

    def sleep(self, real_now: float) -> None:
        """Let time go by while the PLCs are off."""
        for order in self._orders(real_now):
            order.controller.sleep(self._lived_until, order.stops, order.setups)
        self._measured_at = max(real_now, self._measured_at)

    def _orders(self, real_now: float) -> Iterator[_Orders]:
        start = self._lived_until
        end = max(start, self._began + (real_now - self._began) * self._speed)
        self._lived_until = end
        imposed = stops(self._scenario, self._lines, start, end, self._seed)
        agendas: dict[str, Agenda] = {}
        for name, controller in self.controllers.items():
            known = controller.known
            if known.line_name not in agendas:
                agendas[known.line_name] = agenda_of(self._seed, known, start, end)
            agenda = agendas[known.line_name]
            jobs = in_period(agenda.jobs, start, end)
            making = jobs[-1].product_id if jobs else None
            controller.product = self._products.get(making or 0, "")
            orders = sorted([*imposed.get(name, []), *agenda.changeovers(known)])
            yield _Orders(controller, orders, agenda.setups(known, jobs))
