"""gold.work_orders: orders with their times, of the lines one may see."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.floor.crew import acting, crew, stop
from tests.sql.gold.work_orders import past_order
from tests.sql.support import first_row, minute


async def test_an_order_with_its_times(connection: Connection) -> None:
    floor = await crew(connection)
    await stop(connection, floor.ids[0], -10, 80)
    number = await past_order(
        connection,
        floor.ids[0],
        minute(0),
        began=10,
        done=60,
        due_at=minute(30),
        stopped_at=minute(-10),
        priority="high",
    )
    row = await first_row(connection, "select * from gold.work_orders")
    shown = {
        name: row[name]
        for name in (
            "plant",
            "line",
            "machine",
            "work_order_id",
            "title",
            "priority",
            "status",
            "assignee",
            "is_overdue",
            "response_s",
            "resolution_s",
            "labour_s",
            "downtime_s",
            "on_hold_s",
            "parts",
        )
    }
    assert list(shown.values()) == [
        "Plant",
        "Engine",
        "Press_1",
        number,
        "Leak",
        "high",
        "done",
        "Ana",
        False,
        600,
        3600,
        3000,
        5400,
        0,
        0,
    ]


async def test_overdue_is_what_should_be_done(connection: Connection) -> None:
    floor = await crew(connection)
    due = minute(30)
    numbers = {
        "open": await past_order(connection, floor.ids[0], minute(0), due_at=due),
        "begun": await past_order(connection, floor.ids[0], minute(0), began=5, due_at=due),
        "done late": await past_order(
            connection, floor.ids[0], minute(0), began=5, done=90, due_at=due
        ),
        "cancelled": await past_order(
            connection, floor.ids[0], minute(0), cancelled=90, due_at=due
        ),
        "no date": await past_order(connection, floor.ids[0], minute(0)),
    }
    rows = await connection.fetch("select work_order_id from gold.work_orders where is_overdue")
    assert {row[0] for row in rows} == {numbers["open"], numbers["begun"]}


async def test_one_reads_the_orders_of_lines_one_may_see(connection: Connection) -> None:
    floor = await crew(connection)
    await past_order(connection, floor.ids[0], minute(0))
    for name, found in (("Vic", 1), ("Eve", 0)):
        async with acting(connection, name):
            assert len(await connection.fetch("select * from gold.work_orders")) == found
