"""Words the tests of OEE's roll-ups share: a few days of three machines, added up in Python.

A roll-up is right if every row is the ratio of the sums of what belongs to it. What belongs to a
row is told by a key: a function of a fact here, columns of the view there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from database.connect import Connection
from tests.oee.support import Station, add_product, near, ratios, refresh, work
from tests.sql.support import stand

DAY_MIN = 24 * 60
MONDAY = date(2026, 3, 2)
NOW = 8 * DAY_MIN


@dataclass(frozen=True)
class Fact:
    """What a machine did in a shift: it ran so long, then stood; pieces of a minute each."""

    line: str
    machine: str
    day: int
    shift: str
    start: int
    planned: int
    run: int
    product: str
    good: int
    scrap: int

    @property
    def business_date(self) -> date:
        """Local date of its shift."""
        return MONDAY + timedelta(days=self.day)

    @property
    def week(self) -> date:
        """Monday of the week."""
        return self.business_date - timedelta(days=self.business_date.weekday())


FACTS = [
    # line, machine, day, shift, from, planned, run, product, good, rejected
    Fact("Engine", "Press_1", 0, "E", 0, 240, 200, "Nut", 150, 10),
    Fact("Engine", "Press_2", 0, "E", 0, 240, 120, "Nut", 100, 0),
    Fact("Engine", "Press_1", 0, "L", 240, 90, 90, "Bolt", 60, 20),
    Fact("Engine", "Press_2", 0, "L", 240, 90, 30, "Nut", 15, 5),
    Fact("Engine", "Press_1", 1, "E", 0, 240, 60, "Bolt", 30, 30),
    Fact("Engine", "Press_2", 1, "E", 0, 240, 240, "Bolt", 200, 1),
    Fact("Gearbox", "Mill_1", 0, "E", 30, 300, 150, "Nut", 149, 1),
    Fact("Gearbox", "Mill_1", 7, "E", 30, 300, 280, "Bolt", 111, 9),
]


async def build(connection: Connection) -> None:
    """All facts, written as rows and summed up."""
    floor = await stand(connection, machines=["Press_1", "Press_2"])
    gearbox = await connection.fetchval(
        "insert into floor.lines (plant_id, line_name, target_oee_ratio)"
        " values ($1, 'Gearbox', 0.6) returning line_id",
        floor.plant_id,
    )
    mill = await connection.fetchval(
        "insert into floor.machines"
        " (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " values ('Mill_1', 'M1', $1, 'Press', 8, 0) returning machine_id",
        gearbox,
    )
    lines = {"Engine": floor.line_id, "Gearbox": gearbox}
    products = {name: await add_product(connection, name) for name in ("Nut", "Bolt")}
    shifts = {(fact.line, fact.day, fact.shift, fact.start, fact.planned) for fact in FACTS}
    for line, day, shift, start, planned in sorted(shifts):
        begin = day * DAY_MIN + start
        date_of = MONDAY + timedelta(days=day)
        await work(connection, lines[line], begin, begin + planned, shift, date_of)
    for name, machine_id in {**floor.machines, "Mill_1": mill}.items():
        line = "Gearbox" if name == "Mill_1" else "Engine"
        machine = Station(connection, floor.plant_id, lines[line], machine_id, name)
        await machine.takes(60)
        for fact in FACTS:
            if fact.machine == name:
                await _happen(machine, fact, products[fact.product])
    await refresh(connection, NOW)


async def _happen(machine: Station, fact: Fact, product_id: int) -> None:
    begin = fact.day * DAY_MIN + fact.start
    await machine.makes(begin, product_id)
    await machine.was((begin, "operational"), (begin + fact.run, "down"))
    await machine.made(begin + 5, fact.good, fact.scrap)


def added_up(key: Callable[[Fact], Hashable]) -> dict[Any, Any]:
    """Availability, performance, quality and OEE by a key, from the sums of its facts."""
    sums: dict[Any, list[int]] = {}
    for fact in FACTS:
        total = sums.setdefault(key(fact), [0, 0, 0, 0])
        parts = (fact.planned, fact.run, fact.good + fact.scrap, fact.good)
        sums[key(fact)] = [before + more for before, more in zip(total, parts, strict=True)]
    return {
        name: near(run / planned, pieces / run, good / pieces, good / planned)
        for name, (planned, run, pieces, good) in sums.items()
    }


async def rolled_up(connection: Connection, source: str, *columns: str) -> dict[Any, Any]:
    """The same by columns of a view, which must be a key of it; rows without pieces left out."""
    rows = await connection.fetch(f"select * from gold.{source}")
    keys = [tuple(row[column] for column in columns) for row in rows]
    assert len(set(keys)) == len(keys), f"gold.{source} has several rows of one {columns}"
    return {key: ratios(row) for key, row in zip(keys, rows, strict=True) if row["total_pcs"]}
