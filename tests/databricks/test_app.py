"""The app on Databricks: starts with what is injected, outlives its passwords, says what is wrong,
and heals by itself."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import websockets

from database.connect import Connection
from tests.databricks.stand import WATCHER, Stand, standing

LIVES_S = 6.0
EXPIRIES = 3
CLIENTS = 20
STOPS_WITHIN_S = 15.0
BACKENDS = (
    "select pid, application_name, backend_start from pg_stat_activity"
    " where datname = current_database() and application_name like 'floorcast%'"
)
# what opens a connection for good; others come and go, as the one that prepares the database does
LASTING = {"floorcast relay", "floorcast oee", "floorcast housekeeper"}
SET_STATUS = "update machine_feed_stream set status = $2, datetime = now() where machine_name = $1"

# each breaks and heals a whole stack of processes
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    """A workspace and its database; the app is not started yet."""
    async with standing(LIVES_S) as ready:
        yield ready


class Watcher:
    """A browser: what it shows, and whether every message followed on the one before."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.status: dict[str, str] = {}
        self.cursor = ""
        self.gaps = 0
        self.connections = 0

    async def watch(self) -> None:
        """Until cancelled."""
        async with websockets.connect(self.url, additional_headers=WATCHER) as socket:
            self.connections += 1
            async for message in socket:
                self.take(json.loads(message))

    def take(self, frame: dict[str, Any]) -> None:
        """Show a message."""
        if frame["type"] == "snapshot":
            self.status = {}
        elif frame["type"] == "delta" and frame["prev"] != self.cursor:
            self.gaps += 1
        self.cursor = frame.get("cursor", self.cursor)
        rows = frame.get("topics", {}).get("machines", [])
        for row in rows if isinstance(rows, list) else rows["upsert"]:
            self.status[row["machine_name"]] = row["status"]


async def test_passwords_end_and_nobody_notices(stand: Stand) -> None:
    stand.start_app()
    body = await stand.until_ready()
    assert body["credentials"]["problem"] is None
    administrator = await stand.administrator()
    names = await machine_names(administrator)
    before = {row["pid"]: row["application_name"] for row in await administrator.fetch(BACKENDS)}
    watchers = [Watcher(f"ws://127.0.0.1:{stand.port}/ws") for _ in range(CLIENTS)]
    tasks = [asyncio.create_task(watcher.watch()) for watcher in watchers]

    async def all_watch() -> bool:
        return all(watcher.status for watcher in watchers)

    await stand.until(all_watch)
    given = (await stand.control())["given"]
    changes, until = 0, monotonic() + EXPIRIES * LIVES_S
    while monotonic() < until or (await stand.control())["given"] < given + EXPIRIES:
        status = ("down", "warning", "operational")[changes % 3]
        await administrator.execute(SET_STATUS, names[changes % len(names)], status)
        changes += 1
        # who logs in now needs a password: pages open one connection after the other
        await administrator.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'floorcast web'"
        )
        await stand.page()
        await asyncio.sleep(0.1)

    final = {
        row["machine_name"]: row["status"]
        for row in await administrator.fetch("select machine_name, status from machine_feed_stream")
    }

    async def all_agree() -> bool:
        return all(watcher.status == final for watcher in watchers)

    await stand.until(all_agree)
    assert not any(task.done() for task in tasks)
    assert {watcher.gaps for watcher in watchers} == {0}
    assert {watcher.connections for watcher in watchers} == {1}
    after = {row["pid"]: row["application_name"] for row in await administrator.fetch(BACKENDS)}
    lasting = {pid: name for pid, name in before.items() if name in LASTING}
    assert lasting.items() <= after.items(), "a healthy connection was opened anew"
    assert "floorcast relay" in lasting.values()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await administrator.close()


async def test_a_revoked_credential_is_told_and_heals(stand: Stand) -> None:
    stand.start_app()
    await stand.until_ready()
    administrator = await stand.administrator()
    await stand.control(refuses=True, revoke=True)
    await lose_all(administrator)
    body = await said(stand, "refuses this app")
    assert "CAN_CONNECT_AND_CREATE" in body["problem"]
    await stand.control(refuses=False)
    body = await stand.until_ready()
    assert body["credentials"]["problem"] is None
    await administrator.close()


async def test_a_workspace_that_is_away_is_told_and_heals(stand: Stand) -> None:
    stand.start_app()
    await stand.until_ready()
    administrator = await stand.administrator()
    await stand.control(is_away=True, revoke=True)
    await lose_all(administrator)
    await said(stand, "cannot be asked for a credential")
    await stand.control(is_away=False)
    await stand.until_ready()
    await administrator.close()


async def test_an_app_that_starts_without_its_workspace_waits_for_it(stand: Stand) -> None:
    await stand.control(refuses=True)
    stand.start_app()
    await said(stand, "refuses this app")
    await stand.control(refuses=False)
    await stand.until_ready()
    assert "Engine" in await stand.page()


@pytest.mark.parametrize(("skew_s", "way"), [(600, "behind"), (-600, "ahead of")])
async def test_a_wrong_clock_is_told_and_does_no_harm(stand: Stand, skew_s: int, way: str) -> None:
    await stand.control(skew_s=skew_s)
    stand.start_app()
    body = await stand.until_ready()
    assert f"10 minutes {way}" in body["credentials"]["clock"]
    assert f"10 minutes {way}" in await stand.page()
    administrator = await stand.administrator()
    await stand.control(skew_s=0)

    async def is_told_no_more() -> bool:
        _, found = await stand.ready()
        if found["credentials"]["clock"] is None:
            return True
        await lose_all(administrator)  # whoever logs in with a new password looks at the clock
        await asyncio.sleep(1)
        return False

    await stand.until(is_told_no_more)
    await stand.until_ready()
    assert "10 minutes" not in await stand.page()
    await administrator.close()


async def test_it_ends_in_time_when_it_is_told_to(stand: Stand) -> None:
    app = stand.start_app()
    await stand.until_ready()
    watcher = Watcher(f"ws://127.0.0.1:{stand.port}/ws")
    task = asyncio.create_task(watcher.watch())

    async def has_seen() -> bool:
        return bool(watcher.status)

    await stand.until(has_seen)
    started_at = monotonic()
    app.send_signal(signal.SIGTERM)
    code = await asyncio.to_thread(app.wait, STOPS_WITHIN_S)
    assert code == 0
    assert monotonic() - started_at < STOPS_WITHIN_S  # the platform kills whoever takes longer
    await asyncio.gather(task, return_exceptions=True)


async def test_a_backup_logs_in_as_the_app_does(stand: Stand, tmp_path: Path) -> None:
    stand.start_app()
    await stand.until_ready()
    administrator = await stand.administrator()
    names = await machine_names(administrator)
    file = str(tmp_path / "floor.dump")
    await administrator.execute(SET_STATUS, names[0], "down")
    await stand.run("backup", file)
    await administrator.execute(SET_STATUS, names[0], "warning")
    await stand.run("restore", file, "--replace")
    found = await administrator.fetchval(
        "select status from machine_feed_stream where machine_name = $1", names[0]
    )
    assert found == "down"
    await stand.until_ready()
    await administrator.close()


async def said(stand: Stand, sentence: str) -> dict[str, Any]:
    """What /ready answers once it says that, and the page with it."""

    async def is_said() -> dict[str, Any] | None:
        status, body = await stand.ready()
        return body if status == 503 and sentence in (body["problem"] or "") else None

    body: dict[str, Any] = await stand.until(is_said)
    assert sentence in await stand.page()
    return body


async def lose_all(administrator: Connection) -> None:
    """Every connection of the app breaks, as in a failover."""
    await administrator.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )


async def machine_names(connection: Connection) -> list[str]:
    """The machines of the floor."""
    rows = await connection.fetch("select machine_name from machine_feed_stream order by 1")
    return [row["machine_name"] for row in rows]
