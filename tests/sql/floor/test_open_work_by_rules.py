"""floor.open_work_by_rules: stops open their work orders by themselves, one each."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import add_order, crew, employee, step, stop
from tests.sql.support import Floor, first_row, minute

RUN = "select floor.open_work_by_rules($1)"
ORDERS = "select * from floor.work_orders order by work_order_id"


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    floor = await crew(connection)
    for name, parent in (("Mechanical", None), ("Jam", "Mechanical"), ("Fuse", None)):
        await connection.execute(
            "insert into floor.reasons (reason_name, parent_id, loss_category)"
            " values ($1, floor.reason_id($2), 'breakdown')",
            name,
            parent,
        )
    return floor


async def _add_rule(connection: Connection, name: str = "Long stops", **columns: Any) -> int:
    columns = {
        "rule_name": name,
        "title": "{machine} is down: {reason}",
        "down_longer_than_s": 300,
        "armed_at": minute(-1000),
        **columns,
    }
    marks = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    rule_id: int = await connection.fetchval(
        f"insert into floor.work_order_rules ({', '.join(columns)}) values ({marks})"
        " returning rule_id",
        *columns.values(),
    )
    return rule_id


async def _explain(connection: Connection, machine_id: int, reason: str) -> None:
    await connection.execute(
        "update floor.status_events set reason_id = floor.reason_id($2)"
        " where machine_id = $1 and status = 'down'",
        machine_id,
        reason,
    )


async def _run(connection: Connection, at: float) -> int:
    opened: int = await connection.fetchval(RUN, minute(at))
    return opened


async def test_a_long_stop_opens_one_order(connection: Connection, floor: Floor) -> None:
    rule_id = await _add_rule(connection, priority="high", due_within_s=3600)
    await stop(connection, floor.ids[0], 0)
    assert await _run(connection, 4.9) == 0
    assert await _run(connection, 5) == 1
    assert await _run(connection, 6) == 0
    order = await first_row(connection, ORDERS)
    assert (order["title"], order["reported_by"], order["source"]) == (
        "Press_1 is down: no reason given",
        "rule: Long stops",
        "floorcast rule",
    )
    assert (order["machine_id"], order["rule_id"], order["priority"], order["kind"]) == (
        floor.ids[0],
        rule_id,
        "high",
        "corrective",
    )
    assert (order["stopped_at"], order["opened_at"], order["due_at"]) == (
        minute(0),
        minute(5),
        minute(65),
    )
    assert (order["status"], order["assignee_id"]) == ("open", None)


async def test_it_gives_the_order_to_somebody(connection: Connection, floor: Floor) -> None:
    ana = await employee(connection, "Ana")
    await _add_rule(connection, assignee_id=ana)
    await stop(connection, floor.ids[0], 0)
    await _run(connection, 5)
    order = await first_row(connection, ORDERS)
    assert (order["status"], order["assignee_id"]) == ("assigned", ana)
    await connection.execute("update floor.employees set retired_at = now()")
    await stop(connection, floor.ids[1], 0)
    assert await _run(connection, 5) == 1  # he has left: nobody's
    assert (
        await connection.fetchval(
            "select status from floor.work_orders where machine_id = $1", floor.ids[1]
        )
        == "open"
    )


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, ["Press_1", "Robot"]),
        ({"machine_id": "Press_1"}, ["Press_1"]),
        ({"machine_id": "Press_2"}, []),
        ({"line_id": "Engine"}, ["Press_1"]),
        ({"line_id": "Engine", "machine_id": "Robot"}, []),
        ({"machine_type": "Press"}, ["Press_1"]),
        ({"reason_id": "Jam"}, ["Press_1"]),
        ({"reason_id": "Mechanical"}, ["Press_1"]),
        ({"reason_id": "Fuse"}, []),
        ({"is_enabled": False}, []),
        ({"armed_at": minute(1)}, []),
        ({"armed_at": minute(0)}, ["Press_1", "Robot"]),
    ],
)
async def test_all_its_conditions_must_hold(
    connection: Connection, floor: Floor, scope: dict[str, Any], expected: list[str]
) -> None:
    await connection.execute("insert into floor.machine_types (machine_type) values ('Robot')")
    await connection.execute(
        "update floor.machines set machine_type = 'Robot' where machine_name = 'Robot'"
    )
    keys = {
        "machine_id": "select floor.machine_id($1)",
        "line_id": "select line_id from floor.lines where line_name = $1",
        "reason_id": "select floor.reason_id($1)",
    }
    columns = {
        name: await connection.fetchval(keys[name], value) if name in keys else value
        for name, value in scope.items()
    }
    await _add_rule(connection, **columns)
    for name in ("Press_1", "Robot"):
        await stop(connection, await connection.fetchval("select floor.machine_id($1)", name), 0)
    await _explain(connection, floor.ids[0], "Jam")
    await _run(connection, 5)
    rows = await connection.fetch(
        "select machine_name from floor.work_orders inner join floor.machines using (machine_id)"
        " order by 1"
    )
    assert [row[0] for row in rows] == expected


async def test_the_reason_may_come_later(connection: Connection, floor: Floor) -> None:
    await _add_rule(
        connection,
        reason_id=await connection.fetchval("select floor.reason_id('Mechanical')"),
        down_longer_than_s=0,
    )
    await stop(connection, floor.ids[0], 0)
    assert await _run(connection, 60) == 0
    await _explain(connection, floor.ids[0], "Jam")
    assert await _run(connection, 61) == 1
    assert await connection.fetchval("select title from floor.work_orders") == (
        "Press_1 is down: Jam"
    )


async def test_of_several_rules_the_most_urgent_opens_it(
    connection: Connection, floor: Floor
) -> None:
    await _add_rule(connection, "Low", priority="low")
    await _add_rule(connection, "Urgent", priority="urgent")
    await _add_rule(connection, "High", priority="high")
    await stop(connection, floor.ids[0], 0)
    assert await _run(connection, 5) == 1
    assert await connection.fetchval("select reported_by from floor.work_orders") == "rule: Urgent"


async def test_a_stop_somebody_saw_to_is_left_alone(connection: Connection, floor: Floor) -> None:
    await _add_rule(connection)
    await stop(connection, floor.ids[0], 0)
    await stop(connection, floor.ids[1], 0)
    await add_order(connection, floor.ids[0], stopped_at=minute(3), opened_at=minute(3))
    cancelled = await add_order(connection, floor.ids[1], stopped_at=minute(0), opened_at=minute(3))
    await step(connection, cancelled, "cancelled")  # he had a reason
    assert await _run(connection, 5) == 0


async def test_a_stop_whose_beginning_moved_has_its_order(
    connection: Connection, floor: Floor
) -> None:
    await _add_rule(connection)
    await stop(connection, floor.ids[0], 0)
    assert await _run(connection, 10) == 1
    move = "update floor.status_events set at = $1 where at = $2 and machine_id = $3"
    await connection.execute(move, minute(4), minute(0), floor.ids[0])
    assert await _run(connection, 20) == 0
    await connection.execute(move, minute(-4), minute(4), floor.ids[0])
    assert await _run(connection, 30) == 0


async def test_the_next_stop_gets_its_own(connection: Connection, floor: Floor) -> None:
    await _add_rule(connection)
    await stop(connection, floor.ids[0], 0)
    await _run(connection, 5)
    await stop(connection, floor.ids[0], 0, 30)
    await stop(connection, floor.ids[0], 100)
    assert await _run(connection, 104) == 0
    assert await _run(connection, 105) == 1


async def test_machines_that_run_or_are_gone_get_none(connection: Connection, floor: Floor) -> None:
    await _add_rule(connection, down_longer_than_s=0)
    await stop(connection, floor.ids[0], 0, 30)
    await stop(connection, floor.ids[1], 0)
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_id = $1", floor.ids[1]
    )
    assert await _run(connection, 60) == 0


async def test_a_long_title_is_cut(connection: Connection, floor: Floor) -> None:
    await _add_rule(connection, title="{machine}" * 30)
    await stop(connection, floor.ids[0], 0)
    assert await _run(connection, 5) == 1
    assert await connection.fetchval("select char_length(title) from floor.work_orders") == 200


async def test_a_rule_that_fails_does_not_stop_the_others(
    connection: Connection, floor: Floor
) -> None:
    await _add_rule(connection, "Broken", machine_id=floor.ids[0], priority="urgent")
    await _add_rule(connection, "Sound")
    for machine_id in floor.ids:
        await stop(connection, machine_id, 0)
    await connection.execute(
        "alter table floor.work_orders add constraint trouble"
        " check (reported_by <> 'rule: Broken') not valid"
    )
    heard: list[str] = []
    connection.add_log_listener(lambda _, message: heard.append(str(message)))
    assert await _run(connection, 5) == 3  # the next rule opens the one of Press_1
    assert [isinstance(message, str) for message in heard] == [True]
    assert 'rule "Broken" opened no work order for Press_1' in heard[0]


async def test_the_guard_has_the_last_word(connection: Connection, floor: Floor) -> None:
    """A rule cannot open a second order of a stop, whatever it believes."""
    await stop(connection, floor.ids[0], 0)
    await add_order(connection, floor.ids[0], stopped_at=minute(0))
    with pytest.raises(asyncpg.PostgresError) as caught:
        await add_order(connection, floor.ids[0], stopped_at=minute(0), source="floorcast rule")
    assert caught.value.sqlstate == "FC409"
