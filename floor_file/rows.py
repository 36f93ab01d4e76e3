"""A floor as flat lists of rows, under the names of their tables and columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from floor_file.format import Floor, Line, Machine, MachineType, Plant, Reason, Shift
from floor_file.values import WEEKDAYS

Row = dict[str, object]


def rows_of(floor: Floor) -> dict[str, list[Row]]:
    """The rows of every table, defaults of machine types and products worked in."""
    lines = [(plant, line) for plant in floor.plants for line in plant.lines]
    types = {kind.name: kind for kind in floor.machine_types}
    factors = {product.name: product.cycle_factor for product in floor.products}
    return {
        "machine_types": [
            {"machine_type": kind.name, "description": kind.description}
            for kind in floor.machine_types
        ],
        "products": [
            {"product_name": product.name, "description": product.description}
            for product in floor.products
        ],
        "reasons": list(_reasons(floor.reasons, None)),
        "plants": [
            {"plant_name": plant.name, "time_zone": plant.time_zone, "sort_order": number}
            for number, plant in enumerate(floor.plants, 1)
        ],
        "lines": [
            {
                "line_name": line.name,
                "plant_name": plant.name,
                "sort_order": number,
                "target_oee_ratio": line.target_oee,
            }
            for plant in floor.plants
            for number, line in enumerate(plant.lines, 1)
        ],
        "machines": [
            _machine(line.name, machine, types.get(machine.type))
            for _, line in lines
            for machine in line.machines
        ],
        "ideal_cycles": [
            row
            for plant, line in lines
            for machine in line.machines
            for row in _ideal_cycles(plant, line, machine, types.get(machine.type), factors)
        ],
        "shifts": [
            _shift(plant.name, line.name if line else None, number, shift)
            for plant in floor.plants
            for line in (None, *plant.lines)
            for number, shift in enumerate((line or plant).shifts, 1)
        ],
        "exceptions": [
            {
                "plant_name": plant.name,
                "line_name": said.line,
                "business_date": said.date.isoformat(),
                "shift_name": said.shift,
                "starts_at": said.starts and said.starts.isoformat(),
                "ends_at": said.ends and said.ends.isoformat(),
                "note": said.note,
            }
            for plant in floor.plants
            for said in plant.exceptions
        ],
    }


def _reasons(reasons: tuple[Reason, ...], parent: str | None) -> Iterator[Row]:
    for number, reason in enumerate(reasons, 1):
        yield {
            "reason_name": reason.name,
            "parent_name": parent,
            "loss_category": reason.loss,
            "is_planned": reason.planned,
            "sort_order": number,
        }
        yield from _reasons(reason.reasons, reason.name)


def _machine(line_name: str, machine: Machine, kind: MachineType | None) -> Row:
    limit_s = machine.micro_stop_limit_s or (kind and kind.micro_stop_limit_s)
    return {
        "line_name": line_name,
        "machine_name": machine.name,
        "short_name": machine.short,
        "machine_type": machine.type,
        "map_x": machine.at[0],
        "map_y": machine.at[1],
        "map_width": machine.size[0],
        "map_height": machine.size[1],
        "micro_stop_limit_s": limit_s,
    }


def _ideal_cycles(
    plant: Plant,
    line: Line,
    machine: Machine,
    kind: MachineType | None,
    factors: dict[str, float],
) -> Iterator[Row]:
    """Of any product, of every product of the line, and whatever is said of the machine alone."""
    usual_s = machine.ideal_cycle_s or (kind and kind.ideal_cycle_s)
    undated: dict[str | None, float] = {}
    if usual_s:
        undated[None] = usual_s
        undated |= {name: round(usual_s * factors.get(name, 1), 6) for name in line.products}
    undated |= {c.product: c.ideal_cycle_s for c in machine.ideal_cycles if c.valid_from is None}
    for product, cycle_s in undated.items():
        yield _ideal_cycle(machine, product, cycle_s, None)
    for cycle in machine.ideal_cycles:
        if cycle.valid_from:
            valid_from = _instant(cycle.valid_from, plant.time_zone)
            yield _ideal_cycle(machine, cycle.product, cycle.ideal_cycle_s, valid_from)


def _ideal_cycle(
    machine: Machine, product: str | None, cycle_s: float, valid_from: datetime | None
) -> Row:
    return {
        "machine_name": machine.name,
        "product_name": product,
        "ideal_cycle_s": cycle_s,
        "valid_from": valid_from and valid_from.isoformat(),
    }


def _instant(moment: datetime, time_zone: str) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(time_zone))


def _shift(plant_name: str, line_name: str | None, number: int, shift: Shift) -> Row:
    return {
        "plant_name": plant_name,
        "line_name": line_name,
        "shift_name": shift.name,
        "starts_at": shift.starts.isoformat(),
        "ends_at": shift.ends.isoformat(),
        "weekdays": [number for number, day in enumerate(WEEKDAYS, 1) if day in shift.weekdays],
        "sort_order": number,
        "breaks": [
            {
                "break_name": pause.name,
                "starts_at": pause.starts.isoformat(),
                "ends_at": pause.ends.isoformat(),
            }
            for pause in shift.breaks
        ],
    }
