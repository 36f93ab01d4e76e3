"""floor.tg_follow_work_order: the life of an order, and work that follows its steps."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.crew import (
    acting,
    add_order,
    change,
    crew,
    employee,
    labour_of,
    order_in,
    step,
    steps_of,
)
from tests.sql.support import Floor, minute


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def test_each_step_is_written_down(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    ana, ben = [await employee(connection, name) for name in ("Ana", "Ben")]
    await change(connection, number, assignee_id=ana)
    await change(connection, number, assignee_id=ben)
    await change(connection, number, title="Not a step")
    await change(connection, number, status="in_progress")
    await change(connection, number, status="on_hold", status_note="Bearing ordered")
    await change(connection, number, status="done")
    await change(connection, number, status="verified", status_note="Well done")
    assert await steps_of(connection, number) == [
        (None, "open", None, ""),
        ("open", "assigned", "Ana", ""),
        ("assigned", "assigned", "Ben", ""),
        ("assigned", "in_progress", "Ben", ""),
        ("in_progress", "on_hold", "Ben", "Bearing ordered"),
        ("on_hold", "done", "Ben", ""),
        ("done", "verified", "Ben", "Well done"),
    ]


async def test_steps_name_who_took_them(connection: Connection, floor: Floor) -> None:
    async with acting(connection, "Olga"):
        number = await add_order(connection, floor.ids[0])
    async with acting(connection, "Sam"):
        await change(connection, number, assignee_id=await employee(connection, "Ana"))
    rows = await connection.fetch(
        "select taken_by from floor.work_order_steps where work_order_id = $1 order by step_no",
        number,
    )
    assert [row[0] for row in rows] == ["olga@plant.test", "sam@plant.test"]


async def test_work_is_that_of_who_acts_else_of_the_assignee(
    connection: Connection, floor: Floor
) -> None:
    ana = await employee(connection, "Ana")
    by_program = await add_order(connection, floor.ids[0], assignee_id=ana)
    await change(connection, by_program, status="in_progress")
    assert await labour_of(connection, by_program) == [("Ana", True)]
    by_ben = await add_order(connection, floor.ids[0], assignee_id=ana)
    async with acting(connection, "Ben"):
        await change(connection, by_ben, status="in_progress")
    assert await labour_of(connection, by_ben) == [("Ben", True)]


@pytest.mark.parametrize("to", ["on_hold", "done", "assigned", "cancelled"])
async def test_all_work_ends_with_the_progress(
    connection: Connection, floor: Floor, to: str
) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    await connection.execute(
        "insert into floor.work_order_labour (work_order_id, employee_id) values ($1, $2)",
        number,
        await employee(connection, "Ben"),
    )
    await step(connection, number, to)
    assert await labour_of(connection, number) == [("Ana", False), ("Ben", False)]


async def test_nobody_works_on_two_orders_at_once(connection: Connection, floor: Floor) -> None:
    first = await order_in(connection, floor.ids[0], "in_progress")
    second = await order_in(connection, floor.ids[1], "in_progress")
    assert await labour_of(connection, first) == [("Ana", False)]
    assert await labour_of(connection, second) == [("Ana", True)]


async def test_sent_back_it_waits_for_whoever_does_it(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "done")
    async with acting(connection, "Sam"):
        await change(connection, number, status="in_progress")
    assert await labour_of(connection, number) == [("Ana", False)]


async def test_a_stretch_without_length_is_none(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0], opened_at=minute(0))
    ana = await employee(connection, "Ana")
    await change(connection, number, status="in_progress", assignee_id=ana, started_at=minute(5))
    await change(connection, number, status="done", done_at=minute(5))
    assert await labour_of(connection, number) == []
