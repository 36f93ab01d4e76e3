"""floor.tg_guard_new_work_order: how a work order may begin."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import acting, add_order, crew, employee, read, steps_of
from tests.sql.support import Floor, minute, refused, said


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def test_it_begins_open(connection: Connection, floor: Floor) -> None:
    number = await add_order(
        connection, floor.ids[0], "  Leak  ", version=9, done_at=minute(0), started_at=minute(0)
    )
    order = await read(connection, number)
    assert (order["title"], order["status"], order["version"]) == ("Leak", "open", 1)
    assert order["status_at"] == order["opened_at"]
    assert (order["started_at"], order["done_at"]) == (None, None)
    assert await steps_of(connection, number) == [(None, "open", None, "")]


async def test_with_an_assignee_it_is_assigned(connection: Connection, floor: Floor) -> None:
    number = await add_order(
        connection, floor.ids[0], assignee_id=await employee(connection, "Ana")
    )
    assert (await read(connection, number))["status"] == "assigned"
    assert await steps_of(connection, number) == [(None, "assigned", "Ana", "")]


@pytest.mark.parametrize("status", ["in_progress", "on_hold", "done", "verified", "cancelled"])
async def test_it_does_not_begin_in_the_middle(
    connection: Connection, floor: Floor, status: str
) -> None:
    async with refused(connection, asyncpg.PostgresError) as caught:
        await add_order(
            connection,
            floor.ids[0],
            status=status,
            assignee_id=await employee(connection, "Ana"),
            status_note="x",
        )
    assert caught.value.sqlstate == "FC409"
    assert said(caught)[0] == f"a work order begins as open or assigned, not as {status}"


@pytest.mark.parametrize(
    ("name", "assignee", "is_allowed"),
    [
        ("Vic", None, False),
        ("Olga", None, True),
        ("Olga", "Ana", False),
        ("Ana", None, True),
        ("Ana", "Ana", True),
        ("Ana", "Ben", False),
        ("Sam", "Ben", True),
        ("Eve", None, False),
    ],
)
async def test_who_may_open_one_and_for_whom(
    connection: Connection, floor: Floor, name: str, assignee: str | None, is_allowed: bool
) -> None:
    assignee_id = await employee(connection, assignee) if assignee else None
    if not is_allowed:
        async with (
            refused(connection, asyncpg.InsufficientPrivilegeError),
            acting(connection, name),
        ):
            await add_order(connection, floor.ids[0], assignee_id=assignee_id)
        return
    async with acting(connection, name):
        number = await add_order(connection, floor.ids[0], assignee_id=assignee_id)
    assert (await read(connection, number))["assignee_id"] == assignee_id


async def test_of_people_it_is_known_who_and_when(connection: Connection, floor: Floor) -> None:
    plan_id = await connection.fetchval(
        "insert into floor.maintenance_plans (plan_name, machine_id, every_days, title)"
        " values ('P', $1, 1, 'T') returning plan_id",
        floor.ids[0],
    )
    columns = {"reported_by": "a ghost", "opened_at": minute(0), "plan_id": plan_id}
    async with acting(connection, "Olga"):
        number = await add_order(connection, floor.ids[0], **columns)
    order = await read(connection, number)
    assert (order["reported_by"], order["changed_by"]) == ("olga@plant.test",) * 2
    assert order["opened_at"] > minute(0)
    assert order["plan_id"] is None
    told = await read(connection, await add_order(connection, floor.ids[0], **columns))
    assert (told["reported_by"], told["opened_at"], told["plan_id"]) == tuple(columns.values())


async def test_it_is_not_opened_in_the_future_nor_for_what_is_gone(
    connection: Connection, floor: Floor
) -> None:
    ahead = (await connection.fetchval("select clock_timestamp()")) + timedelta(minutes=6)
    async with refused(connection, asyncpg.DatetimeFieldOverflowError):
        await add_order(connection, floor.ids[0], opened_at=ahead)
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_id = $1", floor.ids[0]
    )
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await add_order(connection, floor.ids[0])
    assert "retired" in said(caught)[0]
