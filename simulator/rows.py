"""Rows in and out, by named queries: what the live run and history share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from database.connect import Connection
from database.queries import query
from simulator.reasons import Reasons

STATEMENT_TIMEOUT_S = 30.0


async def read_reasons(connection: Connection) -> Reasons:
    """The reasons this floor has."""
    rows = await connection.fetch(query("simulator_reasons"), timeout=STATEMENT_TIMEOUT_S)
    return Reasons({row["reason_name"]: row["reason_id"] for row in rows})


async def write_rows(connection: Connection, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run the query of that name, which takes an array for each column."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        await connection.execute(query(name), *columns, timeout=STATEMENT_TIMEOUT_S)
