"""What the database says about a machine: the only thing the simulator takes for granted."""

from __future__ import annotations

from typing import Any, NamedTuple

from simulator.pauses import Pause

_INSTANTS = ("at", "first_at", "job_at")
_READ_APART = ("cycles", "pauses")


class Cycle(NamedTuple):
    """An ideal cycle, valid from an instant on. Without a product: of any that has none."""

    product_id: int | None
    valid_from: float
    cycle_s: float


class Known(NamedTuple):
    """What the database says about a machine. Instants in seconds since 1970 (UTC)."""

    machine_id: int
    machine_name: str
    machine_type: str
    line_name: str
    time_zone: str
    product_ids: tuple[int, ...] = ()  # what its line makes, in turn
    cycles: tuple[Cycle, ...] = ()  # by valid_from
    job_at: float | None = None
    product_id: int | None = None  # what it is set up for
    status: str | None = None
    at: float | None = None
    source: str | None = None
    first_at: float | None = None
    is_real: bool = False  # a connector or an import feeds it, so that it is none of ours
    pauses: tuple[Pause, ...] = ()  # planned stops of the period looked at

    def cycle_s(self, product_id: int | None, at: float) -> float | None:
        """The ideal cycle in force: that of the product, else that of any product."""
        found: dict[int | None, float] = {
            cycle.product_id: cycle.cycle_s for cycle in self.cycles if cycle.valid_from <= at
        }
        return found.get(product_id, found.get(None))


def known_from(row: Any) -> Known:
    """A row of sql/queries/simulator_machines.sql as the simulator wants it."""
    values = {name: row[name] for name in Known._fields if name not in _READ_APART}
    for name in _INSTANTS:
        values[name] = None if row[name] is None else row[name].timestamp()
    values["product_ids"] = tuple(row["product_ids"])
    columns = (row["cycle_product_ids"], row["cycle_valid_from_s"], row["ideal_cycles_s"])
    return Known(**values, cycles=tuple(map(Cycle, *columns)))
