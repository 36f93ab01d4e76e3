"""floor.check_work_order_rights: who may change what of a work order, by direct SQL."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import (
    LEGAL,
    STATUSES,
    acting,
    add_order,
    change,
    crew,
    employee,
    order_in,
    read,
)
from tests.sql.support import Floor, refused, said

NOT_ALLOWED = asyncpg.InsufficientPrivilegeError
# what who may work may not do without planning
PLANNED = {("done", "verified"), ("done", "in_progress")}


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


def _takes_plan(before: str, after: str) -> bool:
    return after == "cancelled" or (before, after) in PLANNED


@pytest.mark.parametrize("name", ["Ana", "Ben", "Olga", "Vic", "Sam", "Eve"])
@pytest.mark.parametrize("before", [status for status in STATUSES if LEGAL[status]])
async def test_steps_take_their_right(
    connection: Connection, floor: Floor, name: str, before: str
) -> None:
    """Orders of Ana; Ana and Ben work, Sam plans, Eve does so on another line."""
    for after in LEGAL[before]:
        number = await order_in(connection, floor.ids[0], before)
        columns: dict[str, Any] = {"status": after, "status_note": "why"}
        if before == "open" and after != "cancelled":
            columns["assignee_id"] = await employee(connection, "Ana")
        gives = "assignee_id" in columns or after == "open"
        is_allowed = name == "Sam" or (
            not _takes_plan(before, after) and (name == "Ana" or (name == "Ben" and not gives))
        )
        if is_allowed:
            async with acting(connection, name):
                await change(connection, number, **columns)
            assert (await read(connection, number))["status"] == after
            continue
        # whom row-level security hides the order from, or keeps from changing it
        if name in ("Eve", "Vic"):
            async with acting(connection, name):
                await change(connection, number, **columns)
        else:
            async with refused(connection, NOT_ALLOWED) as caught, acting(connection, name):
                await change(connection, number, **columns)
            assert f"{name} may not do this at Press_1: it takes the right work." in said(caught)[0]
        assert (await read(connection, number))["status"] == before


async def test_who_works_takes_what_nobody_has_and_gives_it_back(
    connection: Connection, floor: Floor
) -> None:
    number = await add_order(connection, floor.ids[0])
    ana, ben = [await employee(connection, name) for name in ("Ana", "Ben")]
    async with refused(connection, NOT_ALLOWED), acting(connection, "Ana"):
        await change(connection, number, assignee_id=ben)
    async with acting(connection, "Ana"):
        await change(connection, number, assignee_id=ana)
        await change(connection, number, assignee_id=ana)  # twice does nothing
    async with refused(connection, NOT_ALLOWED), acting(connection, "Ben"):
        await change(connection, number, assignee_id=None)
    async with refused(connection, NOT_ALLOWED), acting(connection, "Ana"):
        await change(connection, number, assignee_id=ben)
    async with acting(connection, "Ana"):
        await change(connection, number, assignee_id=None)
    assert (await read(connection, number))["status"] == "open"


async def test_taking_what_somebody_has_tells_who(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    ben = await employee(connection, "Ben")
    async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, "Ben"):
        await change(connection, number, assignee_id=ben, status="in_progress")
    assert caught.value.sqlstate == "FC409"
    assert said(caught)[0].startswith("Taken by Ana at ")
    async with acting(connection, "Sam"):  # a planner may
        await change(connection, number, assignee_id=ben)
    assert (await read(connection, number))["assignee_id"] == ben


async def test_what_was_said_is_put_right_by_who_plans(
    connection: Connection, floor: Floor
) -> None:
    number = await order_in(connection, floor.ids[0], "on_hold")
    for name in ("Olga", "Ana"):
        async with refused(connection, NOT_ALLOWED), acting(connection, name):
            await change(connection, number, status_note="Else")
    async with acting(connection, "Sam"):
        await change(connection, number, status_note="Else")
    assert (await read(connection, number))["status_note"] == "Else"


async def test_an_operator_assigns_nobody(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    async with refused(connection, NOT_ALLOWED), acting(connection, "Olga"):
        await change(connection, number, assignee_id=await employee(connection, "Ana"))


@pytest.mark.parametrize(
    ("column", "value"),
    [("title", "Else"), ("description", "x"), ("priority", "urgent"), ("kind", "improvement")],
)
async def test_the_reporter_edits_until_somebody_takes_it(
    connection: Connection, floor: Floor, column: str, value: str
) -> None:
    async with acting(connection, "Olga"):
        number = await add_order(connection, floor.ids[0])
        await change(connection, number, **{column: value})
    assert (await read(connection, number))[column] == value
    async with refused(connection, NOT_ALLOWED), acting(connection, "Ana"):
        await change(connection, number, **{column: "normal", "title": "Of Ana"})
    async with acting(connection, "Sam"):
        await change(connection, number, title="Of Sam")
        await change(connection, number, assignee_id=await employee(connection, "Ana"))
    async with refused(connection, NOT_ALLOWED), acting(connection, "Olga"):
        await change(connection, number, title="Too late")


async def test_the_reporter_cancels_while_it_is_open(connection: Connection, floor: Floor) -> None:
    async with acting(connection, "Olga"):
        number = await add_order(connection, floor.ids[0])
        other = await add_order(connection, floor.ids[0])
        await change(connection, number, status="cancelled", status_note="It was the fuse")
    assert (await read(connection, number))["status"] == "cancelled"
    await change(connection, other, assignee_id=await employee(connection, "Ana"))
    async with refused(connection, NOT_ALLOWED), acting(connection, "Olga"):
        await change(connection, other, status="cancelled", status_note="Oh")


async def test_an_order_moves_to_where_one_may_report(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    robot = await connection.fetchval("select floor.machine_id('Robot')")
    await connection.execute(
        "update floor.person_roles set line_id = $1 where person_id = (select person_id"
        " from floor.people where display_name = 'Sam')",
        floor.line_id,
    )
    async with acting(connection, "Sam"):
        await change(connection, number, machine_id=floor.ids[1])
    async with refused(connection, NOT_ALLOWED), acting(connection, "Sam"):
        await change(connection, number, machine_id=robot)
    assert (await read(connection, number))["machine_id"] == floor.ids[1]


async def test_a_token_does_what_it_is_for(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "done")
    async with refused(connection, NOT_ALLOWED):
        await connection.execute(
            "select floor.act_as('sam@plant.test', 'test', array['floor.see', 'work.report'])"
        )
        await change(connection, number, status="verified")
