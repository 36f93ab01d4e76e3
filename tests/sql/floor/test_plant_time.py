"""floor.plant_time: the clock on the plant's wall."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import START, Floor


async def test_it_is_local(connection: Connection, floor: Floor) -> None:
    ask = "select floor.plant_time($1, $2)"
    assert await connection.fetchval(ask, floor.ids[0], START) == "2026-03-02 07:00:00"
    assert await connection.fetchval(ask, -1, START) is None
    assert await connection.fetchval(ask, floor.ids[0], None) is None
