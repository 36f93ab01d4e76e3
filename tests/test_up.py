"""`floorcast up` in real processes: it starts, keeps running, stops, and starts again."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from commands import lock
from database.embedded import EmbeddedServer
from tests.ingest.processes import record
from tests.programs import Up, left_behind, run

NO_SIMULATOR = {"ENABLE_SIMULATOR": "false"}


def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="floorcast-up-")).resolve()
    yield folder
    EmbeddedServer(folder).stop("immediate")
    shutil.rmtree(folder)


@pytest.fixture
def empty() -> Iterator[Path]:
    """A new data folder."""
    yield from _folder()


@pytest.fixture(scope="module")
def used() -> Iterator[Path]:
    """The data of a floor that ran once."""
    for folder in _folder():
        first = Up(folder, **NO_SIMULATOR)
        try:
            first.wait_until_open()
            assert first.stop() == 0, first.printed()
        finally:
            first.close()
        yield folder


@pytest.fixture
def data(empty: Path, used: Path) -> Path:
    """The test's own copy of the data of a floor that ran once."""
    subprocess.run(["cp", "-a", used / "postgres", empty], check=True)
    return empty


@pytest.fixture
def running(data: Path) -> Iterator[Up]:
    """A floor that runs, without a simulator."""
    up = Up(data, **NO_SIMULATOR)
    try:
        yield up.wait_until_open()
    finally:
        up.close()


def _get(up: Up, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", int(up.port()), timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def _wait_until_ready(up: Up) -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            if _get(up, "/ready")[0] == 200:
                return
        except OSError:
            pass
        assert time.monotonic() < give_up_at, up.printed()
        time.sleep(0.05)


def test_a_new_floor_is_complete_and_ctrl_c_ends_all_of_it(empty: Path) -> None:
    up = Up(empty)
    try:
        up.wait_until_open()
        assert "psql -c" in up.printed()
        assert "Injection_Molder_02_01" in up.printed()
        assert "Ctrl-C" in up.printed()
        status, page = _get(up, "/")
        assert status == 200
        assert "Injection_Molder_02_01" in page
        up.wait_for("Filling 30d of history")
        up.wait_for("Simulating 30 machines")
        assert up.stop(signal.SIGINT) == 0
        assert "Traceback" not in up.printed()
    finally:
        up.close()
    assert left_behind(empty) == []


def test_a_change_survives_to_the_next_start(data: Path) -> None:
    statement = "update machine_feed_stream set status = 'down', datetime = now()"
    for question, answer in ((statement, "UPDATE 30"), ("", "30")):
        up = Up(data, **NO_SIMULATOR)
        try:
            up.wait_until_open()
            assert run(data, "dsn").stdout == f"{EmbeddedServer(data).url()}\n"
            ask = question or "select count(*) from machine_feed_stream where status = 'down'"
            assert run(data, "psql", "-XAtc", ask).stdout.strip() == answer
            assert up.stop() == 0
        finally:
            up.close()
    assert left_behind(data) == []


def test_a_second_one_on_the_same_data_is_told_where_the_first_is(running: Up) -> None:
    second = run(running.data, "up")
    assert second.returncode == 2
    healthy = run(running.data, "doctor", **NO_SIMULATOR)
    assert healthy.returncode == 0, healthy.stdout
    assert f"ok    server       {running.address} follows the database" in healthy.stdout
    assert f"already running at {running.address} (process {running.process.pid})" in second.stderr
    assert "FLOORCAST_DATA" in second.stderr
    assert _get(running, "/ready")[0] == 200


def test_after_a_kill_nothing_is_in_the_way_of_the_next_start(running: Up) -> None:
    port = running.port()
    running.process.kill()
    running.process.wait()
    again = Up(running.data, PORT=port, **NO_SIMULATOR)
    try:
        again.wait_until_open()
        assert _get(again, "/ready")[0] == 200
        assert again.stop() == 0
    finally:
        again.close()
    assert left_behind(running.data) == []


def test_programs_that_die_are_started_again(running: Up) -> None:
    server = running.child("serve")
    server.kill()
    server.wait()
    running.wait_for("The server ended; starting it again")
    _wait_until_ready(running)

    ingester = running.child("ingest")
    ingester.kill()
    ingester.wait()
    running.wait_for("The ingester ended; starting it again")

    postmaster = psutil.Process(
        int((running.data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    )
    postmaster.kill()
    postmaster.wait()
    running.wait_for("PostgreSQL ended; starting it again")
    running.wait_for("following the database", count=3)
    _wait_until_ready(running)
    assert running.stop() == 0
    assert left_behind(running.data) == []


def _waits_for(data: Path, statement: str, answer: str) -> None:
    give_up_at = time.monotonic() + 30
    while (said := run(data, "psql", "-XAtc", statement).stdout.strip()) != answer:
        assert time.monotonic() < give_up_at, said
        time.sleep(0.1)


def test_connections_run_at_once_and_end_before_the_database_does(data: Path) -> None:
    record(data)
    up = Up(data, **NO_SIMULATOR)
    try:
        up.wait_until_open()
        insert = (
            "insert into floor.connections (connection_name, protocol, config)"
            " values ('Press', 'replay', '{\"path\": \"press.csv\"}')"
        )
        run(data, "psql", "-XAtc", insert)
        state = "select state from historian.connection_states"
        _waits_for(data, state, "connected")
        assert up.stop() == 0
        assert "by force" not in up.printed()
    finally:
        up.close()
    up = Up(data, ENABLE_INGESTER="false", **NO_SIMULATOR)
    try:
        up.wait_until_open()
        _waits_for(data, state, "waiting")  # it ended in order
        assert up.stop() == 0
    finally:
        up.close()
    assert left_behind(data) == []


def test_a_second_ctrl_c_ends_it_at_once(running: Up) -> None:
    server = running.child("serve")
    server.suspend()  # it cannot stop in good order
    running.process.send_signal(signal.SIGINT)
    running.wait_for("Stopping")
    assert running.stop(signal.SIGINT) == 0
    assert "ending it by force" in running.printed()
    assert left_behind(running.data) == []


def test_a_server_that_cannot_run_as_configured_ends_everything(running: Up) -> None:
    server, port = running.child("serve"), int(running.port())
    server.kill()
    server.wait()
    with socket.create_server(("127.0.0.1", port)):  # the next start finds it taken
        assert running.process.wait(60) == 2
    assert f"cannot have 127.0.0.1:{port}" in running.printed()
    assert "Everything was stopped" in running.printed()
    assert left_behind(running.data) == []


def test_a_port_that_is_taken_is_noticed_before_anything_starts(empty: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run(empty, "up", PORT=str(port))
    assert refused.returncode == 2
    assert f"cannot have 127.0.0.1:{port}: Address already in use" in refused.stderr
    assert f"PORT={port + 1}" in refused.stderr
    assert not (empty / "postgres").exists()
    assert lock.holder(empty) is None


def test_data_of_another_postgresql_is_left_alone(empty: Path) -> None:
    (empty / "postgres").mkdir()
    (empty / "postgres" / "PG_VERSION").write_text("14\n")
    refused = run(empty, "up")
    assert refused.returncode == 2
    assert "holds data of PostgreSQL 14; Floorcast runs 16" in refused.stderr
    assert os.listdir(empty / "postgres") == ["PG_VERSION"]


def test_a_folder_that_cannot_be_written_is_refused() -> None:
    refused = run(Path("/proc/floorcast"), "up")
    assert refused.returncode == 2
    assert "/proc/floorcast cannot be written" in refused.stderr
    assert "FLOORCAST_DATA" in refused.stderr


def test_an_address_that_others_can_reach_is_refused(empty: Path) -> None:
    refused = run(empty, "up", HOST="0.0.0.0")
    assert refused.returncode == 2
    assert 'HOST is "0.0.0.0", which other machines can reach' in refused.stderr
    assert "nobody is asked to log in" in refused.stderr
    assert "AUTH_MODE=password" in refused.stderr


def test_a_bad_floor_file_stops_the_start_before_the_database(empty: Path) -> None:
    floor = empty / "floor.toml"
    floor.write_text("[[plants]]\nname = 'A'\n")
    refused = run(empty, "up", FLOOR_FILE=str(floor))
    assert refused.returncode == 2
    assert f"{floor} has " in refused.stderr
    assert "time_zone" in refused.stderr
    assert not (empty / "postgres").exists()


def test_a_database_of_ones_own_is_used_and_left_running(empty: Path, database_url: str) -> None:
    up = Up(empty, DATABASE_URL=database_url, **NO_SIMULATOR)
    try:
        up.wait_until_open()
        asked = run(
            empty,
            "psql",
            "-XAtc",
            "select count(*) from machine_feed_stream",
            DATABASE_URL=database_url,
        )
        assert asked.stdout == "30\n"
        assert up.stop() == 0
    finally:
        up.close()
    assert not (empty / "postgres").exists()
    assert run(empty, "psql", "-XAtc", "select 1", DATABASE_URL=database_url).stdout == "1\n"
