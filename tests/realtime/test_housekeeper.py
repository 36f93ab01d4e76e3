"""Silence is noticed, the work that is due opened and the house kept on a clock, after any loss
of the database too."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from database.connect import Connect, Connection, connector
from realtime import housekeeper as module
from realtime.housekeeper import Housekeeper, keep_house, mark_silence, open_due_work
from tests.realtime.proxy import Proxy
from tests.sql.historian.silence import TIMEOUT, fetched_press
from tests.sql.support import Floor, stand

MARKS = f"select count(*) from historian.samples where quality = {TIMEOUT}"
SPEAK = "insert into historian.samples (tag_id, at, value) values ($1, clock_timestamp(), 1)"
FALL_SILENT = "update historian.ingesters set seen_at = clock_timestamp() - interval '1 minute'"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock for people in a hurry."""
    monkeypatch.setattr(module, "PATIENCE_S", 0.05)
    monkeypatch.setattr(module, "SILENCE_EVERY_S", 0.02)
    monkeypatch.setattr(module, "DUE_EVERY_S", 0.02)
    monkeypatch.setattr(module, "PLANS_EVERY_S", 0.02)
    monkeypatch.setattr(module, "HOUSE_EVERY_S", 0.02)
    monkeypatch.setattr(module, "RETRY_S", 0.05)


@contextlib.asynccontextmanager
async def _keeping(connect: Connect) -> AsyncIterator[Housekeeper]:
    housekeeper = Housekeeper(connect)
    task = asyncio.create_task(housekeeper.run())
    try:
        yield housekeeper
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _until(connection: Connection, statement: str, expected: object) -> None:
    while await connection.fetchval(statement) != expected:
        await asyncio.sleep(0.01)


async def test_silence_is_marked_again_and_again(connection: Connection, database_url: str) -> None:
    tag = await fetched_press(connection)
    async with _keeping(connector(database_url, "house")) as housekeeper:
        for number in (1, 2):
            await connection.execute(SPEAK, tag.tag_id)
            await connection.execute(FALL_SILENT)
            await _until(connection, MARKS, number)
        while housekeeper.problem:
            await asyncio.sleep(0.01)


async def test_old_things_are_forgotten(connection: Connection, database_url: str) -> None:
    left = (
        "select (select count(*) from historian.probes) + (select count(*) from floor.submissions)"
    )
    async with _keeping(connector(database_url, "house")):
        for _ in range(2):
            await connection.execute(
                "insert into historian.probes (probe_kind, protocol, asked_at)"
                " values ('test', 'opcua', clock_timestamp() - interval '1 hour');"
                "insert into floor.submissions (idempotency_key, request_hash, answer, received_at)"
                " values ('k', '', '{}', clock_timestamp() - interval '8 days')"
            )
            await _until(connection, left, 0)


async def test_the_days_to_come_have_partitions(connection: Connection, database_url: str) -> None:
    await connection.execute("update historian.retention set ahead_days = 9")
    ready = (
        "select to_regclass('historian.samples_' || to_char("
        "(now() at time zone 'UTC') + interval '9 days', 'YYYYMMDD')) is not null"
    )
    assert not await connection.fetchval(ready)
    async with _keeping(connector(database_url, "house")):
        await _until(connection, ready, True)


async def test_after_connecting_ingesters_have_time_to_report(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patience is counted from the connection on, not from the start of the server."""
    monkeypatch.setattr(module, "PATIENCE_S", 0.3)
    tag = await fetched_press(connection)
    await connection.execute(SPEAK, tag.tag_id)
    await connection.execute(FALL_SILENT)
    connected_at: list[float] = []

    async def connect() -> Connection:
        opened = await connector(database_url, "house")()
        connected_at.append(monotonic())
        return opened

    async with _keeping(connect):
        await _until(connection, MARKS, 1)
        assert monotonic() - connected_at[0] >= 0.3


async def test_after_a_loss_of_the_database_it_goes_on(
    connection: Connection, database_url: str
) -> None:
    tag = await fetched_press(connection)
    async with (
        Proxy(database_url).running() as proxy,
        _keeping(connector(proxy.url, "house")) as housekeeper,
    ):
        while housekeeper.problem:
            await asyncio.sleep(0.01)
        proxy.cut()
        while not housekeeper.problem:
            await asyncio.sleep(0.01)
        await connection.execute(SPEAK, tag.tag_id)
        await connection.execute(FALL_SILENT)
        await _until(connection, MARKS, 1)
        while housekeeper.problem:
            await asyncio.sleep(0.01)


async def test_trouble_with_the_house_does_not_hide_silence(
    connection: Connection, database_url: str
) -> None:
    tag = await fetched_press(connection)
    await connection.execute("alter table historian.probes rename to mislaid")
    async with _keeping(connector(database_url, "house")) as housekeeper:
        while "historian.probes" not in housekeeper.problem:
            await asyncio.sleep(0.01)
        await connection.execute(SPEAK, tag.tag_id)
        await connection.execute(FALL_SILENT)
        await _until(connection, MARKS, 1)


async def test_several_servers_do_no_harm(connection: Connection, database_url: str) -> None:
    tag = await fetched_press(connection)
    await connection.execute(SPEAK, tag.tag_id)
    await connection.execute(FALL_SILENT)
    other = await connector(database_url, "another server")()
    await asyncio.gather(*(mark_silence(each) for each in (connection, other)))
    await asyncio.gather(*(keep_house(each) for each in (connection, other)))
    assert await connection.fetchval(MARKS) == 1
    await other.close()


ORDERS = "select count(*) from floor.work_orders"


async def _rule(connection: Connection) -> Floor:
    floor = await stand(connection)
    await connection.execute(
        "insert into floor.work_order_rules (rule_name, title) values ('Stops', '{machine}')"
    )
    return floor


async def _stop(connection: Connection, machine_id: int) -> None:
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " values ($1, clock_timestamp(), 'down')",
        machine_id,
    )


async def test_stops_open_their_orders(connection: Connection, database_url: str) -> None:
    floor = await _rule(connection)
    async with _keeping(connector(database_url, "house")):
        for number, machine_id in enumerate(floor.ids, 1):
            await _stop(connection, machine_id)
            await _until(connection, ORDERS, number)


async def test_orders_need_not_wait_for_ingesters(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 3600.0)
    floor = await _rule(connection)
    async with _keeping(connector(database_url, "house")):
        await _stop(connection, floor.ids[0])
        await _until(connection, ORDERS, 1)


async def test_plans_have_their_turns(connection: Connection, database_url: str) -> None:
    floor = await stand(connection)
    add = (
        "insert into floor.maintenance_plans (plan_name, machine_id, every_days, title, starts_at)"
        " values ('Plan ' || $1::int, $1::int, 1, 'Oil', now() - interval '2 days')"
    )
    async with _keeping(connector(database_url, "house")):
        for number, machine_id in enumerate(floor.ids, 1):
            await connection.execute(add, machine_id)
            await _until(connection, ORDERS, number)


async def test_between_the_turns_of_plans_stops_are_looked_at(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PLANS_EVERY_S", 3600.0)
    floor = await _rule(connection)
    async with _keeping(connector(database_url, "house")) as housekeeper:
        while housekeeper.problem:
            await asyncio.sleep(0.01)
        await connection.execute(
            "insert into floor.maintenance_plans"
            " (plan_name, machine_id, every_days, title, starts_at)"
            " values ('Plan', $1, 1, 'Oil', now() - interval '2 days')",
            floor.ids[0],
        )
        for machine_id in floor.ids:
            await _stop(connection, machine_id)
        await _until(connection, ORDERS, 3)
    assert not await connection.fetchval(
        "select count(*) from floor.work_orders where plan_id is not null"
    )


async def test_trouble_with_work_does_not_hide_silence(
    connection: Connection, database_url: str
) -> None:
    tag = await fetched_press(connection)
    await connection.execute("alter table floor.work_order_rules rename to mislaid")
    async with _keeping(connector(database_url, "house")) as housekeeper:
        while "floor.work_order_rules" not in housekeeper.problem:
            await asyncio.sleep(0.01)
        await connection.execute(SPEAK, tag.tag_id)
        await connection.execute(FALL_SILENT)
        await _until(connection, MARKS, 1)
        await connection.execute("alter table floor.mislaid rename to work_order_rules")
        while housekeeper.problem:
            await asyncio.sleep(0.01)


async def test_several_servers_open_one_order_a_stop(
    connection: Connection, database_url: str
) -> None:
    floor = await _rule(connection)
    other = await connector(database_url, "another server")()
    for machine_id in floor.ids:
        await _stop(connection, machine_id)
    await asyncio.gather(*(open_due_work(each) for each in (connection, other)))
    assert await connection.fetchval(ORDERS) == 3
    await other.close()
