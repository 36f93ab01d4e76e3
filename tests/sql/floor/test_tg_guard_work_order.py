"""floor.tg_guard_work_order: legal steps, for whatever program; versions, notes and times."""

from __future__ import annotations

from datetime import timedelta

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
    step,
)
from tests.sql.support import Floor, minute, refused, said

Refusal = asyncpg.PostgresError


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
async def test_every_pair_of_statuses_is_a_legal_step_or_refused(
    connection: Connection, floor: Floor, before: str, after: str
) -> None:
    """By direct SQL of the owner of the database."""
    number = await order_in(connection, floor.ids[0], before)
    if after == before:
        return
    if after in LEGAL[before]:
        await step(connection, number, after)
        assert (await read(connection, number))["status"] == after
        return
    async with refused(connection, Refusal) as caught:
        await step(connection, number, after)
    assert caught.value.sqlstate == "FC409"
    message, hint = said(caught)
    assert message == f"work order {number} is {before}: it cannot become {after}"
    assert all(status in str(hint) for status in LEGAL[before])
    assert (await read(connection, number))["status"] == before


async def test_an_illegal_step_names_the_legal_ones(connection: Connection, floor: Floor) -> None:
    done = await order_in(connection, floor.ids[0], "done")
    async with refused(connection, Refusal) as caught:
        await change(connection, done, status="on_hold", status_note="x")
    assert said(caught)[1] == "From done it can become: verified (Verify), in_progress (Send back)."
    await step(connection, done, "verified")
    async with refused(connection, Refusal) as caught:
        await change(connection, done, status="open")
    assert said(caught)[1] == "Nothing follows verified: open a new work order."


async def test_an_unknown_status_names_the_choices(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await change(connection, number, status="finished")
    assert said(caught)[0] == 'status "finished" is unknown'
    assert "in_progress" in str(said(caught)[1])


@pytest.mark.parametrize("status", ["in_progress", "on_hold", "done"])
async def test_work_needs_somebody(connection: Connection, floor: Floor, status: str) -> None:
    number = await order_in(connection, floor.ids[0], status)
    if status == "done":
        await change(connection, number, status="in_progress")
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await change(connection, number, assignee_id=None)
    assert "without an assignee" in said(caught)[0]


async def test_who_has_it_says_whether_it_is_assigned(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    ana = await employee(connection, "Ana")
    await change(connection, number, assignee_id=ana)
    assert (await read(connection, number))["status"] == "assigned"
    await change(connection, number, assignee_id=None)
    assert (await read(connection, number))["status"] == "open"
    await change(connection, number, assignee_id=ana)
    await change(connection, number, status="open")
    assert (await read(connection, number))["assignee_id"] is None


async def test_nobody_who_left_gets_work(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    await connection.execute(
        "update floor.employees set retired_at = now() where employee_name = 'Ben'"
    )
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await change(connection, number, assignee_id=await employee(connection, "Ben"))
    assert said(caught)[0] == "Ben has left and gets no work orders"
    async with refused(connection, Refusal) as caught:
        await change(connection, number, assignee_id=0)
    assert caught.value.sqlstate == "FC404"


@pytest.mark.parametrize("to", ["on_hold", "cancelled"])
async def test_a_pause_and_an_end_need_a_note_of_their_own(
    connection: Connection, floor: Floor, to: str
) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    async with refused(connection, asyncpg.CheckViolationError) as caught:
        await change(connection, number, status=to)  # the note of the step before is not its own
    assert said(caught)[0] == f"work order {number} cannot become {to} without a note"
    async with refused(connection, asyncpg.CheckViolationError):
        await change(connection, number, status=to, status_note="  ")
    await change(connection, number, status=to, status_note="Waits for a bearing")
    assert (await read(connection, number))["status_note"] == "Waits for a bearing"


async def test_a_note_belongs_to_its_step(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "on_hold")
    await change(connection, number, status="in_progress")
    assert (await read(connection, number))["status_note"] == ""


async def test_each_change_counts_and_is_signed(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    before = await read(connection, number)
    await change(connection, number, title="  Big leak ", version=99)
    after = await read(connection, number)
    assert (after["title"], after["version"]) == ("Big leak", 2)
    assert after["changed_at"] > before["changed_at"]
    async with acting(connection, "Sam"):
        await change(connection, number, priority="urgent")
    assert (await read(connection, number))["changed_by"] == "sam@plant.test"
    assert (await read(connection, number))["version"] == 3


async def test_an_update_that_changes_nothing_changes_nothing(
    connection: Connection, floor: Floor
) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    before = await read(connection, number)
    await connection.execute("truncate relay.change_log")
    await change(
        connection, number, status="in_progress", title="Leak", version=7, started_at=minute(0)
    )
    await change(connection, number, reported_by="somebody else", opened_at=minute(0), source="x")
    assert dict(await read(connection, number)) == dict(before)
    assert await connection.fetchval("select count(*) from relay.change_log") == 0


@pytest.mark.parametrize("status", ["done", "verified", "cancelled"])
@pytest.mark.parametrize(
    "column", ["title", "description", "status_note", "priority", "kind", "due_at", "assignee_id"]
)
async def test_what_is_finished_stays(
    connection: Connection, floor: Floor, status: str, column: str
) -> None:
    values = {
        "priority": "urgent",
        "kind": "improvement",
        "due_at": minute(0),
        "assignee_id": await employee(connection, "Ben"),
    }
    number = await order_in(connection, floor.ids[0], status)
    async with refused(connection, Refusal) as caught:
        await change(connection, number, **{column: values.get(column, "else")})
    assert caught.value.sqlstate == "FC409"
    assert said(caught)[0] == f"work order {number} is {status}: it stays as it is"


async def test_each_step_leaves_its_time(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    begun = await read(connection, number)
    assert begun["started_at"] == begun["status_at"] >= begun["opened_at"]
    for to in ("on_hold", "in_progress", "done", "in_progress", "done", "verified"):
        await step(connection, number, to)
    order = await read(connection, number)
    assert order["started_at"] == begun["started_at"]  # when it first began
    assert begun["started_at"] < order["done_at"] < order["verified_at"] == order["status_at"]
    assert order["cancelled_at"] is None


async def test_programs_tell_when_it_was(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0], opened_at=minute(0))
    ana = await employee(connection, "Ana")
    await change(connection, number, status="in_progress", assignee_id=ana, started_at=minute(5))
    await change(connection, number, status="on_hold", status_note="part", status_at=minute(9))
    await change(connection, number, status="in_progress", status_at=minute(20))
    await change(connection, number, status="done", done_at=minute(30))
    await change(connection, number, status="verified", verified_at=minute(40))
    order = await read(connection, number)
    assert [
        order[f"{name}_at"] for name in ("opened", "started", "done", "verified", "status")
    ] == [minute(at) for at in (0, 5, 30, 40, 40)]
    steps = await connection.fetch(
        "select at from floor.work_order_steps where work_order_id = $1 order by step_no", number
    )
    assert [row["at"] for row in steps] == [minute(at) for at in (0, 5, 9, 20, 30, 40)]
    labour = await connection.fetch(
        "select started_at, ended_at from floor.work_order_labour order by started_at"
    )
    assert [tuple(row) for row in labour] == [(minute(5), minute(9)), (minute(20), minute(30))]


async def test_times_follow_each_other_and_not_the_future(
    connection: Connection, floor: Floor
) -> None:
    number = await add_order(connection, floor.ids[0], opened_at=minute(10))
    ana = await employee(connection, "Ana")
    async with refused(connection, asyncpg.CheckViolationError):
        await change(connection, number, status="assigned", assignee_id=ana, status_at=minute(9))
    ahead = (await connection.fetchval("select clock_timestamp()")) + timedelta(minutes=6)
    async with refused(connection, asyncpg.DatetimeFieldOverflowError) as caught:
        await change(connection, number, status="assigned", assignee_id=ana, status_at=ahead)
    assert "ahead of this server's clock" in said(caught)[0]


async def test_the_times_of_people_are_those_of_the_clock(
    connection: Connection, floor: Floor
) -> None:
    number = await add_order(connection, floor.ids[0])
    async with acting(connection, "Ana"):
        await change(
            connection,
            number,
            status="in_progress",
            assignee_id=await employee(connection, "Ana"),
            started_at=minute(0),
            status_at=minute(0),
        )
    order = await read(connection, number)
    assert order["started_at"] == order["status_at"] > order["opened_at"] > minute(0)


async def test_a_rule_that_is_deleted_leaves_its_orders(
    connection: Connection, floor: Floor
) -> None:
    rule_id = await connection.fetchval(
        "insert into floor.work_order_rules (rule_name, title, down_longer_than_s)"
        " values ('R', 'T', 60) returning rule_id"
    )
    number = await add_order(connection, floor.ids[0], rule_id=rule_id)
    for to in ("in_progress", "done", "verified"):
        await step(connection, number, to)
    async with acting(connection, "Sam"):
        await connection.execute("delete from floor.work_order_rules")
    assert (await read(connection, number))["rule_id"] is None
    other = await add_order(connection, floor.ids[0])
    await connection.execute(
        "insert into floor.work_order_rules (rule_name, title, down_longer_than_s)"
        " overriding system value values ('R', 'T', 60)"
    )
    await change(connection, other, rule_id=None)
    assert (await read(connection, other))["version"] == 1
