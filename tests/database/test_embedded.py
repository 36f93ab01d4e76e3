"""The embedded server: it starts from any state its folder may be in, or says why not."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from database import postgres
from database.embedded import EmbeddedServer
from errors import UserError

NOT_DURABLE = ["fsync = off"]


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder of the test's own, new, with a short path; its server is stopped in the end."""
    yield from _folder()


@pytest.fixture(scope="module")
def used() -> Iterator[Path]:
    """A data folder that had a server."""
    for folder in _folder():
        server = EmbeddedServer(folder)
        server.start(NOT_DURABLE)
        server.stop()
        yield folder


@pytest.fixture
def used_data(data: Path, used: Path) -> Path:
    """A data folder of the test's own that had a server."""
    subprocess.run(["cp", "-a", used / "postgres", data], check=True)
    return data


def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="floorcast-embedded-")).resolve()
    yield folder
    for server in (EmbeddedServer(path.parent) for path in folder.rglob("postgres")):
        server.stop("immediate")
    shutil.rmtree(folder)


def _pid(server: EmbeddedServer) -> int:
    return int((server.folder / "postmaster.pid").read_text().splitlines()[0])


def _kill(server: EmbeddedServer) -> None:
    """As the kernel does when memory is short: the postmaster first, then all that is left."""
    processes = [psutil.Process(_pid(server))]
    processes += processes[0].children()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):  # some leave at once when the first is gone
            process.kill()
    psutil.wait_procs(processes)


async def test_it_starts_twice_and_stops_twice(data: Path) -> None:
    server = EmbeddedServer(data)
    assert not server.is_running()
    server.start(NOT_DURABLE)
    first = _pid(server)
    server.start()
    assert server.is_running()
    assert _pid(server) == first

    connection = await asyncpg.connect(server.url())
    assert await connection.fetchval("select current_database()") == "floorcast"
    assert await connection.fetchval("select lower('ÄÖ')") == "äö"
    assert await connection.fetchval("show fsync") == "off"
    assert await connection.fetchval("show listen_addresses") == ""
    await connection.close()

    server.stop()
    server.stop()
    assert not server.is_running()
    with pytest.raises(UserError, match="No database is running") as caught:
        server.url()
    assert "make run" in caught.value.hint


async def test_it_keeps_the_data_when_it_was_killed(used_data: Path) -> None:
    server = EmbeddedServer(used_data)
    server.start()
    connection = await asyncpg.connect(server.url())
    await connection.execute("create table kept as select 42 as answer")
    _kill(server)
    connection.terminate()
    assert not server.is_running()
    server.start()
    connection = await asyncpg.connect(server.url())
    assert await connection.fetchval("select kept.answer from kept") == 42
    await connection.close()


def test_a_process_number_that_went_to_another_program_is_in_nobodys_way(
    used_data: Path,
) -> None:
    server = EmbeddedServer(used_data)
    server.start()
    pid_file = server.folder / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    _kill(server)
    user = server.folder.stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "60"], user=user) as other:
        pid_file.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        assert not server.is_running()
        server.start()
        assert server.is_running()
        assert other.poll() is None
        other.kill()


def test_an_interrupted_first_start_is_begun_anew(data: Path) -> None:
    unfinished = data / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("16\n")
    server = EmbeddedServer(data)
    server.start(NOT_DURABLE)
    assert server.is_running()
    assert not unfinished.exists()


def test_a_path_too_long_for_a_socket_gets_a_private_one_elsewhere(data: Path) -> None:
    server = EmbeddedServer(data / ("long-" * 20))
    server.start(NOT_DURABLE)
    sockets = Path(server.url().partition("host=")[2])
    assert sockets.stat().st_mode & 0o077 == 0
    assert sockets != server.folder
    server.stop("immediate")
    sockets.rmdir()


def test_a_folder_with_quotes_and_blanks_will_do(data: Path) -> None:
    server = EmbeddedServer(data / "the 'big' floor, $HOME")
    server.start(NOT_DURABLE)
    assert server.is_running()


def test_data_of_another_version_is_left_alone(data: Path) -> None:
    folder = data / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("14\n")
    with pytest.raises(UserError, match="PostgreSQL 14; Floorcast runs 16") as caught:
        EmbeddedServer(data).start()
    assert "FLOORCAST_DATA" in caught.value.hint
    assert [path.name for path in data.rglob("*")] == ["postgres", "PG_VERSION"]


@pytest.mark.parametrize("place", ["/proc/floorcast", "/dev/null", "/dev/null/floorcast"])
def test_a_folder_that_cannot_be_written_is_refused(place: str) -> None:
    with pytest.raises(UserError, match=f"{place} cannot be written") as caught:
        EmbeddedServer(Path(place)).start()
    assert caught.value.field == "FLOORCAST_DATA"


def test_a_server_that_does_not_come_up_shows_its_last_words(data: Path) -> None:
    server = EmbeddedServer(data)
    with pytest.raises(UserError, match=r'invalid value for parameter "work_mem": "plenty"'):
        server.start([*NOT_DURABLE, "work_mem = 'plenty'"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes users")
def test_as_root_it_runs_as_the_owner_of_the_data(used_data: Path) -> None:
    server = EmbeddedServer(used_data)
    for path in [server.folder, *server.folder.rglob("*")]:
        os.lchown(path, 12_345, 12_345)
    server.start()
    assert psutil.Process(_pid(server)).uids().effective == 12_345


def test_a_locale_that_knows_umlauts_is_found_and_ours_stays() -> None:
    assert postgres.character_type() in ("C.UTF-8", "en_US.UTF-8", "UTF-8", "C")


def test_a_ctrl_c_in_the_terminal_does_not_reach_it(used_data: Path) -> None:
    server = EmbeddedServer(used_data)
    server.start()
    assert os.getpgid(_pid(server)) != os.getpgid(0)
    assert os.getsid(_pid(server)) != os.getsid(0)
