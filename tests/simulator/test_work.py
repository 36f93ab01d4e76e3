"""People of the simulated floor at work: set up once, and through the tables everybody uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from database.connect import Connect, Connection
from simulator.machine import random_for
from simulator.orders import OWED_SHARE
from simulator.reasons import STOPS
from simulator.set_up import set_up
from simulator.work import Work, do
from tests.simulator.helpers import add_reasons

STEPS = "select to_status, taken_by from floor.work_order_steps order by work_order_id, step_no"


@pytest.fixture
async def simulated(connect: Connect) -> Any:
    """A connection as the simulator has it."""
    opened = await connect()
    yield opened
    await opened.close()


@pytest.fixture
async def people(
    connection: Connection, machine_ids: Mapping[str, int], simulated: Connection
) -> list[int]:
    """The floor with its people; keys of its machines."""
    await add_reasons(connection, set(STOPS.values()))
    await set_up(simulated, list(machine_ids.values()), datetime.now(UTC))
    return list(machine_ids.values())


async def counts(connection: Connection) -> tuple[int, ...]:
    """How many people, employees, parts, rules and plans there are."""
    row = await connection.fetchrow(
        "select (select count(*) from floor.people), (select count(*) from floor.employees),"
        " (select count(*) from floor.parts), (select count(*) from floor.work_order_rules),"
        " (select count(*) from floor.maintenance_plans)"
    )
    return tuple(row or ())


async def test_it_is_set_up_once(
    connection: Connection, simulated: Connection, people: list[int]
) -> None:
    assert await counts(connection) == (7, 4, 10, 2, 6)
    await connection.execute("delete from floor.maintenance_plans where plan_id > 1")
    await connection.execute("update floor.employees set retired_at = now()")
    await set_up(simulated, people, datetime.now(UTC))
    assert await counts(connection) == (7, 4, 10, 2, 1)


async def test_what_somebody_made_is_left_alone(
    connection: Connection, machine_ids: Mapping[str, int], simulated: Connection
) -> None:
    await connection.execute(
        "insert into floor.parts (part_number, part_name) values ('X', 'Mine');"
        "insert into floor.work_order_rules (rule_name, title) values ('Mine', 'x')"
    )
    await set_up(simulated, list(machine_ids.values()), datetime.now(UTC))
    assert await counts(connection) == (7, 4, 1, 1, 6)


async def test_a_rule_for_a_reason_there_is_not_is_left_out(
    connection: Connection, machine_ids: Mapping[str, int], simulated: Connection
) -> None:
    await set_up(simulated, list(machine_ids.values()), datetime.now(UTC))
    assert (await counts(connection))[3] == 1


async def test_without_machines_nobody_comes(connection: Connection, simulated: Connection) -> None:
    await set_up(simulated, [], datetime.now(UTC))
    assert await counts(connection) == (0, 0, 0, 0, 0)


async def stand_still(
    connection: Connection, machine_id: int, minutes: int, detail: str = "part jam"
) -> datetime:
    """A machine that ran and stands for so long; since when."""
    since: datetime = await connection.fetchval(
        "insert into floor.status_events (machine_id, at, status, detail, source)"
        " values ($1, now() - interval '2 hours', 'operational', '', 'simulator'),"
        " ($1, now() - $2 * interval '1 minute', 'down', $3, 'simulator')"
        " returning at",
        machine_id,
        minutes,
        detail,
    )
    return since


async def live(
    simulated: Connection, machine_ids: list[int], hours: int, work: Work | None = None
) -> None:
    """What people do about what there is, as if each round came half an hour after the last."""
    at, work = datetime.now(UTC), work or Work(1)
    for number in range(hours * 2):
        await work.round(simulated, machine_ids, at + timedelta(minutes=30 * number))


async def test_an_order_is_taken_done_and_verified_by_people(
    connection: Connection, simulated: Connection, people: list[int]
) -> None:
    await stand_still(connection, people[0], 20)
    await connection.execute(
        "update floor.work_order_rules set armed_at = now() - interval '1 day';"
        "select floor.open_due_work()"
    )
    await live(simulated, people, 2)
    assert [row["to_status"] for row in await connection.fetch(STEPS)] == [
        "open",
        "assigned",
        "in_progress",
    ], "the machine still stands"
    await connection.execute(
        "update machine_feed_stream set status = 'operational' where machine_name ="
        " (select machine_name from floor.machines where machine_id = $1)",
        people[0],
    )
    await live(simulated, people, 3)
    steps = [tuple(row) for row in await connection.fetch(STEPS)]
    assert steps[-1][0] == "verified"
    people_of_steps = [by for _, by in steps[1:]]
    assert all(by.endswith("@floor.example") for by in people_of_steps)
    assert len(set(people_of_steps)) == 2, "a technician and the supervisor"
    audited = await connection.fetch(
        "select person, program from floor.audit_log where table_name = 'floor.work_orders'"
        " and action = 'update' order by audit_id"
    )
    assert [row["person"] for row in audited] == people_of_steps
    assert {row["program"] for row in audited} == {"floorcast simulator"}
    labour = await connection.fetchval("select count(*) from floor.work_order_labour")
    assert labour == len([status for status, _ in steps if status == "in_progress"])


async def test_an_operator_explains_a_stop_and_the_audit_says_so(
    connection: Connection, simulated: Connection, people: list[int]
) -> None:
    for machine_id in people:
        await stand_still(connection, machine_id, 50)
    await live(simulated, people, 1)
    stops = await connection.fetch(
        "select machine_id, at, reason_name from floor.status_events"
        " left join floor.reasons using (reason_id) where status = 'down'"
    )
    # when it stopped decides whether nobody ever says why: with bad luck, of most of them
    said = [random_for(1, "stop", row["machine_id"], row["at"].timestamp()) for row in stops]
    assert len(stops) == len(people)
    assert [row["reason_name"] for row in stops] == [
        None if random.random() < OWED_SHARE else "Part jam" for random in said
    ]
    audited = await connection.fetch(
        "select distinct person from floor.audit_log where table_name = 'floor.status_events'"
        " and action = 'update' and program = 'floorcast simulator'"
    )
    assert {row["person"].partition("@")[2] for row in audited} == {"floor.example"}


async def test_machines_that_are_not_simulated_are_left_alone(
    connection: Connection, simulated: Connection, people: list[int]
) -> None:
    await stand_still(connection, people[0], 50)
    await connection.execute(
        "update floor.work_order_rules set armed_at = now() - interval '1 day';"
        "select floor.open_due_work()"
    )
    await live(simulated, people[1:], 2)
    assert await connection.fetchval("select array_agg(status) from floor.work_orders") == ["open"]
    assert await connection.fetchval("select count(reason_id) from floor.status_events") == 0


async def test_the_order_of_a_person_is_left_to_people(
    connection: Connection, simulated: Connection, people: list[int]
) -> None:
    await connection.execute(
        "insert into floor.work_orders (machine_id, title) values ($1, 'Mine')", people[0]
    )
    await live(simulated, people, 2)
    assert await connection.fetchval("select array_agg(status) from floor.work_orders") == ["open"]


async def test_what_is_refused_is_let_be(
    connection: Connection, simulated: Connection, people: list[int]
) -> None:
    """Somebody real took it in the same moment."""
    order_id = await connection.fetchval(
        "insert into floor.work_orders (machine_id, title, reported_by)"
        " values ($1, 'x', 'x@floor.example') returning work_order_id",
        people[0],
    )
    (act,) = await Work(1).due(simulated, people, datetime.now(UTC) + timedelta(hours=1))
    await connection.execute(
        "insert into floor.employees (employee_name) values ('Ana');"
        f"update floor.work_orders set assignee_id = (select max(employee_id) from floor.employees)"
        f" where work_order_id = {order_id}"
    )
    await do(simulated, act)
    row = await connection.fetchrow(
        "select employee_name, status from floor.work_orders"
        " inner join floor.employees on assignee_id = employee_id"
    )
    assert tuple(row or ()) == ("Ana", "assigned")
    is_machine = await simulated.fetchval("select current_setting('floor.is_machine')")
    assert is_machine == "on", "people act for the time of their act alone"
