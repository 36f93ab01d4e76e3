"""An ingester in a process of its own, and a floor with a recording for it to play."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from database.connect import Connection
from settings import ROOT
from tests.programs import environment
from tests.sql.support import stand

STARTED_AT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
EXECUTE, STOPPED = 6, 2
COUNTS = 4_000
COUNT_EVERY_S = 0.02


def record(data: Path, name: str = "press.csv", counts: int = COUNTS) -> None:
    """Put a recording into the data folder: a press that runs and counts, 50 pieces a second."""
    lines = ["at,address,value"]
    for number in range(counts):
        at = (STARTED_AT + timedelta(seconds=number * COUNT_EVERY_S)).isoformat()
        if number % 1_000 == 0:
            lines.append(f"{at},state,{EXECUTE}")
        lines.append(f"{at},good,{number}")
    folder = data / "recordings"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(lines))


async def a_press(connection: Connection) -> int:
    """A machine Press_1 with a connection Press that plays the recording: its key."""
    floor = await stand(connection)
    connection_id: int = await connection.fetchval(
        "insert into floor.connections (connection_name, protocol, config)"
        " values ('Press', 'replay', $1::jsonb) returning connection_id",
        json.dumps({"path": "press.csv"}),
    )
    for address, role in (("state", "status"), ("good", "good")):
        await connection.execute(
            "insert into floor.tags (connection_id, address, tag_name, role, machine_id)"
            " values ($1, $2, $2, $3, $4)",
            connection_id,
            address,
            role,
            floor.machines["Press_1"],
        )
    await connection.execute(
        "insert into floor.tag_states (tag_id, raw_value, status)"
        " select tag_id, '6', 'operational' from floor.tags where role = 'status'"
    )
    return connection_id


class Running:
    """An ingester that runs, with what it logged."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self._log = log

    def logged(self) -> str:
        """All it said so far."""
        return self._log.read_text()

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and return the exit code."""
        self.process.send_signal(number)
        async with asyncio.timeout(30):
            return await self.process.wait()


@contextlib.asynccontextmanager
async def ingesting(data: Path, *arguments: str, **changes: str) -> AsyncIterator[Running]:
    """Run `floorcast ingest` while the block runs."""
    log = data / f"ingest-{os.urandom(4).hex()}.log"
    with log.open("w") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "cli.py"), "ingest", *arguments,
            env=environment(data, **changes), stdin=subprocess.PIPE, stderr=output,
        )  # fmt: skip
    running = Running(process, log)
    try:
        yield running
    except BaseException:
        print(running.logged())
        raise
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def state_of(connection: Connection, connection_id: int) -> dict[str, Any]:
    """The row of historian.connection_states; empty where there is none."""
    row = await connection.fetchrow(
        "select * from historian.connection_states where connection_id = $1", connection_id
    )
    return dict(row) if row else {}


async def samples_of(connection: Connection, address: str) -> list[tuple[float | None, int]]:
    """Value and quality of each sample of an address, in order of time."""
    rows = await connection.fetch(
        "select value, quality from historian.samples inner join floor.tags using (tag_id)"
        " where address = $1 order by at",
        address,
    )
    return [(row["value"], row["quality"]) for row in rows]


async def status_of(connection: Connection, machine_name: str = "Press_1") -> str | None:
    """The status of a machine now."""
    status: str | None = await connection.fetchval(
        "select status from floor.machine_status inner join floor.machines using (machine_id)"
        " where machine_name = $1",
        machine_name,
    )
    return status
