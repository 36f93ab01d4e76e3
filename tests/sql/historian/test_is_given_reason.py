"""historian.is_given_reason: a reason that no tag of the machine can have given."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.states import usual
from tests.sql.support import Floor


async def test_it_is_one_that_no_value_has(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason")
    other = await usual(connection, floor.ids[1], "status")
    ask = "select historian.is_given_reason($1, floor.reason_id($2))"
    assert await connection.fetchval(ask, press.machine_id, "Jam") is False
    assert await connection.fetchval(ask, press.machine_id, "Tool") is False
    assert await connection.fetchval(ask, other.machine_id, "Tool") is True
    assert await connection.fetchval(ask, floor.ids[2], "Jam") is True
    assert await connection.fetchval(ask, press.machine_id, None) is False
