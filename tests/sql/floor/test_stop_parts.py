"""floor.stop_parts: what each part of a stop was for, as the ledger sees it."""

from __future__ import annotations

import json
from datetime import datetime

from database.connect import Connection
from tests.sql.floor.stops import Press, minute, minutes, press
from tests.sql.support import Floor


async def parts(machine: Press, begin: float, end: float | None) -> list[tuple[float, str]]:
    """Where each begins, and its reason."""
    text = await machine.connection.fetchval(
        "select floor.stop_parts($1, $2, $3)",
        *(machine.machine_id, minute(begin), None if end is None else minute(end)),
    )
    return [
        (minutes(datetime.fromisoformat(part["from_at"])), part["reason"])
        for part in json.loads(text or "[]")
    ]


async def test_the_first_reason_holds_from_the_beginning(
    connection: Connection, floor: Floor
) -> None:
    machine = await press(connection, floor)
    await machine.was((0, "down"), (4, "down", "Jam"), (6, "down", "Jam"), (8, "down", "Tool"))
    await machine.was((10, "down", "Jam"), (12, "warning", "Service"), (20, "down"))
    assert await parts(machine, 0, 12) == [(0, "Jam"), (8, "Tool"), (10, "Jam")]
    assert await parts(machine, 20, None) == []


async def test_they_are_those_of_the_ledger(connection: Connection, floor: Floor) -> None:
    machine = await press(connection, floor)
    await machine.was((0, "down"), (4, "down", "Jam"), (8, "down", "Tool"), (20, "operational"))
    rows = await connection.fetch(
        "select starts_at, reason_name from floor.ledger_over(array[$1::int],"
        " array[$2::timestamptz], array[$3::timestamptz], now())"
        " inner join floor.reasons using (reason_id) order by starts_at",
        *(machine.machine_id, minute(0), minute(60)),
    )
    ledger = [(minutes(row["starts_at"]), row["reason_name"]) for row in rows]
    assert await parts(machine, 0, 20) == ledger
