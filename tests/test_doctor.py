"""The doctor finds what is wrong and says what to do; where all is well it says so."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from commands import checks
from commands.doctor import findings
from commands.ingest_check import connections
from database.connect import Connection, connector
from database.queries import query
from settings import Settings
from tests.programs import run
from tests.sql.support import stand


def _settings(url: str, **changes: object) -> Settings:
    return Settings.model_validate(
        {"database_url": SecretStr(url), "host": "127.0.0.1", "port": 1, **changes}
    )


async def _levels(settings: Settings) -> dict[str, str]:
    return {finding.subject: finding.level async for finding in findings(settings)}


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Connection]:
    """A second session on the same database."""
    connection = await connector(database_url, "a forgotten console")()
    yield connection
    await connection.close()


async def test_a_database_without_server_and_simulator(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "SLOW_ROUND_TRIP_S", 5.0)  # however busy this machine is
    assert await _levels(_settings(database_url, enable_simulator=True)) == {
        "database": "ok",
        "notify": "ok",
        "clock": "ok",
        "schema": "ok",
        "change feed": "ok",
        "OEE": "ok",
        "simulator": "warn",
        "connections": "ok",
        "server": "FAIL",
    }


async def test_an_empty_database_is_told_to_be_migrated(empty_database_url: str) -> None:
    found = [finding async for finding in findings(_settings(empty_database_url))]
    (schema,) = [finding for finding in found if finding.subject == "schema"]
    assert schema.level == "FAIL"
    assert "floorcast migrate" in schema.remedy
    assert "change feed" not in [finding.subject for finding in found]


async def test_another_revision_is_noticed(connection: Connection) -> None:
    await connection.execute("update public.alembic_version set version_num = 'future'")
    finding = await checks.schema(connection)
    assert finding.level == "FAIL"
    assert "at revision future" in finding.text


@pytest.mark.parametrize(
    ("ahead_s", "level"), [(0, "ok"), (10, "warn"), (-10, "warn"), (400, "FAIL"), (-400, "FAIL")]
)
async def test_clocks_that_differ(connection: Connection, ahead_s: float, level: str) -> None:
    finding = await checks.clock(connection, lambda: time.time() - ahead_s)
    assert finding.level == level
    if ahead_s:
        assert ("ahead" if ahead_s > 0 else "behind") in finding.text
        assert "NTP" in finding.remedy


async def test_a_transaction_that_stays_open_is_named(
    connection: Connection, other: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "OPEN_TRANSACTION_S", 0.2)
    async with other.transaction():
        await other.execute("select 1")
        await asyncio.sleep(0.3)
        finding = await checks.change_feed(connection)
    assert finding.level == "warn"
    assert "a forgotten console" in finding.text
    assert f"pg_terminate_backend({other.get_server_pid()})" in finding.remedy


async def test_a_change_log_that_nobody_trims(connection: Connection) -> None:
    note = (
        "insert into relay.horizons (taken_at) select clock_timestamp() - make_interval(mins => $1)"
    )
    await connection.execute(note, 120)
    assert (
        await checks.change_feed(connection)
    ).level == "ok"  # no server runs: nobody is to blame
    await connection.execute(note, 1)
    finding = await checks.change_feed(connection)
    assert finding.level == "warn"
    assert "relay.trim()" in finding.remedy


async def test_sums_that_nobody_refreshes_are_noticed(connection: Connection) -> None:
    assert (await checks.oee(connection)).text == "no machine yet"
    floor = await stand(connection)
    assert "no shift is planned" in (await checks.oee(connection)).text
    await connection.execute(
        "insert into floor.shifts (line_id, business_date, shift_name, during)"
        " values ($1, current_date, 'M', tstzrange(now(), now() + interval '8 hours'))",
        floor.line_id,
    )
    finding = await checks.oee(connection)
    assert (finding.level, finding.text) == ("warn", "the sums are never refreshed")
    await connection.execute("select floor.refresh_oee()")
    finding = await checks.oee(connection)
    assert finding.level == "ok"
    assert re.fullmatch(r"sums \d s behind, 0 changes to take in", finding.text)


async def test_a_running_simulator_is_seen(
    database_url: str, connection: Connection, other: Connection
) -> None:
    settings = _settings(database_url)
    assert "does not run" in (await checks.simulator(connection, settings)).text
    await other.fetchval(query("simulator_lock"))
    found = await checks.simulator(connection, settings)
    assert (found.level, found.text) == ("ok", "it runs, and has written nothing yet")
    off = await checks.simulator(connection, _settings(database_url, enable_simulator=False))
    assert off.level == "warn"


async def test_connections_are_judged_by_the_worst_of_them(connection: Connection) -> None:
    async def found() -> tuple[str, str]:
        finding = await connections(connection)
        return finding.level, finding.text

    assert await found() == ("ok", "none yet")
    await connection.execute(
        "insert into floor.connections (connection_name, protocol, ingester, is_enabled)"
        " values ('Press', 'replay', 'main', true), ('Saw', 'replay', 'paint', true),"
        " ('Old', 'replay', 'gone', false)"
    )
    assert await found() == ("FAIL", "no ingester runs that is named main, paint")
    await connection.execute(
        "insert into historian.ingesters (ingester, started_at, dead_letters, dropped_samples)"
        " values ('main', now(), 2, 0), ('paint', now(), 0, 1500)"
    )
    assert await found() == ("warn", "1,500 values were lost, because the spool was full")
    await connection.execute("update historian.ingesters set dropped_samples = 0")
    assert await found() == ("warn", "2 values could not be stored")
    await connection.execute(
        "insert into floor.tags (connection_id, address, tag_name)"
        " select connection_id, 'a', 'A' from floor.connections where connection_name = 'Saw'"
    )
    await connection.execute(
        "insert into historian.tag_problems (tag_id, problem) select tag_id, 'No such node.'"
        " from floor.tags"
    )
    assert await found() == ("warn", "devices refuse tags (1): No such node.")
    await connection.execute(
        "insert into historian.connection_states (connection_id, state, problem, hint)"
        " select connection_id, 'lost', 'The cable is out.', 'Put it in.' from floor.connections"
    )
    assert await found() == ("warn", "Press is lost: The cable is out. (1 more in trouble)")
    assert (await connections(connection)).remedy == "Put it in."
    await connection.execute("update historian.ingesters set problem = 'The disk is full.'")
    assert await found() == ("FAIL", "The disk is full. The disk is full.")
    await connection.execute(
        "update historian.ingesters set problem = '', dead_letters = 0, spool_samples = 1000"
    )
    await connection.execute("truncate historian.tag_problems")
    await connection.execute(
        "update historian.connection_states set state = 'connected', samples_per_s = 2.25"
    )
    assert await found() == ("ok", "2 enabled, 4.5 values a second, 2,000 values wait")
    await connection.execute(
        "update historian.ingesters set seen_at = now() - interval '1 minute'"
        " where ingester = 'paint'"
    )
    assert await found() == ("FAIL", "no ingester runs that is named paint")


def test_a_disk_is_judged_by_what_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.disk(tmp_path / "not" / "made" / "yet").text.endswith(str(tmp_path))
    monkeypatch.setattr(checks, "DISK_WARN_BYTES", 2**62)
    assert checks.disk(tmp_path).level == "warn"
    monkeypatch.setattr(checks, "DISK_FAIL_BYTES", 2**62)
    assert checks.disk(tmp_path).level == "FAIL"


def test_the_command_prints_a_line_each_and_fails_with_the_worst(
    tmp_path: Path, database_url: str
) -> None:
    told = run(tmp_path, "doctor", DATABASE_URL=database_url, PORT="1")
    assert told.returncode == 1
    assert "ok    database     PostgreSQL " in told.stdout
    assert "FAIL  server       nobody answers at http://127.0.0.1:1\n" in told.stdout
    assert "→ Start it with `floorcast up`" in told.stdout


def test_without_a_database_the_rest_is_still_looked_at(tmp_path: Path) -> None:
    told = run(tmp_path, "doctor")
    assert told.returncode == 1
    assert f"FAIL  database     No database is running for {tmp_path}" in told.stdout
    assert "disk" in told.stdout
