"""The command line: what it says, what it returns, and that its help teaches."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import machine_config
from cli import COMMANDS, floorcast
from commands.database import without_password
from database.connect import Connection
from settings import ROOT, Settings
from tests.programs import environment, refuse, run
from tests.sql.support import stand

CSV = """Anlage;Zeit;Zustand;Gut
Valve_01_01;2026-03-02T08:00:00Z;läuft;
Valve_01_01;2026-03-02T08:05:00Z;steht;
Valve_01_01;gestern;läuft;
Valve_01_01;2026-03-02T08:06:00Z;;12
"""
COLUMNS = (
    "--column", "machine=Anlage", "--column", "time=Zeit", "--column", "status=Zustand",
    "--column", "good=Gut", "--status-word", "läuft=operational", "--status-word", "steht=down",
)  # fmt: skip


@pytest.fixture
async def floor_url(database_url: str, connection: Connection) -> str:
    """A database with the demo floor."""
    await machine_config.apply(connection, machine_config.load(ROOT / "floor.toml"))
    return database_url


@contextlib.asynccontextmanager
async def _started(
    data: Path, *arguments: str, **changes: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "cli.py"), *arguments,
        env=environment(data, **changes), stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _line_with(process: asyncio.subprocess.Process, text: str) -> None:
    assert process.stderr is not None
    async with asyncio.timeout(30):
        while line := await process.stderr.readline():
            if text in line.decode():
                return
    raise AssertionError(f'it ended without saying "{text}"')


# Help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_help_of_a_command_has_an_example_and_names_its_settings(name: str) -> None:
    shown = CliRunner().invoke(floorcast, [name, "--help"])
    assert shown.exit_code == 0
    assert "Example" in shown.output
    assert f"floorcast {name}" in shown.output
    assert "Environment:" in shown.output
    command = floorcast.get_command(click.Context(floorcast), name)
    assert command is not None
    undescribed = [
        parameter.name
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert undescribed == []


def test_a_command_brings_only_what_it_needs() -> None:
    """Each start would wait for all of it otherwise."""
    code = "import sys, cli; cli.floorcast(['dsn', '--help'], standalone_mode=False);"
    told = subprocess.run(
        [sys.executable, "-c", f"{code} print('asyncua' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines()[-1] == "False"


def test_the_help_lists_every_setting_and_no_path_of_this_machine() -> None:
    shown = CliRunner().invoke(floorcast, ["--help"])
    assert [name for name in Settings.model_fields if name.upper() not in shown.output] == []
    assert str(ROOT) not in shown.output


def test_an_unknown_command_is_refused() -> None:
    assert "No such command 'fly'" in refuse("fly")


# dsn, psql, migrate, docs ------------------------------------------------------------------


def test_dsn_without_a_database_says_how_to_get_one(tmp_path: Path) -> None:
    refused = run(tmp_path, "dsn")
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert f"No database is running for {tmp_path}" in refused.stderr
    assert "floorcast up" in refused.stderr


def test_dsn_prints_the_url_alone(tmp_path: Path, database_url: str) -> None:
    told = run(tmp_path, "dsn", DATABASE_URL=database_url)
    assert told.stdout == f"{database_url}\n"
    assert told.stderr == ""


def test_psql_hands_arguments_and_exit_code_on(tmp_path: Path, database_url: str) -> None:
    good = run(tmp_path, "psql", "-XAtc", "show application_name", DATABASE_URL=database_url)
    assert good.stdout == "psql\n"
    bad = run(tmp_path, "psql", "-v", "ON_ERROR_STOP=1", "-c", "oops", DATABASE_URL=database_url)
    assert bad.returncode == 1
    assert "syntax error" in bad.stderr


@pytest.mark.parametrize(
    ("url", "shown", "password"),
    [
        ("postgresql://me:p%40ss@db:5432/f?a=b", "postgresql://me@db:5432/f?a=b", "p@ss"),
        ("postgresql://me@db/f", "postgresql://me@db/f", None),
        ("postgresql://postgres@/f?host=/tmp/x", "postgresql://postgres@/f?host=/tmp/x", None),
        ("postgresql://me:@[::1]/f", "postgresql://me@[::1]/f", ""),
    ],
)
def test_no_password_is_among_the_arguments_of_psql(
    url: str, shown: str, password: str | None
) -> None:
    assert without_password(url) == (shown, password)


def test_migrate_makes_schema_and_floor_and_doing_it_again_changes_nothing(
    tmp_path: Path, empty_database_url: str
) -> None:
    first = run(tmp_path, "migrate", DATABASE_URL=empty_database_url)
    again = run(tmp_path, "migrate", DATABASE_URL=empty_database_url)
    assert first.returncode == again.returncode == 0
    assert "added" in first.stdout
    assert "added" not in again.stdout
    assert "has not changed" in again.stdout
    forced = run(tmp_path, "migrate", "--floor-file-again", DATABASE_URL=empty_database_url)
    assert "unchanged" in forced.stdout


async def test_refresh_brings_the_sums_up_to_date(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    floor = await stand(connection, machines=["Press_1"])
    now = datetime.now(UTC)
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status) values ($1, $2, 'operational')",
        floor.ids[0],
        now - timedelta(hours=3),
    )
    told = run(tmp_path, "refresh", DATABASE_URL=database_url)
    assert re.fullmatch(r"The sums are up to date; \d rows were written\.\n", told.stdout)
    assert await connection.fetchval("select sum(elapsed_s) from floor.oee_slices") > 3 * 3600 - 1
    await connection.execute("update floor.oee_slices set good_pcs = 7")
    told = run(tmp_path, "refresh", "--all", DATABASE_URL=database_url)
    assert told.returncode == 0
    assert await connection.fetchval("select sum(good_pcs) from floor.oee_slices") == 0


def test_docs_describe_the_running_database(tmp_path: Path, database_url: str) -> None:
    page = tmp_path / "dictionary.md"
    done = run(tmp_path, "docs", "--running", "--output", str(page), DATABASE_URL=database_url)
    assert done.returncode == 0
    assert "floor.status_events" in page.read_text()
    said = refuse("docs", "--running", "--output", "/proc/x", DATABASE_URL=database_url)
    assert "/proc/x cannot be written" in said


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://db/floor", 'DATABASE_URL starts with "mysql:"'),
        ("db.example", "DATABASE_URL is not a URL"),
        ("postgresql://127.0.0.1:1/floor", "127.0.0.1:1 cannot be reached: nothing listens there"),
        ("postgresql://db:port/floor", "DATABASE_URL cannot be used"),
        ("postgresql://me:secret@nowhere.invalid/floor", "nowhere.invalid cannot be reached"),
    ],
)
def test_a_database_that_cannot_be_had_is_one_clear_sentence(url: str, told: str) -> None:
    said = refuse("migrate", DATABASE_URL=url)
    assert told in said
    assert "secret" not in said


# serve ---------------------------------------------------------------------------------------


def test_serve_refuses_an_address_that_others_can_reach(tmp_path: Path, database_url: str) -> None:
    refused = run(tmp_path, "serve", HOST="0.0.0.0", DATABASE_URL=database_url)
    assert refused.returncode == 2
    assert "which other machines can reach" in refused.stderr


async def test_a_supervised_server_ends_with_whoever_started_it(
    tmp_path: Path, database_url: str
) -> None:
    async with _started(tmp_path, "serve", "--supervised", DATABASE_URL=database_url) as server:
        await _line_with(server, "Serving http://127.0.0.1:")
        assert server.stdin is not None
        server.stdin.close()
        await asyncio.wait_for(server.wait(), 30)


# simulate ------------------------------------------------------------------------------------


async def test_simulated_history_is_written_once(
    tmp_path: Path, floor_url: str, connection: Connection
) -> None:
    first = run(tmp_path, "simulate", "--history", "2h", DATABASE_URL=floor_url)
    assert first.returncode == 0, first.stderr
    assert "rows of history for 30 machines" in first.stdout
    assert await connection.fetchval("select count(*) from floor.status_events") > 30
    again = run(tmp_path, "simulate", "--history", "0.05d", DATABASE_URL=floor_url)
    assert "Nothing to add" in again.stdout


async def test_one_simulator_works_at_a_time_and_a_waiting_one_takes_over(
    tmp_path: Path, floor_url: str
) -> None:
    changes = {"DATABASE_URL": floor_url, "SIMULATOR_INTERVAL": "0.1"}
    async with _started(tmp_path, "simulate", **changes) as first:
        await _line_with(first, "Simulating 30 machines")
        refused = run(tmp_path, "simulate", **changes)
        assert refused.returncode == 2
        assert "Another simulator is already running" in refused.stderr
        async with _started(tmp_path, "simulate", "--supervised", **changes) as waiting:
            await _line_with(waiting, "Another simulator works on this database")
            first.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(first.wait(), 30) == 0
            await _line_with(waiting, "Simulating 30 machines")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--history", "yesterday"], '"yesterday" is no period'),
        (["--history", "0d"], '"0d" is no period'),
        (["--scenario", "earthquake"], "power-cut"),
        (["--interval", "0"], "--interval"),
    ],
)
def test_simulate_names_what_it_cannot_do(arguments: list[str], told: str) -> None:
    assert told in refuse("simulate", *arguments)


# import --------------------------------------------------------------------------------------


async def test_import_loads_the_good_lines_once(
    tmp_path: Path, floor_url: str, connection: Connection
) -> None:
    file = tmp_path / "shift.csv"
    file.write_text(CSV)
    first = run(tmp_path, "import", str(file), *COLUMNS, DATABASE_URL=floor_url)
    assert first.returncode == 0, first.stderr
    assert "2 status events added" in first.stdout
    assert "12 good" in first.stdout
    assert "1 bad lines left out" in first.stdout
    assert "gestern" in (tmp_path / "shift.csv.rejects.csv").read_text()
    again = run(tmp_path, "import", str(file), *COLUMNS, DATABASE_URL=floor_url)
    assert "0 status events added, 0 changed, 2 there already" in again.stdout
    assert await connection.fetchval("select count(*) from floor.status_events") == 2


async def test_a_replay_happens_now_on_a_new_machine(
    tmp_path: Path, floor_url: str, connection: Connection
) -> None:
    file = tmp_path / "press.csv"
    file.write_text("time,status\n2020-01-01T00:00:00Z,operational\n2020-01-01T01:00:00Z,down\n")
    played = run(
        tmp_path, "import", str(file), "--machine", "Press_9", "--create-machine", "--live",
        "--speed", "36000", DATABASE_URL=floor_url,
    )  # fmt: skip
    assert played.returncode == 0, played.stderr
    assert "0 bad lines" in played.stdout
    status = "select status, at > now() - interval '1 minute' from floor.status_events order by at"
    rows = [tuple(row) for row in await connection.fetch(status)]
    assert rows[:2] == [("operational", True), ("down", True)]


def test_a_file_that_is_not_there_is_named(tmp_path: Path, database_url: str) -> None:
    refused = run(tmp_path, "import", "nowhere.csv", DATABASE_URL=database_url)
    assert refused.returncode == 2
    assert "nowhere.csv" in refused.stderr
    assert "Traceback" not in refused.stderr


async def test_a_strict_import_loads_nothing_with_a_bad_line(
    tmp_path: Path, floor_url: str, connection: Connection
) -> None:
    file = tmp_path / "shift.csv"
    file.write_text(CSV)
    refused = run(tmp_path, "import", str(file), "--strict", *COLUMNS, DATABASE_URL=floor_url)
    assert refused.returncode == 2
    assert "nothing was loaded" in refused.stderr
    assert await connection.fetchval("select count(*) from floor.status_events") == 0
