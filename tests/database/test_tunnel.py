"""database/tunnel.py: PostgreSQL's programs without TLS, at a database that wants it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from database import postgres
from database.embedded import EmbeddedServer
from database.tunnel import environment, tunnel
from tests.databricks.workspace import Workspace

PROGRAM = "psql"
ROWS = 100_000


@pytest.fixture
def workspace(server: EmbeddedServer) -> Workspace:
    """What stands in front of Lakebase: TLS, and then the database."""
    ready = Workspace(server.url("postgres"), "postgres", 60)
    ready.prepare()
    return ready


@pytest.fixture
async def place(workspace: Workspace) -> AsyncIterator[str]:
    """Where it listens."""
    async with await asyncio.start_server(workspace.front, "127.0.0.1", 0) as front:
        yield f"postgresql://postgres@127.0.0.1:{front.sockets[0].getsockname()[1]}/postgres"


@pytest.fixture
def certificate(workspace: Workspace, tmp_path: Path) -> Path:
    """The certificate, for whoever wants to see one."""
    file = tmp_path / "root.pem"
    file.write_bytes(workspace.certificate)
    return file


def asked(url: str, statement: str) -> subprocess.CompletedProcess[str]:
    """What psql says."""
    with tunnel(url) as near:
        return subprocess.run(
            [postgres.program(18, PROGRAM), "-XAt", "-d", near, "-c", statement],
            capture_output=True,
            env=environment(),
            text=True,
            check=False,
        )


async def test_a_program_without_tls_gets_through(place: str, workspace: Workspace) -> None:
    statement = f"select string_agg(n::text, ',') from generate_series(1, {ROWS}) as n"
    found = await asyncio.to_thread(asked, f"{place}?sslmode=require", statement)
    assert found.stdout.rstrip() == ",".join(str(n) for n in range(1, ROWS + 1))
    assert workspace.logins == 1


async def test_what_libpq_would_read_of_tls_is_kept_from_it(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGSSLMODE": "require", "PGHOST": "nowhere", "PGPORT": "1"}.items():
        monkeypatch.setenv(name, value)
    url = f"{place}?sslmode=require&channel_binding=require&application_name=near"
    found = await asyncio.to_thread(asked, url, "show application_name")
    assert found.stdout == "near\n"


async def test_a_certificate_is_looked_at_where_that_is_wanted(
    place: str, certificate: Path
) -> None:
    known = f"{place}?sslmode=verify-full&sslrootcert={certificate}"
    assert (await asyncio.to_thread(asked, known, "select 1")).stdout == "1\n"
    unknown = await asyncio.to_thread(asked, f"{place}?sslmode=verify-full", "select 1")
    assert unknown.returncode != 0
    other_name = known.replace("127.0.0.1", "localhost")
    assert (await asyncio.to_thread(asked, other_name, "select 1")).returncode != 0
    any_name = other_name.replace("verify-full", "verify-ca")
    assert (await asyncio.to_thread(asked, any_name, "select 1")).stdout == "1\n"


async def test_a_server_without_tls_is_not_spoken_to() -> None:
    heard = bytearray()

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(8))
        writer.write(b"N")
        heard.extend(await reader.read())
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as plain:
        port = plain.sockets[0].getsockname()[1]
        url = f"postgresql://me@127.0.0.1:{port}/x?sslmode=require"
        found = await asyncio.to_thread(asked, url, "select 1")
    assert found.returncode != 0
    assert len(heard) == 8  # the wish for TLS, and nothing after the answer


def test_nobody_there_is_no_connection(capfd: pytest.CaptureFixture[str]) -> None:
    found = asked("postgresql://me@127.0.0.1:1/x?sslmode=require", "select 1")
    assert found.returncode != 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "url", ["postgresql:///x?host=/tmp", "postgresql://me@db/x", "postgresql://db/x?sslmode=prefer"]
)
def test_an_address_that_asks_for_no_tls_stays(url: str) -> None:
    with tunnel(url) as near:
        assert near == url
