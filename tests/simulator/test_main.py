"""``python -m simulator`` as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from database.connect import Connection
from simulator import live
from tests.simulator.helpers import wait_until

ROOT = Path(__file__).parents[2]


async def start_simulator(url: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulator",
        *arguments,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_one_runs_until_it_is_told_to_stop_and_a_second_one_gives_way(
    connection: Connection, database_url: str, machine_ids: Mapping[str, int]
) -> None:
    first = await start_simulator(database_url, "--interval", "0.1")
    await wait_until(lambda: live.is_running(connection))
    second = await start_simulator(database_url)
    _, said = await second.communicate()
    assert second.returncode == 2
    assert said.decode().startswith("Another simulator is already running on this database.")
    first.send_signal(signal.SIGTERM)
    await first.communicate()
    assert first.returncode == 0
    assert await connection.fetchval("select count(*) from floor.machine_status") == 8


async def test_history_says_what_it_did(database_url: str, machine_ids: Mapping[str, int]) -> None:
    for expected in ("rows of history for 8 machines", "Nothing to add"):
        filling = await start_simulator(database_url, "--history", "0.1")
        told, said = await filling.communicate()
        assert (filling.returncode, said) == (0, b"")
        assert expected in told.decode()


async def test_what_a_person_can_put_right_ends_with_code_two(database_url: str) -> None:
    wrong = await start_simulator(database_url, "--scenario", "flood")
    _, said = await wrong.communicate()
    assert (wrong.returncode, said.decode().count("\n")) == (2, 1)
