"""floor.work_order_history: who changed what of an order, for whoever may see it."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.support import Floor, stand

HISTORY = (
    "select version, field, before, after, changed_by from floor.work_order_history"
    " where work_order_id = $1 order by version, field"
)


@pytest.fixture
async def order_id(connection: Connection, floor: Floor) -> int:
    """An order on Press_1."""
    order_id: int = await connection.fetchval(
        "insert into floor.work_orders (machine_id, title) values ($1, 'Noise')"
        " returning work_order_id",
        floor.ids[0],
    )
    return order_id


async def change(connection: Connection, name: str, what: str, *values: object) -> None:
    """Change all orders as a person does."""
    async with connection.transaction():
        await act_as(connection, name)
        await connection.execute(f"update floor.work_orders set {what}", *values)
    await connection.execute("reset role; set local floor.person = ''")


async def test_each_field_that_changed(connection: Connection, order_id: int) -> None:
    await add_person(connection, "Ana", "supervisor")
    await change(connection, "Ana", "title = 'Loud noise', priority = 'high'")
    await connection.execute("update floor.work_orders set due_at = '2026-03-02 06:00+00'")
    user = await connection.fetchval("select session_user::text")
    assert [tuple(row)[1:] for row in await connection.fetch(HISTORY, order_id)] == [
        ("priority", "normal", "high", "Ana"),
        ("title", "Noise", "Loud noise", "Ana"),
        ("due_at", None, "2026-03-02T06:00:00+00:00", user),
    ]
    versions = [row["version"] for row in await connection.fetch(HISTORY, order_id)]
    assert versions == sorted(versions)


async def test_assignees_have_names(connection: Connection, order_id: int) -> None:
    await add_person(connection, "Ana", "supervisor", is_employee=True)
    await change(
        connection, "Ana", "status = 'assigned', assignee_id = (select max(employee_id) from"
        " floor.employees)",
    )  # fmt: skip
    rows = {row["field"]: tuple(row)[2:4] for row in await connection.fetch(HISTORY, order_id)}
    assert rows["assignee_id"] == (None, "Ana")
    assert rows["status"] == ("open", "assigned")


async def test_only_who_sees_the_order_sees_its_story(
    connection: Connection, floor: Floor, order_id: int
) -> None:
    await connection.execute("update floor.work_orders set title = 'Loud noise'")
    await stand(connection, plant="Other", line="Paint", machines=("Painter_1",))
    await add_person(connection, "Vera", "viewer", line="Engine")
    await add_person(connection, "Otto", "engineer", line="Paint")
    seen = {}
    for name in ("Vera", "Otto"):
        async with connection.transaction():
            await act_as(connection, name)
            seen[name] = len(await connection.fetch(HISTORY, order_id))
        await connection.execute("reset role; set local floor.person = ''")
    assert seen == {"Vera": 1, "Otto": 0}
