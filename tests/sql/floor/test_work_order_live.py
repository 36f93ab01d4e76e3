"""floor.work_order_live: what a card of a work order shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from database.connect import Connection
from tests.sql.floor.crew import (
    acting,
    add_order,
    change,
    crew,
    employee,
    order_in,
    read,
    stop,
)
from tests.sql.support import Floor, first_row, minute, noted_keys

LIVE = "select * from floor.work_order_live where work_order_id = $1"
FEED = "select key, line, machine, row_json from relay.live_rows where topic = 'work_orders'"


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def _card(connection: Connection, number: int) -> dict[str, Any]:
    return dict(await first_row(connection, LIVE, number))


async def test_a_card_shows_the_order(connection: Connection, floor: Floor) -> None:
    async with acting(connection, "Olga"):
        number = await add_order(connection, floor.ids[0], due_at=minute(0), priority="high")
    ana = await employee(connection, "Ana")
    await change(connection, number, status="in_progress", assignee_id=ana)
    order = await read(connection, number)
    assert await _card(connection, number) == {
        "work_order_id": number,
        "machine_name": "Press_1",
        "short_name": "P1",
        "line": "Engine",
        "plant": "Plant",
        "kind": "corrective",
        "title": "Leak",
        "priority": "high",
        "status": "in_progress",
        "status_at": order["status_at"],
        "status_note": "",
        "due_at": minute(0),
        "assignee_id": ana,
        "assignee": "Ana",
        "assignee_email": "ana@plant.test",
        "reported_by": "olga@plant.test",
        "reporter": "Olga",
        "stopped_at": None,
        "stop_ended_at": None,
        "is_stop_open": False,
        "plan": None,
        "rule": None,
        "opened_at": order["opened_at"],
        "started_at": order["started_at"],
        "done_at": None,
        "verified_at": None,
        "cancelled_at": None,
        "tasks": 0,
        "tasks_done": 0,
        "comments": 0,
        "photos": 0,
        "workers": '["Ana"]',
        "version": 2,
        "changed_at": order["changed_at"],
        "changed_by": order["changed_by"],
    }


async def test_it_counts_what_belongs_to_it(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    await add_order(connection, floor.ids[0])
    for statement in (
        "insert into floor.work_order_comments (work_order_id, body) values ($1, 'a'), ($1, 'b')",
        "insert into floor.work_order_tasks (work_order_id, title, done_at)"
        " values ($1, 'a', now()), ($1, 'b', null), ($1, 'c', null)",
        "insert into floor.work_order_labour (work_order_id, employee_id)"
        " select $1, employee_id from floor.employees where employee_name = 'Ben'",
    ):
        await connection.execute(statement, number)
    card = await _card(connection, number)
    assert [card[name] for name in ("comments", "tasks", "tasks_done", "photos")] == [2, 3, 1, 0]
    assert json.loads(card["workers"]) == ["Ana", "Ben"]


async def test_it_tells_whether_its_stop_lasts(connection: Connection, floor: Floor) -> None:
    await stop(connection, floor.ids[0], 0)
    number = await add_order(connection, floor.ids[0], stopped_at=minute(5))
    card = await _card(connection, number)
    assert (card["is_stop_open"], card["stop_ended_at"]) == (True, None)
    await connection.execute("truncate relay.change_log")
    await stop(connection, floor.ids[0], 0, 30)
    assert ("work_orders", str(number)) in await noted_keys(connection)
    card = await _card(connection, number)
    assert (card["is_stop_open"], card["stop_ended_at"]) == (False, minute(30))


async def test_one_sees_cards_where_one_may(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "in_progress")
    whole = await _card(connection, number)
    async with acting(connection, "Vic"):
        assert await _card(connection, number) == whole
    async with acting(connection, "Eve"):
        assert await connection.fetch(LIVE, number) == []


async def test_the_feed_has_what_is_not_finished_or_was_a_moment_ago(
    connection: Connection, floor: Floor
) -> None:
    numbers = {
        status: await order_in(connection, floor.ids[0], status)
        for status in ("open", "on_hold", "done", "verified", "cancelled")
    }
    await add_order(connection, floor.ids[0], opened_at=minute(0))
    old = await connection.fetchval("select max(work_order_id) from floor.work_orders")
    await change(connection, old, status="cancelled", status_note="x", status_at=minute(1))
    rows = await connection.fetch(FEED)
    assert {row["key"] for row in rows} == {str(number) for number in numbers.values()}
    assert {(row["line"], row["machine"]) for row in rows} == {("Engine", "Press_1")}
    (card,) = [json.loads(row["row_json"]) for row in rows if row["key"] == str(numbers["open"])]
    assert (card["work_order_id"], card["workers"]) == (numbers["open"], [])


CHANGES = {
    "update floor.work_orders set title = 'Else' where work_order_id = $1": True,
    "update floor.work_orders set title = title where work_order_id = $1": False,
    "insert into floor.work_order_comments (work_order_id, body) values ($1, 'x')": True,
    "insert into floor.work_order_tasks (work_order_id, title) values ($1, 'x')": True,
    "insert into floor.work_order_labour (work_order_id, employee_id)"
    " select $1, employee_id from floor.employees where employee_name = 'Ben'": True,
    "update floor.employees set employee_name = 'Anna'"
    " where employee_name = 'Ana' and $1 > 0": True,
    "update floor.employees set employee_name = 'Benjamin'"
    " where employee_name = 'Ben' and $1 > 0": False,
    "update floor.people set display_name = 'Olga the Great'"
    " where display_name = 'Olga' and $1 > 0": True,
    "update floor.machines set short_name = 'X' where machine_name = 'Press_1' and $1 > 0": True,
    "update floor.lines set line_name = 'X' where line_name = 'Engine' and $1 > 0": True,
    "update floor.plants set plant_name = 'X' where plant_name = 'Plant' and $1 > 0": True,
    "update floor.machines set short_name = 'X' where machine_name = 'Press_2' and $1 > 0": False,
}


@pytest.mark.parametrize("statement", CHANGES)
async def test_what_changes_a_card_announces_it(
    connection: Connection, floor: Floor, statement: str
) -> None:
    async with acting(connection, "Olga"):
        number = await add_order(connection, floor.ids[0])
    ana = await employee(connection, "Ana")
    await change(connection, number, status="in_progress", assignee_id=ana)
    await connection.execute("truncate relay.change_log")
    await connection.execute(statement, number)
    assert (("work_orders", str(number)) in await noted_keys(connection)) is CHANGES[statement]


async def test_rules_and_plans_that_are_renamed_are_announced(
    connection: Connection, floor: Floor
) -> None:
    rule_id = await connection.fetchval(
        "insert into floor.work_order_rules (rule_name, title) values ('R', 'T') returning rule_id"
    )
    plan_id = await connection.fetchval(
        "insert into floor.maintenance_plans (plan_name, machine_id, every_days, title)"
        " values ('P', $1, 1, 'T') returning plan_id",
        floor.ids[0],
    )
    number = await add_order(connection, floor.ids[0], rule_id=rule_id, plan_id=plan_id)
    card = await _card(connection, number)
    assert (card["rule"], card["plan"]) == ("R", "P")
    for table, column in (("work_order_rules", "rule_name"), ("maintenance_plans", "plan_name")):
        await connection.execute("truncate relay.change_log")
        await connection.execute(f"update floor.{table} set {column} = 'Else'")
        assert ("work_orders", str(number)) in await noted_keys(connection)


@pytest.mark.parametrize(
    ("column", "value", "is_announced"),
    [("priority", "urgent", True), ("title", "Else", False), ("description", "x", False)],
)
async def test_tiles_are_announced_where_they_change(
    connection: Connection, floor: Floor, column: str, value: str, is_announced: bool
) -> None:
    await connection.execute("truncate relay.change_log")
    number = await add_order(connection, floor.ids[0])
    assert ("machines", "Press_1") in await noted_keys(connection)
    await connection.execute("truncate relay.change_log")
    await change(connection, number, **{column: value})
    assert (("machines", "Press_1") in await noted_keys(connection)) is is_announced


async def test_a_machine_loses_what_another_gets(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    await connection.execute("truncate relay.change_log")
    await change(connection, number, machine_id=floor.ids[1])
    assert {("machines", "Press_1"), ("machines", "Press_2")} <= await noted_keys(connection)
