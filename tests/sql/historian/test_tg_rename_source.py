"""historian.tg_rename_source: a renamed connection counts on, and nothing twice."""

from __future__ import annotations

from typing import Any

from database.connect import Connection
from tests.sql.historian.counters import press, second


async def sources(connection: Connection) -> list[tuple[Any, ...]]:
    """Source, minute and good pieces of all rows."""
    rows = await connection.fetch(
        "select source, (extract(epoch from at - $1::timestamptz) / 60)::int, good_pcs"
        " from floor.production order by at, source",
        second(0),
    )
    return [tuple(row) for row in rows]


async def test_the_minute_of_the_new_name_is_not_counted_twice(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 5))
    await connection.execute("update floor.connections set connection_name = 'Hall 2'")
    await good.showed((20, 6))
    assert await sources(connection) == [("opcua:Hall 2", 0, 6)]


async def test_another_protocol_is_another_source(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 5))
    await connection.execute("update floor.connections set protocol = 'modbus'")
    assert await sources(connection) == [("modbus:Press shop", 0, 5)]


async def test_what_was_counted_long_before_keeps_its_source(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 5), (4_000, 6))
    await connection.execute("update floor.connections set connection_name = 'Hall 2'")
    assert await sources(connection) == [("opcua:Press shop", 0, 5), ("opcua:Hall 2", 66, 1)]


async def test_other_changes_leave_production_alone(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 5))
    row = "select ctid, xmin from floor.production"
    before = await connection.fetch(row)
    await connection.execute("update floor.connections set is_enabled = false")
    assert await connection.fetch(row) == before
