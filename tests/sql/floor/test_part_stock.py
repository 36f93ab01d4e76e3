"""floor.part_stock: how many of each spare part there are."""

from __future__ import annotations

from decimal import Decimal

from database.connect import Connection
from tests.sql.floor.crew import acting, add_order, crew
from tests.sql.support import first_row

STOCK = "select stock_qty, is_short, last_moved_at is null from floor.part_stock where part_id = $1"


async def test_the_stock_is_the_sum_of_moves_of_all_lines(connection: Connection) -> None:
    floor = await crew(connection)
    part_id = await connection.fetchval(
        "insert into floor.parts (part_number, part_name, minimum_qty)"
        " values ('6204', 'Bearing', 3) returning part_id"
    )
    assert tuple(await first_row(connection, STOCK, part_id)) == (0, True, True)
    number = await add_order(connection, floor.ids[0])
    for quantity, order in ((5, None), (-3, number), (1, number)):
        await connection.execute(
            "insert into floor.part_moves (part_id, quantity, work_order_id) values ($1, $2, $3)",
            part_id,
            Decimal(quantity),
            order,
        )
    assert tuple(await first_row(connection, STOCK, part_id)) == (3, False, False)
    async with acting(connection, "Eve"):  # who may not see the order
        assert tuple(await first_row(connection, STOCK, part_id)) == (3, False, False)
    await connection.execute("update floor.parts set minimum_qty = 4, retired_at = now()")
    assert tuple(await first_row(connection, STOCK, part_id)) == (3, False, False)
