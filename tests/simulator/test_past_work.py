"""The past of people: orders about real stops, done by fictional people, through all guards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from database.connect import Connect, Connection, connector
from database.embedded import EmbeddedServer
from simulator import history
from simulator.reasons import STOPS
from tests.conftest import fresh_database
from tests.simulator.helpers import LINES, add_machines, add_reasons

DAYS = 9
END = datetime(2025, 6, 2, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def past_url(server: EmbeddedServer, template: str) -> Iterator[str]:
    """A floor with a past of some days."""
    with asyncio.Runner() as runner:
        database = fresh_database(server, template)
        url = runner.run(database.__aenter__())
        runner.run(_fill(url))
        yield url
        runner.run(database.__aexit__(None, None, None))


async def _fill(url: str) -> None:
    connection = await connector(url, "test")()
    await add_machines(connection, LINES)
    await add_reasons(connection, set(STOPS.values()))
    await connection.close()
    await history.fill(_connect(url), days=DAYS, seed=1, until=END)


def _connect(url: str) -> Connect:
    return connector(url, "simulator", is_machine=True)


@pytest.fixture
async def filled(past_url: str) -> AsyncIterator[Connection]:
    """A connection to the floor with a past."""
    connection = await connector(past_url, "test")()
    yield connection
    await connection.close()


async def value(connection: Connection, statement: str, *values: object) -> Any:
    """One value."""
    return await connection.fetchval(statement, *values)


async def test_orders_are_about_stops_that_were(filled: Connection) -> None:
    orders = await filled.fetch("select * from floor.work_orders where stopped_at is not null")
    assert 8 < len(orders) <= 8 * DAYS
    for order in orders:
        stop = await filled.fetchrow(
            "select * from floor.stop_at($1, $2)", order["machine_id"], order["stopped_at"]
        )
        assert stop is not None
        assert stop["started_at"] == order["stopped_at"] < order["opened_at"] < END


async def test_some_are_services_of_plans(filled: Connection) -> None:
    rows = await filled.fetch(
        "select work_orders.* from floor.work_orders where plan_id is not null"
    )
    assert rows
    assert {row["kind"] for row in rows} == {"preventive"}


async def test_each_was_done_step_by_step(filled: Connection) -> None:
    orders = await filled.fetch("select * from floor.work_orders")
    assert {order["status"] for order in orders} <= {"done", "verified"}
    assert sum(order["status"] == "verified" for order in orders) > len(orders) / 2
    for order in orders:
        times = [order["opened_at"], order["started_at"], order["done_at"]]
        assert times == sorted(times)
        assert order["done_at"] < END
    assert await value(
        filled,
        "select bool_and(taken_by like '%@floor.example') from floor.work_order_steps"
        " where from_status is not null",
    )


async def test_a_technician_mends_one_thing_at_a_time(filled: Connection) -> None:
    overlaps = await value(
        filled,
        "with labour as (select labour.*, tstzrange(labour.started_at, labour.ended_at) as during"
        " from floor.work_order_labour as labour inner join floor.work_orders"
        " using (work_order_id) where plan_id is null)"
        " select count(*) from labour as one inner join labour as other"
        " on one.employee_id = other.employee_id and one.labour_id < other.labour_id"
        " and one.during && other.during",
    )
    assert overlaps == 0


async def test_labour_is_the_time_in_progress(filled: Connection) -> None:
    wrong = await filled.fetch(
        "select work_order_id from floor.work_orders"
        " left join lateral (select min(labour.started_at) as began, max(labour.ended_at) as ended"
        " from floor.work_order_labour as labour"
        " where labour.work_order_id = work_orders.work_order_id) as worked on true"
        " where (worked.began, worked.ended)"
        " is distinct from (work_orders.started_at, work_orders.done_at)"
    )
    assert wrong == []


async def test_lists_are_ticked_and_parts_are_used(filled: Connection) -> None:
    assert await value(
        filled,
        "select count(*) > 0 and bool_and(tasks.done_at between orders.started_at and"
        " orders.done_at) from floor.work_order_tasks as tasks"
        " inner join floor.work_orders as orders using (work_order_id)",
    )
    assert await value(filled, "select count(*) from floor.part_moves where quantity < 0") > 0
    assert await value(filled, "select count(*) from floor.work_order_comments") > 0


async def test_a_past_is_no_change_by_a_person(filled: Connection) -> None:
    tables = await filled.fetch("select distinct table_name from floor.audit_log")
    assert not {row["table_name"] for row in tables} & {
        "floor.status_events",
        "floor.production",
        "floor.work_orders",
        "floor.work_order_labour",
        "floor.work_order_tasks",
        "floor.work_order_comments",
    }
    assert await value(filled, "select problem is null from floor.verify_audit()")


async def test_a_second_call_adds_nothing(filled: Connection, past_url: str) -> None:
    before = await value(filled, "select count(*) from floor.work_orders")
    await history.fill(_connect(past_url), days=DAYS, seed=1, until=END)
    assert await value(filled, "select count(*) from floor.work_orders") == before


async def test_a_floor_with_orders_of_its_own_is_left_alone(
    connection: Connection, machine_ids: Mapping[str, int], connect: Connect, start: datetime
) -> None:
    await connection.execute(
        "insert into floor.work_orders (machine_id, title) values ($1, 'Mine')",
        min(machine_ids.values()),
    )
    await history.fill(connect, days=0.1, seed=1, until=start)
    assert await value(connection, "select array_agg(title) from floor.work_orders") == ["Mine"]
