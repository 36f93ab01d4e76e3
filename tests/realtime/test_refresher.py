"""The sums follow the facts on a clock, in portions, and after any loss of the database."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from database.connect import Connect, Connection, connector
from realtime import refresher as module
from realtime.refresher import Refresher, refresh
from tests.realtime.proxy import Proxy
from tests.sql.support import stand

OPERATIONAL_S = "select coalesce(sum(operational_s), 0) from floor.oee_slices"


@contextlib.asynccontextmanager
async def _refreshing(connect: Connect) -> AsyncIterator[Refresher]:
    refresher = Refresher(connect, every_s=0.02)
    task = asyncio.create_task(refresher.run())
    try:
        yield refresher
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _run_for(connection: Connection, machine_id: int, hours: float) -> None:
    """The machine has been running for so long, in one shift."""
    began = datetime.now(UTC) - timedelta(hours=hours)
    await connection.execute(
        "insert into floor.shifts (line_id, business_date, shift_name, during)"
        " select line_id, $2::timestamptz::date, 'M', tstzrange($2, $2 + interval '400 days')"
        " from floor.machines where machine_id = $1",
        machine_id,
        began,
    )
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status) values ($1, $2, 'operational')",
        machine_id,
        began,
    )


async def _until(connection: Connection, statement: str, least: float) -> None:
    while await connection.fetchval(statement) < least:
        await asyncio.sleep(0.01)


async def test_the_clock_moves_the_sums(connection: Connection, database_url: str) -> None:
    floor = await stand(connection, machines=["Press_1"])
    await _run_for(connection, floor.ids[0], hours=1)
    async with _refreshing(connector(database_url, "oee")) as refresher:
        await _until(connection, OPERATIONAL_S, 3600)
        await _until(connection, OPERATIONAL_S, await connection.fetchval(OPERATIONAL_S) + 0.1)
        assert refresher.problem == ""


async def test_large_work_is_done_in_portions_the_newest_first(connection: Connection) -> None:
    floor = await stand(connection, machines=["Press_1"])
    await _run_for(connection, floor.ids[0], hours=24 * 5)
    oldest = "select extract(epoch from now() - min(starts_at)) / 3600 from floor.oee_slices"
    _, has_more = await refresh(connection, most_hours=1)
    assert has_more
    assert await connection.fetchval(oldest) < 30
    portions = 1
    while has_more:
        _, has_more = await refresh(connection, most_hours=1)
        portions += 1
    assert portions >= 5
    assert await connection.fetchval(oldest) >= 24 * 5


async def test_two_servers_take_turns(connection: Connection, database_url: str) -> None:
    await stand(connection)
    other = await connector(database_url, "another server")()
    async with other.transaction():
        await other.execute("select floor.refresh_oee()")
        written, _ = await refresh(connection, most_hours=10)
        assert written is None
    written, _ = await refresh(connection, most_hours=10)
    assert written is not None
    await other.close()


async def test_after_a_loss_of_the_database_it_goes_on(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_S", 0.05)
    floor = await stand(connection, machines=["Press_1"])
    await _run_for(connection, floor.ids[0], hours=1)
    async with (
        Proxy(database_url).running() as proxy,
        _refreshing(connector(proxy.url, "oee")) as refresher,
    ):
        await _until(connection, OPERATIONAL_S, 3600)
        proxy.cut()
        while not refresher.problem:
            await asyncio.sleep(0.01)
        await _until(connection, OPERATIONAL_S, await connection.fetchval(OPERATIONAL_S) + 0.2)
        while refresher.problem:
            await asyncio.sleep(0.01)
