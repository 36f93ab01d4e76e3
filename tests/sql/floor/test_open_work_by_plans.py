"""floor.open_work_by_plans: maintenance opens its orders by itself, one a plan."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.crew import crew, employee, step
from tests.sql.floor.test_maintenance_at import add_plan
from tests.sql.support import Floor, add_event, first_row, minute

RUN = "select floor.open_work_by_plans($1)"
ORDER = "select * from floor.work_orders order by work_order_id desc"
DAY = 24 * 60


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def test_a_due_plan_opens_one_order_with_its_list(
    connection: Connection, floor: Floor
) -> None:
    ana = await employee(connection, "Ana")
    plan_id = await add_plan(
        connection,
        floor.ids[0],
        every_days=7,
        open_ahead_days=2,
        description="With oil",
        priority="low",
        tasks=["Stop", " ", "Oil"],
        assignee_id=ana,
    )
    assert await connection.fetchval(RUN, minute(5 * DAY - 1)) == 0
    assert await connection.fetchval(RUN, minute(5 * DAY)) == 1
    assert await connection.fetchval(RUN, minute(9 * DAY)) == 0
    order = await first_row(connection, ORDER)
    assert (order["kind"], order["title"], order["description"], order["priority"]) == (
        "preventive",
        "Lubricate",
        "With oil",
        "low",
    )
    assert (order["plan_id"], order["status"], order["assignee_id"]) == (plan_id, "assigned", ana)
    assert (order["reported_by"], order["source"]) == ("plan: Lubrication", "floorcast plan")
    assert (order["opened_at"], order["due_at"]) == (minute(5 * DAY), minute(7 * DAY))
    tasks = await connection.fetch("select title from floor.work_order_tasks order by position")
    assert [row[0] for row in tasks] == ["Stop", "Oil"]


async def test_done_it_begins_anew(connection: Connection, floor: Floor) -> None:
    await add_plan(connection, floor.ids[0], every_running_h=1)
    await add_event(connection, floor.ids[0], 0, "operational")
    assert await connection.fetchval(RUN, minute(60)) == 1
    order = await first_row(connection, ORDER)
    assert order["due_at"] == minute(60 + DAY)  # by its hours it is due at once, and gets a day
    number = order["work_order_id"]
    await step(connection, number, "in_progress", status_at=minute(61))
    assert await connection.fetchval(RUN, minute(300)) == 0
    await step(connection, number, "done", status_at=minute(100))
    assert await connection.fetchval(RUN, minute(159)) == 0
    assert await connection.fetchval(RUN, minute(160)) == 1
    await step(connection, number + 1, "cancelled", status_at=minute(170))
    assert await connection.fetchval(RUN, minute(171)) == 0  # not at once again
    assert await connection.fetchval(RUN, minute(230)) == 1


async def test_a_plan_that_fails_does_not_stop_the_others(
    connection: Connection, floor: Floor
) -> None:
    for place, name in enumerate(("Broken", "Sound")):
        await add_plan(connection, floor.ids[place], name, every_days=1)
    await connection.execute(
        "alter table floor.work_orders add constraint trouble"
        " check (reported_by <> 'plan: Broken') not valid"
    )
    assert await connection.fetchval(RUN, minute(2 * DAY)) == 1
    assert (await first_row(connection, ORDER))["reported_by"] == "plan: Sound"


async def test_who_left_gets_none(connection: Connection, floor: Floor) -> None:
    ana = await employee(connection, "Ana")
    await add_plan(connection, floor.ids[0], every_days=1, assignee_id=ana)
    await connection.execute("update floor.employees set retired_at = now()")
    assert await connection.fetchval(RUN, minute(2 * DAY)) == 1
    assert (await first_row(connection, ORDER))["status"] == "open"
