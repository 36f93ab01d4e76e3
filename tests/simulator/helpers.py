"""A small floor to simulate, and a clock that tests turn by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from database.connect import Connection

Rounds = Callable[..., Awaitable[datetime]]

LINES = {
    "Engine": ("Injection_Molder_1", "Valve_1", "Robotic_Arm_1", "Painter_1", "Sorter_1"),
    "Interior": ("Source_Sorter_2", "Injection_Molder_2", "Crane_2"),
}


class Clock:
    """Tells a later time at every look, and after some looks that it is enough."""

    def __init__(self, start: datetime, step_s: float, looks: int) -> None:
        self.at = start
        self.stop = asyncio.Event()
        self._step = timedelta(seconds=step_s)
        self._looks = looks

    def __call__(self) -> datetime:
        self._looks -= 1
        if self._looks <= 0:
            self.stop.set()
        self.at += self._step
        return self.at


async def add_machines(
    connection: Connection, lines: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Add lines with machines, whose types are their names without numbers."""
    plant_id = await connection.fetchval(
        "insert into floor.plants (plant_name, time_zone) values ('Here', 'Europe/Berlin') "
        "returning plant_id"
    )
    ids = {}
    for line_name, names in lines.items():
        line_id = await connection.fetchval(
            "insert into floor.lines (plant_id, line_name) values ($1, $2) returning line_id",
            plant_id,
            line_name,
        )
        for name in names:
            ids[name] = await add_machine(connection, line_id, name)
    return ids


async def add_machine(connection: Connection, line_id: int, name: str) -> int:
    """Add one machine."""
    machine_type = name.rsplit("_", 1)[0].replace("_", " ")
    await connection.execute(
        "insert into floor.machine_types (machine_type) values ($1) on conflict do nothing",
        machine_type,
    )
    number = await connection.fetchval("select count(*) from floor.machines")
    machine_id: int = await connection.fetchval(
        "insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " values ($1, $2, $3, $4, $5, 0) returning machine_id",
        name,
        f"M{number}",
        line_id,
        machine_type,
        4 * number,
    )
    return machine_id


async def add_reasons(connection: Connection, names: Iterable[str]) -> None:
    """Add reasons, all of one loss."""
    await connection.executemany(
        "insert into floor.reasons (reason_name, loss_category) values ($1, 'breakdown')",
        [(name,) for name in names],
    )


async def add_products(connection: Connection, line_name: str, cycles_s: Sequence[float]) -> None:
    """Give a line as many products as there are cycles: every machine takes so long for each."""
    for number, cycle_s in enumerate(cycles_s, 1):
        await connection.execute(
            "with product as (insert into floor.products (product_name) values ($1) "
            "returning product_id) "
            "insert into floor.ideal_cycles (machine_id, product_id, valid_from, ideal_cycle_s) "
            "select machine_id, product_id, '-infinity', $2 from product cross join floor.machines "
            "inner join floor.lines using (line_id) where line_name = $3",
            f"{line_name} {number}",
            cycle_s,
            line_name,
        )


async def add_breaks(connection: Connection, breaks: Sequence[tuple[time, time]]) -> None:
    """One shift from six to six on every line, with breaks in local time."""
    await connection.execute(
        "insert into floor.shift_patterns (plant_id, shift_name, starts_at, ends_at)"
        " select plant_id, 'Day', '06:00', '06:00' from floor.plants"
    )
    await connection.executemany(
        "insert into floor.break_patterns (shift_pattern_id, break_name, starts_at, ends_at)"
        " select shift_pattern_id, 'Break', $1, $2 from floor.shift_patterns",
        breaks,
    )


async def add_planned_stop(
    connection: Connection, machine_id: int, start: datetime, end: datetime, is_of_line: bool
) -> None:
    """Stop a machine, or all of its line, for a while."""
    await connection.execute(
        "insert into floor.planned_stops (line_id, machine_id, during, stop_name)"
        " select line_id, case when not $4 then machine_id end, tstzrange($2, $3), 'Trial'"
        " from floor.machines where machine_id = $1",
        machine_id,
        start,
        end,
        is_of_line,
    )


MADE = """
select distinct machine_name
from floor.production inner join floor.machines using (machine_id)
where production.at >= $1 and production.at < $2
"""


async def who_made_pieces(connection: Connection, start: datetime, end: datetime) -> set[str]:
    """Machines that told of pieces within a period, half open."""
    return {row["machine_name"] for row in await connection.fetch(MADE, start, end)}


async def made_in_planned_stops(connection: Connection) -> int:
    """Rows of pieces that lie in a planned stop of their line or machine."""
    rows: int = await connection.fetchval(
        "select count(*) from floor.production inner join floor.machines using (machine_id)"
        " inner join floor.planned_stops on machines.line_id = planned_stops.line_id"
        " and coalesce(planned_stops.machine_id, machines.machine_id) = machines.machine_id"
        " and planned_stops.during @> production.at"
    )
    return rows


async def differences(connection: Connection) -> list[Any]:
    """Machines whose kept state is not what their events say."""
    return await connection.fetch(
        "(table floor.machine_status except table floor.machine_status_from_events) union all "
        "(table floor.machine_status_from_events except table floor.machine_status)"
    )


async def wait_until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so."""
    while not await is_so():
        await asyncio.sleep(0.002)
