"""floor.sums_of_parts: all moves of a part, those one may not see, too."""

from __future__ import annotations

from decimal import Decimal

from database.connect import Connection
from tests.sql.floor.crew import acting, add_order, crew


async def test_moves_one_may_not_see_count(connection: Connection) -> None:
    floor = await crew(connection)
    part_id = await connection.fetchval(
        "insert into floor.parts (part_number, part_name) values ('6204', 'Bearing')"
        " returning part_id"
    )
    number = await add_order(connection, floor.ids[0])
    for quantity, order in ((5, None), (-2, number)):
        await connection.execute(
            "insert into floor.part_moves (part_id, quantity, work_order_id) values ($1, $2, $3)",
            part_id,
            Decimal(quantity),
            order,
        )
    async with acting(connection, "Eve"):
        assert await connection.fetchval("select count(*) from floor.part_moves") == 1
        rows = await connection.fetch("select part_id, stock_qty from floor.sums_of_parts()")
    assert [tuple(row) for row in rows] == [(part_id, 3)]
