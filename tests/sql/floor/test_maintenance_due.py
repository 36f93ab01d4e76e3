"""floor.maintenance_due: floor.maintenance_at of now, of what one may see."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.floor.crew import acting, crew
from tests.sql.floor.test_maintenance_at import add_plan
from tests.sql.support import first_row, minute


async def test_it_tells_how_much_is_left(connection: Connection) -> None:
    floor = await crew(connection)
    plan_id = await add_plan(connection, floor.ids[0], every_pcs=100)
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs) values ($1, $2, 130)",
        floor.ids[0],
        minute(1),
    )
    row = await first_row(connection, "select plan_id, pcs_left, is_due from floor.maintenance_due")
    assert tuple(row) == (plan_id, -30, True)


async def test_one_sees_plans_where_one_may(connection: Connection) -> None:
    floor = await crew(connection)
    await add_plan(connection, floor.ids[0], every_days=1)
    for name, plans in (("Vic", 1), ("Eve", 0)):
        async with acting(connection, name):
            assert len(await connection.fetch("select * from floor.maintenance_due")) == plans
