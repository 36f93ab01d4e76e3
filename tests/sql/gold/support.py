"""Words the tests of gold are written in: one working day whose sums can be done by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from database.connect import Connection
from tests.sql.support import Floor, minute, stand

DAY = date(2026, 3, 2)
MACHINES = ("Press_1", "Press_2")

# Press_1, in minutes after 06:00: when, what, why. Minor stops are shorter than two minutes.
#   E 06:00-14:00  480 min: break 30 (240-270), planned down 30, breakdown 30 + 30, setup 20,
#                  no data 10, minor stop 1, operational 329: planned 420, run 330
#   L 14:00-22:00  as far as 16:00, 120 min: breakdown 60, operational 60
PRESS_1 = [
    (0, "operational", None),
    (60, "down", "Jam"),
    (90, "operational", None),
    (120, "down", None),
    (121, "operational", None),
    (180, "down", "Changeover"),
    (200, "operational", None),
    (300, "down", "Maintenance"),
    (330, "operational", None),
    (400, "no_data", None),
    (410, "operational", None),
    (450, "down", None),
    (540, "operational", None),
]
# Press_2 breaks down for 6 minutes in the morning, and at 15:50 for good.
PRESS_2 = [
    (0, "operational", None),
    (30, "down", "Jam"),
    (36, "operational", None),
    (590, "down", "Jam"),
]
REASONS = [
    # name, above, loss, planned
    ("Mechanical", None, "breakdown", None),
    ("Jam", "Mechanical", None, None),
    ("Changeover", None, "setup", None),
    ("Maintenance", None, None, True),
    ("Warm-up", None, "startup_reject", None),
]
# Press_1 makes Gears, one a minute at best: when, good, rejected, why rejected
PIECES = [
    (10, 50, 2, "Warm-up"),
    (100, 250, 4, None),
    (550, 40, 0, None),
]
NOW = 600


async def work(connection: Connection, until: float = NOW) -> Floor:
    """Two machines, two shifts of one day in Greenwich, summed up to so many minutes."""
    floor = await stand(connection, time_zone="UTC", machines=MACHINES)
    await connection.execute(
        "update floor.machines set micro_stop_limit_s = 120 where machine_name = 'Press_1'"
    )
    await connection.execute("update floor.lines set target_oee_ratio = 0.8")
    for values in REASONS:
        await connection.execute(
            "insert into floor.reasons (reason_name, parent_id, loss_category, is_planned)"
            " values ($1, floor.reason_id($2), $3, $4)",
            *values,
        )
    await add_shift(connection, floor, "E", 0, 480)
    await add_shift(connection, floor, "L", 480, 960)
    await connection.execute(
        "insert into floor.planned_stops (line_id, during, stop_name)"
        " values ($1, tstzrange($2, $3), 'Lunch')",
        floor.line_id,
        minute(240),
        minute(270),
    )
    await make_gears(connection, floor.machines["Press_1"])
    for name, events in (("Press_1", PRESS_1), ("Press_2", PRESS_2)):
        for at, status, reason in events:
            await add_reasoned(connection, floor.machines[name], at, status, reason)
    await refresh(connection, until)
    return floor


async def add_shift(
    connection: Connection, floor: Floor, name: str, begin: float, end: float, day: date = DAY
) -> int:
    """A shift of the line, from so many minutes after the start to so many."""
    shift_id: int = await connection.fetchval(
        "insert into floor.shifts (line_id, business_date, shift_name, during)"
        " values ($1, $2, $3, tstzrange($4, $5)) returning shift_id",
        floor.line_id,
        day,
        name,
        minute(begin),
        minute(end),
    )
    return shift_id


async def add_reasoned(
    connection: Connection, machine_id: int, at: float, status: str, reason: str | None = None
) -> None:
    """One status event, and why."""
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status, reason_id)"
        " values ($1, $2, $3, floor.reason_id($4))",
        machine_id,
        minute(at),
        status,
        reason,
    )


async def make_gears(connection: Connection, machine_id: int) -> None:
    """The machine is set up for Gears, at best one a minute, and makes its pieces."""
    product_id = await connection.fetchval(
        "insert into floor.products (product_name) values ('Gear') returning product_id"
    )
    await connection.execute(
        "insert into floor.ideal_cycles (machine_id, product_id, valid_from, ideal_cycle_s)"
        " values ($1, $2, '-infinity', 60)",
        machine_id,
        product_id,
    )
    await connection.execute(
        "insert into floor.job_events (machine_id, at, product_id) values ($1, $2, $3)",
        machine_id,
        minute(0),
        product_id,
    )
    for at, good, scrap, why in PIECES:
        await connection.execute(
            "insert into floor.production (machine_id, at, good_pcs, scrap_pcs, scrap_reason_id)"
            " values ($1, $2, $3, $4, floor.reason_id($5))",
            machine_id,
            minute(at),
            good,
            scrap,
            why,
        )


async def refresh(connection: Connection, until: float) -> None:
    """Bring the sums up to so many minutes after the start."""
    await connection.fetchval("select floor.refresh_oee($1)", minute(until))


async def table(
    connection: Connection, columns: str, source: str, rest: str = "", *values: Any
) -> list[tuple[Any, ...]]:
    """Rows as tuples, instants as minutes after the start."""
    rows = await connection.fetch(f"select {columns} from {source} {rest}", *values)
    return [tuple(_minutes(value) for value in row) for row in rows]


def _minutes(value: Any) -> Any:
    """An instant as minutes after the start, anything else as it is."""
    if isinstance(value, datetime):
        return (value - minute(0)).total_seconds() / 60
    return value
