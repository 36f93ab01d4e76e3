"""floor.audit_machine_id: which machine a row of the audit is about."""

from __future__ import annotations

import json

from database.connect import Connection
from tests.sql.historian.counters import add_tag
from tests.sql.support import Floor

OF = "select floor.audit_machine_id($1::jsonb)"


async def test_it_is_its_machine_that_of_its_order_or_of_its_tag(
    connection: Connection, floor: Floor
) -> None:
    press, other, third = floor.ids
    order_id = await connection.fetchval(
        "insert into floor.work_orders (machine_id, title) values ($1, 'x')"
        " returning work_order_id",
        other,
    )
    tag = await add_tag(connection, "good", third)
    for row, machine_id in (
        ({"machine_id": press}, press),
        ({"machine_id": press, "work_order_id": order_id}, press),
        ({"machine_id": None, "line_id": 1}, None),
        ({"work_order_id": order_id}, other),
        ({"work_order_id": None}, None),
        ({"tag_id": tag.tag_id}, third),
        ({"tag_id": -1}, None),
    ):
        assert await connection.fetchval(OF, json.dumps(row)) == machine_id
    assert await connection.fetchval(OF, None) is None
