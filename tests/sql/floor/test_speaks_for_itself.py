"""floor.speaks_for_itself: whether a device tells what a machine does."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.support import Floor

TAG = """
with plc as (
    insert into floor.connections (connection_name, protocol) values ('plc', 'opcua')
    returning connection_id
)
insert into floor.tags (connection_id, address, tag_name, machine_id, role, is_enabled)
select connection_id, 'a', 'a', $1, $2, $3 from plc
"""


@pytest.mark.parametrize(
    ("role", "is_enabled", "expected"),
    [
        ("status", True, True),
        ("good", True, True),
        ("product", True, True),
        ("value", True, False),
        ("status", False, False),
    ],
)
async def test_a_tag_for_state_pieces_or_product_counts(
    connection: Connection, floor: Floor, role: str, is_enabled: bool, expected: bool
) -> None:
    machine_id, other = floor.machines["Press_1"], floor.machines["Press_2"]
    await connection.execute(TAG, machine_id, role, is_enabled)
    speaks = "select floor.speaks_for_itself($1)"
    assert await connection.fetchval(speaks, machine_id) is expected
    assert await connection.fetchval(speaks, other) is False
