"""floor.tg_arm_work_order_rule: from when on a rule opens orders."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.floor.crew import acting, crew
from tests.sql.support import minute

ADD = "insert into floor.work_order_rules (rule_name, title, armed_at) values ($1, ' T ', $2)"
ARMED = "select armed_at from floor.work_order_rules where rule_name = $1"


async def test_a_new_rule_leaves_alone_what_lasts(connection: Connection) -> None:
    await crew(connection)
    async with acting(connection, "Sam"):
        await connection.execute(ADD, "of Sam", minute(0))
    await connection.execute(ADD, "of a program", minute(0))
    assert await connection.fetchval(ARMED, "of Sam") > minute(0)
    assert await connection.fetchval(ARMED, "of a program") == minute(0)
    assert await connection.fetchval("select title from floor.work_order_rules limit 1") == "T"


async def test_enabled_again_it_is_as_new(connection: Connection) -> None:
    await connection.execute(ADD, "R", minute(0))
    await connection.execute("update floor.work_order_rules set title = 'Else'")
    await connection.execute("update floor.work_order_rules set is_enabled = false")
    assert await connection.fetchval(ARMED, "R") == minute(0)
    await connection.execute("update floor.work_order_rules set is_enabled = true")
    assert await connection.fetchval(ARMED, "R") > minute(0)
