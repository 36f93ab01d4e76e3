"""Floorcast as Databricks runs it: a workspace, a database behind it, and the app's own command."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg
import httpx
import yaml

from database.connect import Connection
from database.embedded import EmbeddedServer
from settings import ROOT, Settings
from tests.conftest import PG_VERSION
from tests.databricks import workspace
from tests.realtime.running import free_port

ROLE = "4b9f3c1e-0000-4000-8000-5e41ce7f1a00"  # on Databricks the application id
DATABASE = "databricks_postgres"
WATCHER = {"x-forwarded-email": "ana@plant.example"}
PATIENCE_S = 120.0  # of a test on a busy machine; a healthy app needs a few seconds


class Stand:
    """The workspace, the database as its administrator sees it, and the app once it is started."""

    def __init__(self, folder: Path, server: EmbeddedServer, lives_s: float) -> None:
        self.folder, self.server, self.lives_s = folder, server, lives_s
        self.port, self.workspace_port = free_port(), free_port()
        self.database_port = 0
        self.processes: list[subprocess.Popen[str]] = []

    @property
    def http(self) -> str:
        """Address of the pages."""
        return f"http://127.0.0.1:{self.port}"

    def injected(self) -> dict[str, str]:
        """What Databricks puts into the environment of an app with a database, and app.yaml."""
        return {
            "DATABRICKS_APP_NAME": "floorcast-test",
            "DATABRICKS_WORKSPACE_ID": "1234567890",
            "DATABRICKS_HOST": f"http://127.0.0.1:{self.workspace_port}",
            "DATABRICKS_APP_PORT": str(self.port),
            "DATABRICKS_CLIENT_ID": ROLE,
            "DATABRICKS_CLIENT_SECRET": workspace.CLIENT_SECRET,
            "PGAPPNAME": "floorcast-test",
            "PGDATABASE": DATABASE,
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.database_port),
            "PGSSLMODE": "require",
            "PGUSER": ROLE,
            "LAKEBASE_ENDPOINT": workspace.ENDPOINT,
            "LOG_FORMAT": "json",
        }

    async def start_workspace(self) -> None:
        """Start it, and learn where the database can be reached through it."""
        process = subprocess.Popen(
            [
                sys.executable,
                *("-m", "tests.databricks.workspace"),
                self.server.url("postgres"),
                *(ROLE, str(self.lives_s), str(self.workspace_port)),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        assert process.stdout is not None
        said = await asyncio.to_thread(process.stdout.readline)
        self.database_port = json.loads(said)["database_port"]
        await self.until(self.control)

    def start_app(self, **changes: str) -> subprocess.Popen[str]:
        """Run the command of app.yaml with what Databricks injects, and no settings besides.

        Here the app listens on 127.0.0.1 alone, and simulates nothing: tests make the changes.
        """
        command = yaml.safe_load((ROOT / "app.yaml").read_text("utf-8"))["command"]
        assert command[0] == "python"
        process = subprocess.Popen(
            [sys.executable, *command[1:]],
            cwd=ROOT,
            env=self._environment(**changes),
            text=True,
        )
        self.processes.append(process)
        return process

    async def run(self, *arguments: str) -> None:
        """Run another command as the app's principal; it must succeed."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "cli.py", *arguments), cwd=ROOT, env=self._environment()
        )
        assert await process.wait() == 0

    def _environment(self, **changes: str) -> dict[str, str]:
        ours = {name for name in os.environ if name.lower() in Settings.model_fields}
        inherited = {name: value for name, value in os.environ.items() if name not in ours}
        return {
            **inherited,
            **self.injected(),
            "HOST": "127.0.0.1",
            "ENABLE_SIMULATOR": "false",
            "FLOORCAST_DATA": str(self.folder / "data"),
            **changes,
        }

    async def control(self, **wanted: Any) -> dict[str, Any]:
        """Make the workspace behave otherwise; returns how much it has given so far."""
        async with httpx.AsyncClient() as client:
            answer = await client.post(
                f"http://127.0.0.1:{self.workspace_port}/control", json=wanted
            )
        found: dict[str, Any] = answer.json()
        return found

    async def ready(self) -> tuple[int, dict[str, Any]]:
        """What /ready says."""
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"{self.http}/ready")
        return answer.status_code, answer.json()

    async def page(self) -> str:
        """The floor as a person sees it."""
        async with httpx.AsyncClient(timeout=10) as client:
            return (await client.get(self.http, headers=WATCHER)).text

    async def until_ready(self) -> dict[str, Any]:
        """Wait until every change is on its way to browsers, and the floor is on its page."""

        async def is_ready() -> dict[str, Any] | None:
            status, body = await self.ready()
            return body if status == 200 and "Engine" in await self.page() else None

        body: dict[str, Any] = await self.until(is_ready)
        return body

    async def until(self, look: Callable[[], Awaitable[Any]]) -> Any:
        """Wait until looking finds something, and return it."""
        give_up_at = monotonic() + PATIENCE_S
        while True:
            with contextlib.suppress(httpx.TransportError):
                if found := await look():
                    return found
            assert monotonic() < give_up_at, "it did not happen in time"
            await asyncio.sleep(0.1)

    async def administrator(self) -> Connection:
        """A connection to the app's database that passes no workspace."""
        return await asyncpg.connect(self.server.url(DATABASE))


@contextlib.asynccontextmanager
async def standing(lives_s: float) -> AsyncIterator[Stand]:
    """A database whose passwords live that long, and the workspace that hands them out."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-lakebase-"))  # a socket's path must be short
    server = EmbeddedServer(folder / "db", PG_VERSION)
    stand = Stand(folder, server, lives_s)
    try:
        await asyncio.to_thread(server.start, ["fsync = off"])
        await _make_role(server)
        await stand.start_workspace()
        yield stand
    finally:
        for process in reversed(stand.processes):
            process.terminate()
            await asyncio.to_thread(process.wait, 30)
            if process.stdout is not None:
                process.stdout.close()
        await asyncio.to_thread(server.stop, "immediate")
        shutil.rmtree(folder, ignore_errors=True)


async def _make_role(server: EmbeddedServer) -> None:
    """The app's role, which needs its password, with a database of its own."""
    rules = server.folder / "pg_hba.conf"
    text = rules.read_text("utf-8")
    rules.write_text(f'local all "{ROLE}" scram-sha-256\n{text}', "utf-8")
    connection = await asyncpg.connect(server.url("postgres"))
    await connection.execute(f'create role "{ROLE}" login createrole')
    await connection.execute(f'create database {DATABASE} owner "{ROLE}"')
    await connection.execute("select pg_reload_conf()")
    await connection.close()
