"""The ingester as it is run: a process of its own, a real database, a recording that plays."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from database.migrate import migrate
from ingest.contract import BAD_CONFIGURATION_ERROR, BAD_NO_COMMUNICATION
from tests.ingest.processes import (
    Running,
    a_press,
    ingesting,
    record,
    samples_of,
    state_of,
    status_of,
)
from tests.ingest.scripted import wait_for
from tests.programs import refuse, run

SOME = 20
LOST = (None, BAD_NO_COMMUNICATION)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a recording."""
    record(tmp_path)
    return tmp_path


async def has_counts(connection: Connection, more_than: int = SOME) -> bool:
    """Whether so many counts are stored."""
    return len(await samples_of(connection, "good")) > more_than


async def has_more(connection: Connection, than: int) -> None:
    """Wait until some more counts are stored."""
    await wait_for(lambda: has_counts(connection, than + SOME))


async def is_in_state(connection: Connection, connection_id: int, state: str) -> bool:
    """Whether a connection is reported to be in that state."""
    return (await state_of(connection, connection_id)).get("state") == state


async def assert_nothing_is_missing_or_twice(connection: Connection) -> None:
    """The recording counts by one: so does what is stored, and what is derived of it."""
    values = [value for value, _ in await samples_of(connection, "good") if value is not None]
    assert values == [float(number) for number in range(len(values))]
    good_pcs = await connection.fetchval("select sum(good_pcs) from floor.production")
    assert good_pcs == len(values) - 1
    assert await connection.fetchval("select count(*) from historian.dead_letters") == 0


async def test_a_row_is_a_running_connection_and_a_changed_row_a_changed_one(
    data: Path, database_url: str, connection: Connection
) -> None:
    async with ingesting(data, DATABASE_URL=database_url) as running:
        await wait_for(lambda: connection.fetchval("select count(*) from historian.ingesters"))
        protocols = await connection.fetch("select protocol from historian.connectors")
        assert {row["protocol"] for row in protocols} >= {"replay"}

        connection_id = await a_press(connection)
        await wait_for(lambda: has_counts(connection))
        await wait_for(lambda: _is_counted(connection, connection_id))
        assert await status_of(connection) == "operational"
        state = await state_of(connection, connection_id)
        assert state["state"] == "connected"
        assert state["last_sample_at"] is not None
        assert json.loads(state["details"]) == {"file": "press.csv", "speed": "1"}

        await connection.execute("update floor.connections set is_enabled = false")
        await wait_for(lambda: is_in_state(connection, connection_id, "disabled"))
        await wait_for(lambda: _is_lost(connection))
        assert await status_of(connection) == "no_data"

        stored = len(await samples_of(connection, "good"))
        await connection.execute("update floor.connections set is_enabled = true")
        await wait_for(lambda: has_counts(connection, stored + SOME))
        await wait_for(lambda: _has_status(connection, "operational"))

        await connection.execute('update floor.connections set config = \'{"path": "no.csv"}\'')
        await wait_for(lambda: is_in_state(connection, connection_id, "failed"))
        state = await state_of(connection, connection_id)
        assert "no.csv does not exist" in state["problem"]
        assert "Put it into" in state["hint"]
        await connection.execute('update floor.connections set config = \'{"path": "press.csv"}\'')
        await wait_for(lambda: is_in_state(connection, connection_id, "connected"))

        await connection.execute(
            "insert into floor.tags (connection_id, address, tag_name) values ($1, 'no', 'No')",
            connection_id,
        )
        await wait_for(lambda: connection.fetchval("select problem from historian.tag_problems"))
        await wait_for(lambda: samples_of(connection, "no"))
        assert await samples_of(connection, "no") == [(None, BAD_CONFIGURATION_ERROR)]
        await connection.execute("delete from floor.tags where address = 'no'")
        await wait_for(lambda: _refuses_nothing(connection))

        await connection.execute("delete from floor.connections")
        await wait_for(lambda: _says(running, "Connection Press was deleted"))
        assert await status_of(connection) == "no_data"
        assert "Traceback" not in running.logged()


async def _is_counted(connection: Connection, connection_id: int) -> bool:
    return bool((await state_of(connection, connection_id)).get("samples_per_s"))


async def _is_lost(connection: Connection) -> bool:
    newest = (await samples_of(connection, "state"))[-1]
    return newest[0] is None


async def _has_status(connection: Connection, status: str) -> bool:
    return await status_of(connection) == status


async def _refuses_nothing(connection: Connection) -> bool:
    return not await connection.fetch("table historian.tag_problems")


async def _says(running: Running, text: str, times: int = 1) -> bool:
    return running.logged().count(text) >= times


async def test_the_end_in_order_leaves_marks_and_a_connection_that_waits(
    data: Path, database_url: str, connection: Connection
) -> None:
    connection_id = await a_press(connection)
    async with ingesting(data, DATABASE_URL=database_url) as running:
        await wait_for(lambda: has_counts(connection))
        assert await running.stop() == 0
        assert (await samples_of(connection, "good"))[-1] == LOST
        assert (await samples_of(connection, "state"))[-1] == LOST
        assert await status_of(connection) == "no_data"
        assert (await state_of(connection, connection_id))["state"] == "waiting"
        await assert_nothing_is_missing_or_twice(connection)
        assert "Traceback" not in running.logged()


async def test_after_a_kill_the_gap_is_marked_and_values_go_on(
    data: Path, database_url: str, connection: Connection
) -> None:
    await a_press(connection)
    async with ingesting(data, DATABASE_URL=database_url) as first:
        await wait_for(lambda: has_counts(connection))
        await first.stop(signal.SIGKILL)
    async with ingesting(data, DATABASE_URL=database_url):
        await wait_for(lambda: _goes_on_after_a_mark(connection))
    samples = await samples_of(connection, "good")
    mark = samples.index(LOST)
    assert mark > SOME
    values = [value for value, _ in samples]
    assert values[:mark] == list(range(mark))
    assert values[mark + 1 :] == list(range(len(values) - mark - 1))  # it began anew
    assert await status_of(connection) == "operational"
    events = await connection.fetch("select status from floor.status_events order by at")
    assert [event["status"] for event in events] == ["operational", "no_data", "operational"]


async def _goes_on_after_a_mark(connection: Connection) -> bool:
    samples = await samples_of(connection, "good")
    return None in [value for value, _ in samples] and samples[-1][0] not in (None, 0)


async def test_lost_sessions_of_the_database_lose_nothing(
    data: Path, database_url: str, connection: Connection
) -> None:
    await a_press(connection)
    async with ingesting(data, DATABASE_URL=database_url) as running:
        for _ in range(3):
            stored = len(await samples_of(connection, "good"))
            await has_more(connection, stored)
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name like 'ingest main%'"
            )
        stored = len(await samples_of(connection, "good"))
        await wait_for(lambda: has_counts(connection, stored + SOME))
        assert await running.stop() == 0
    await assert_nothing_is_missing_or_twice(connection)
    assert (await samples_of(connection, "good")).count(LOST) == 1  # the end in order


async def test_questions_are_answered_beside_the_connections(
    data: Path, database_url: str, connection: Connection
) -> None:
    async with ingesting(data, DATABASE_URL=database_url):
        probe_id = await connection.fetchval(
            "insert into historian.probes (probe_kind, protocol, config, question)"
            " values ('search', 'replay', '{\"path\": \"press.csv\"}', '{\"text\": \"GOO\"}')"
            " returning probe_id"
        )
        answer = "select answer from historian.probes where probe_id = $1"
        await wait_for(lambda: connection.fetchval(answer, probe_id))
        (node,) = json.loads(await connection.fetchval(answer, probe_id))["nodes"]
        assert (node["address"], node["value"]) == ("good", "0")


async def test_only_one_ingester_of_a_name_works_on_a_database(
    data: Path, database_url: str, connection: Connection, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    record(elsewhere)
    connection_id = await a_press(connection)
    async with ingesting(data, DATABASE_URL=database_url) as first:
        await wait_for(lambda: is_in_state(connection, connection_id, "connected"))
        refused = await asyncio.to_thread(run, elsewhere, "ingest", DATABASE_URL=database_url)
        assert refused.returncode == 2
        assert 'Another ingester named "main" is already running' in refused.stderr
        async with ingesting(elsewhere, "--supervised", DATABASE_URL=database_url) as second:
            await wait_for(lambda: _says(second, "waiting until it ends"))
            assert await first.stop() == 0
            await wait_for(lambda: is_in_state(connection, connection_id, "connected"))


async def test_a_connection_moves_to_another_ingester_and_back(
    data: Path, database_url: str, connection: Connection, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    record(elsewhere)
    connection_id = await a_press(connection)
    move = "update floor.connections set ingester = $1"
    async with (
        ingesting(data, DATABASE_URL=database_url),
        ingesting(elsewhere, "--name", "paint", DATABASE_URL=database_url),
    ):
        for name in ("paint", "main"):
            await wait_for(lambda: is_in_state(connection, connection_id, "connected"))
            await wait_for(lambda: _has_status(connection, "operational"))
            stored = len(await samples_of(connection, "good"))
            await connection.execute(move, name)
            await has_more(connection, stored)
        await wait_for(lambda: _has_status(connection, "operational"))
    assert await connection.fetchval("select count(*) from historian.dead_letters") == 0


async def test_a_database_that_was_never_set_up_is_told(
    data: Path, empty_database_url: str
) -> None:
    refused = await asyncio.to_thread(run, data, "ingest", DATABASE_URL=empty_database_url)
    assert refused.returncode == 2
    assert "The database refused the ingester" in refused.stderr
    assert "floorcast migrate" in refused.stderr


def test_a_name_that_will_not_do() -> None:
    assert 'cannot be named "../x"' in refuse("ingest", "--name", "../x")


@pytest.fixture
def own_server() -> Iterator[EmbeddedServer]:
    """A database server of the test's own, to be stopped and started."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-ingest-"))
    server = EmbeddedServer(folder)
    server.start(["fsync = off"])
    yield server
    server.stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def own_url(own_server: EmbeddedServer) -> str:
    """Its database, set up and with a press."""
    await migrate(connector(own_server.url(), "migrate"))
    connection = await asyncpg.connect(own_server.url())
    await a_press(connection)
    await connection.close()
    return own_server.url()


async def test_a_database_that_was_away_misses_nothing(
    data: Path, own_server: EmbeddedServer, own_url: str
) -> None:
    own_server.stop("fast")
    async with ingesting(data, DATABASE_URL=own_url) as running:
        await wait_for(lambda: _says(running, "The database is away"))
        own_server.start()
        connection = await asyncpg.connect(own_url)
        await wait_for(lambda: has_counts(connection))
        stored = len(await samples_of(connection, "good"))
        await connection.close()

        own_server.stop("immediate")
        await wait_for(lambda: _says(running, "The database is away", times=2))
        running.process.send_signal(signal.SIGSTOP)  # somebody else is back before it
        own_server.start()
        connection = await asyncpg.connect(own_url)
        assert await connection.fetchval("select historian.mark_silence(0, 'main')") == 1
        assert await status_of(connection) == "no_data"
        running.process.send_signal(signal.SIGCONT)
        await wait_for(lambda: has_counts(connection, stored + SOME))
        await wait_for(lambda: _has_status(connection, "operational"))
        assert await running.stop() == 0
        await assert_nothing_is_missing_or_twice(connection)
        events = await connection.fetch("select status from floor.status_events order by at")
        assert [event["status"] for event in events] == ["operational", "no_data"]
        await connection.close()
        assert "Traceback" not in running.logged()
