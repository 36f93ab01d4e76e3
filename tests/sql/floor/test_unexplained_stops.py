"""floor.unexplained_stops: null where nothing is owed; tests of floor.stops_live say what is."""

from __future__ import annotations

import json

from database.connect import Connection
from tests.sql.floor.stops import minute, press
from tests.sql.support import Floor

ASK = "select floor.unexplained_stops($1)"


async def test_nothing_is_owed(connection: Connection, floor: Floor) -> None:
    machine = await press(connection, floor)
    assert await connection.fetchval(ASK, machine.machine_id) is None
    await machine.was((0, "down", "Jam"), (30, "operational"), (40, "down"), (44, "warning"))
    assert await connection.fetchval(ASK, machine.machine_id) is None
    assert await connection.fetchval(ASK, -1) is None


async def test_each_says_since_when(connection: Connection, floor: Floor) -> None:
    machine = await press(connection, floor)
    await machine.was((0, "down"), (30, "operational"))
    (stop,) = json.loads(await connection.fetchval(ASK, machine.machine_id))
    assert stop == {
        name: minute(at).isoformat()
        for name, at in (("started_at", 0), ("ended_at", 30), ("needs_reason_at", 5))
    }
