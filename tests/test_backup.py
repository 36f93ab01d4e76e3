"""`floorcast backup` and `floorcast restore`: everything in a file, and in a database again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import pytest
import websockets
from click.testing import CliRunner, Result

import machine_config
from cli import floorcast
from database import archive
from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from database.queries import query
from errors import UserError
from settings import ROOT
from simulator import history
from tests.conftest import fresh_database
from tests.programs import refuse
from tests.realtime.running import running_server

VIEW = "gold.dashboard_current_machine_status"
OWNER = "owner_elsewhere"
MACHINE = "Valve_01_01"
# what the relay noted is worth nothing in another database
TABLES = """
select pg_class.oid::regclass::text from pg_class
where relnamespace::regnamespace::text in ('access', 'floor', 'historian')
and relkind = 'r' order by 1
"""
ROWS = "select md5(string_agg(t::text, '' order by t::text)) from only {} as t"
GRANTS = """
select relation.oid::regclass::text, grantee::regrole::text, privilege_type
from pg_class as relation, aclexplode(relation.relacl)
where relation.relnamespace::regnamespace::text
    in ('access', 'floor', 'gold', 'historian', 'relay', 'public')
and grantee::regrole::text in ('app', 'analyst', 'ingest') order by 1, 2, 3
"""
DOWN = "update machine_feed_stream set status = 'down', datetime = now() where machine_name = $1"
SESSION = """
with added as (
    insert into floor.people (email, display_name) values ('ana@plant.test', 'Ana')
    returning person_id
)
insert into access.sessions (token_hash, person_id, mode, expires_at)
select 'secret', person_id, 'password', now() + '1 h' from added
"""
TWO_DEADLOCKS = """
do $$
begin
    if nextval('public.tries') < 3 then
        raise exception 'deadlock detected' using errcode = 'deadlock_detected';
    end if;
end;
$$;
"""
HEAD = "select encode(hash, 'hex') from floor.audit_head"


@pytest.fixture
async def filled_url(database_url: str, connection: Connection) -> str:
    """A database with the demo floor, an hour of its history, and an audit."""
    await machine_config.apply(connection, machine_config.load(ROOT / "floor.toml"))
    now = datetime.now(UTC)
    await history.fill(connector(database_url, "test"), days=1 / 24, until=now, seed=1)
    await connection.execute(DOWN, MACHINE)
    return database_url


@pytest.fixture
async def other_url(server: EmbeddedServer, filled_url: str) -> AsyncIterator[str]:
    """An empty database that belongs to somebody else, who is no superuser."""
    async with fresh_database(server, None) as url:
        administrator = await asyncpg.connect(url)
        await administrator.execute(
            f"drop role if exists {OWNER}; create role {OWNER} login createrole;"
            f"grant app, analyst, ingest to {OWNER} with admin option"
        )
        name = await administrator.fetchval("select current_database()")
        await administrator.execute(f"alter database {name} owner to {OWNER}")
        yield url.replace("postgres@", f"{OWNER}@")
        await administrator.execute(f"drop owned by {OWNER} cascade")
        await administrator.execute(f"alter database {name} owner to postgres")
        await administrator.execute(f"drop role {OWNER}")
        await administrator.close()


def call(url: str, *arguments: str) -> Result:
    """What a command says."""
    return CliRunner().invoke(floorcast, arguments, env={"DATABASE_URL": url})


async def do(url: str, *arguments: str) -> str:
    """The same, beside the loop of the test; it must succeed."""
    found = await asyncio.to_thread(call, url, *arguments)
    if found.exception is not None:
        raise found.exception
    return found.stdout


async def told(url: str, *arguments: str) -> str:
    """The same, where it must be refused."""
    return await asyncio.to_thread(lambda: refuse(*arguments, DATABASE_URL=url))


def files(folder: Path) -> list[str]:
    """What is in a folder."""
    return [path.name for path in folder.iterdir()]


async def asked(url: str, statement: str) -> list[tuple[object, ...]]:
    """What a database answers."""
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def content(url: str) -> dict[str, object]:
    """A digest of the rows of each table."""
    names = [str(name) for (name,) in await asked(url, TABLES)]
    return {name: (await asked(url, ROWS.format(name)))[0][0] for name in names}


async def test_everything_is_there_again(filled_url: str, other_url: str, tmp_path: Path) -> None:
    file = tmp_path / "floor.dump"
    said = await do(filled_url, "backup", str(file))
    assert said.startswith(f"{file}: ")
    assert files(tmp_path) == ["floor.dump"]
    assert file.stat().st_mode & 0o777 == 0o600  # nobody else may read hashes of passwords
    assert await do(other_url, "restore", str(file)) == f"{file} is restored.\n"
    before = await content(filled_url)
    assert before == await content(other_url)
    assert before["floor.status_events"] is not None
    assert await asked(filled_url, GRANTS) == await asked(other_url, GRANTS)
    assert await asked(filled_url, HEAD) == await asked(other_url, HEAD)
    assert "links hold" in await do(other_url, "audit", "verify")
    connection = await asyncpg.connect(other_url)
    await connection.execute(DOWN.replace("down", "warning"), MACHINE)  # triggers work
    await connection.close()


async def test_what_others_keep_in_the_same_database_is_left_to_them(
    filled_url: str, other_url: str, connection: Connection, tmp_path: Path
) -> None:
    await connection.execute("create table public.theirs as select 1 as number")
    await do(filled_url, "backup", str(tmp_path / "floor.dump"))
    other = await asyncpg.connect(other_url.replace(f"{OWNER}@", "postgres@"))
    await other.execute("create table public.theirs as select 2 as number")
    await do(other_url, "restore", str(tmp_path / "floor.dump"))
    assert await other.fetchval("select number from public.theirs") == 2
    await other.close()


async def test_a_history_is_replaced_only_when_that_is_said(
    filled_url: str, connection: Connection, tmp_path: Path
) -> None:
    file = str(tmp_path / "floor.dump")
    await do(filled_url, "backup", file)
    before = await content(filled_url)
    await connection.execute(DOWN.replace("down", "warning"), MACHINE)
    number = await connection.fetchval("select count(*) from floor.status_events")
    said = await told(filled_url, "restore", file)
    assert f"holds {number:,} status events" in said
    assert "--replace" in said
    assert await connection.fetchval("select count(*) from floor.status_events") == number
    await do(filled_url, "restore", file, "--replace")
    assert await content(filled_url) == before


async def test_live_pages_show_what_was_restored(
    filled_url: str, connection: Connection, tmp_path: Path
) -> None:
    file = str(tmp_path / "floor.dump")

    async def shown(socket: websockets.ClientConnection, wanted: str) -> None:
        async for message in socket:
            rows = json.loads(message).get("topics", {}).get("machines", [])
            for row in rows if isinstance(rows, list) else rows["upsert"]:
                if row["machine_name"] == MACHINE and row["status"] == wanted:
                    return

    async with running_server(filled_url) as running, websockets.connect(running.ws) as socket:
        await shown(socket, "down")
        await do(filled_url, "backup", file)
        await connection.execute(DOWN.replace("down", "operational"), MACHINE)
        await shown(socket, "operational")
        await do(filled_url, "restore", file, "--replace")
        await shown(socket, "down")  # in the same connection, without a reload
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{running.http}/machines/{MACHINE}")).status_code == 200


async def test_who_was_logged_in_logs_in_again(
    filled_url: str, other_url: str, connection: Connection, tmp_path: Path
) -> None:
    """A session that was ended since must not come back to life."""
    await connection.execute(SESSION)
    assert await connection.fetchval("select count(*) from access.sessions") == 1
    await do(filled_url, "backup", str(tmp_path / "floor.dump"))
    await do(other_url, "restore", str(tmp_path / "floor.dump"))
    assert await asked(other_url, "select count(*) from access.sessions") == [(0,)]


async def test_a_view_of_somebody_else_is_not_dropped(
    filled_url: str, connection: Connection, tmp_path: Path
) -> None:
    await connection.execute(f"create view public.theirs as select * from {VIEW}")
    await do(filled_url, "backup", str(tmp_path / "floor.dump"))
    said = await told(filled_url, "restore", str(tmp_path / "floor.dump"), "--replace")
    assert "theirs" in said
    assert await connection.fetchval("select count(*) from public.theirs")


@pytest.mark.parametrize("kept", [0.0, 0.05, 0.6, 0.999])
async def test_a_file_that_breaks_off_changes_nothing(
    filled_url: str, other_url: str, tmp_path: Path, kept: float
) -> None:
    whole, part = tmp_path / "floor.dump", tmp_path / "part.dump"
    await do(filled_url, "backup", str(whole))
    part.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * kept)])
    said = await told(other_url, "restore", str(part))
    assert str(part) in said
    assert "Nothing was changed" in said
    assert await content(other_url) == {}


async def test_a_restore_that_fails_half_way_changes_nothing(
    filled_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "floor.dump"
    await do(filled_url, "backup", str(file))
    before = await content(filled_url)
    with pytest.raises(archive.ArchiveError, match="division by zero"):
        await asyncio.to_thread(
            archive.load, filled_url, None, file, "drop schema gold cascade; select 1 / 0;"
        )
    with pytest.raises(archive.ArchiveError, match="already exists"):
        await asyncio.to_thread(archive.load, filled_url, None, file, "drop schema gold cascade;")
    assert await content(filled_url) == before
    assert await asked(filled_url, f"select count(*) > 0 from {VIEW}") == [(True,)]


async def test_a_restore_that_meets_a_deadlock_tries_again(
    filled_url: str, connection: Connection, tmp_path: Path
) -> None:
    file = tmp_path / "floor.dump"
    await do(filled_url, "backup", str(file))
    before = await content(filled_url)
    await connection.execute("create sequence public.tries")  # it goes on after a rollback
    prologue = TWO_DEADLOCKS + query("restore_prologue")
    await asyncio.to_thread(archive.load, filled_url, None, file, prologue)
    assert await connection.fetchval("select last_value from public.tries") == 3
    assert await content(filled_url) == before


async def test_a_newer_version_is_named(
    filled_url: str, connection: Connection, tmp_path: Path
) -> None:
    await connection.execute("update public.alembic_version set version_num = '9999'")
    await do(filled_url, "backup", str(tmp_path / "floor.dump"))
    said = await told(filled_url, "restore", str(tmp_path / "floor.dump"), "--replace")
    assert "revision 9999" in said


async def test_something_else_is_no_backup(filled_url: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear sirs")
    assert f"{file} cannot be read as a backup" in await told(filled_url, "restore", str(file))


async def test_a_file_that_is_there_is_not_written_over(filled_url: str, tmp_path: Path) -> None:
    file = tmp_path / "floor.dump"
    file.write_text("the only copy")
    assert "already" in await told(filled_url, "backup", str(file))
    assert file.read_text() == "the only copy"


async def test_a_folder_that_is_missing_is_named(filled_url: str, tmp_path: Path) -> None:
    assert "There is no folder" in await told(filled_url, "backup", str(tmp_path / "x" / "y"))


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "floor.dump.part").mkdir()
    with pytest.raises(archive.ArchiveError, match=r"floor\.dump\.part: Is a directory"):
        archive.dump("postgresql://x@127.0.0.1:1/x", None, tmp_path / "floor.dump")


async def test_an_empty_database_has_nothing_to_keep(
    empty_database_url: str, tmp_path: Path
) -> None:
    said = await told(empty_database_url, "backup", str(tmp_path / "floor.dump"))
    assert "never set up" in said
    assert files(tmp_path) == []


def test_a_database_that_is_away_leaves_no_file(tmp_path: Path) -> None:
    said = refuse(
        "backup", str(tmp_path / "floor.dump"), DATABASE_URL="postgresql://x@127.0.0.1:1/x"
    )
    assert "nothing listens there" in said
    with pytest.raises(UserError, match="The backup was not written"):
        archive.dump("postgresql://x@127.0.0.1:1/x", None, tmp_path / "floor.dump")
    assert files(tmp_path) == []
