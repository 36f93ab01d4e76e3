"""Rows in and out, by named queries: what the live run and history share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from database.connect import Connection
from database.queries import query
from simulator.known import Known
from simulator.pauses import Pause, joined
from simulator.reasons import Reasons

STATEMENT_TIMEOUT_S = 30.0


async def read_reasons(connection: Connection) -> Reasons:
    """The reasons this floor has."""
    rows = await connection.fetch(query("simulator_reasons"), timeout=STATEMENT_TIMEOUT_S)
    return Reasons({row["reason_name"]: row["reason_id"] for row in rows})


async def with_pauses(
    connection: Connection, machines: Iterable[Known], start: datetime, end: datetime
) -> list[Known]:
    """The machines, told of their planned stops that meet the period [start, end)."""
    rows = await connection.fetch(
        query("simulator_pauses"), start, end, timeout=STATEMENT_TIMEOUT_S
    )
    pauses: dict[int, tuple[Pause, ...]] = {}
    for row in rows:
        found = joined(map(Pause, row["starts_s"], row["ends_s"]))
        for machine_id in row["machine_ids"]:
            others = pauses.get(machine_id)  # mostly none: a line shares what it has
            pauses[machine_id] = joined((*others, *found)) if others else found
    return [known._replace(pauses=pauses.get(known.machine_id, ())) for known in machines]


async def write_rows(connection: Connection, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run the query of that name, which takes an array for each column."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        await connection.execute(query(name), *columns, timeout=STATEMENT_TIMEOUT_S)
