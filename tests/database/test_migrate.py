"""An upgrade: all of it or nothing, once or twice, alone or with others."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from pathlib import Path

import asyncpg
import pytest

from database.connect import Connect, connector
from database.embedded import EmbeddedServer
from database.migrate import UpgradeError, migrate
from database.queries import SQL
from errors import UserError

REVISION = "select version_num from public.alembic_version"


@pytest.fixture
def own_sql(tmp_path: Path) -> Path:
    """A copy of sql/ to change."""
    return Path(shutil.copytree(SQL, tmp_path / "sql"))


@pytest.fixture
def connect(database_url: str) -> Connect:
    """Opens connections to a migrated database."""
    return connector(database_url, "migrate")


@pytest.fixture
def connect_empty(empty_database_url: str) -> Connect:
    """Opens connections to an empty database."""
    return connector(empty_database_url, "migrate")


async def one(connect: Connect, statement: str) -> object:
    """The one value a statement returns, over a connection of its own."""
    connection = await connect()
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def run(connect: Connect, script: str) -> None:
    """Run a script over a connection of its own."""
    connection = await connect()
    try:
        await connection.execute(script)
    finally:
        await connection.close()


def dump(server: EmbeddedServer, url: str) -> str:
    """The whole schema as text, comments and all."""
    text = subprocess.run(
        [server.program("pg_dump"), "--schema-only", "--no-owner", url],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # newer programs guard their output by a key that differs each time
    return re.sub(r"^\\(un)?restrict .*$", "", text, flags=re.MULTILINE)


# a table that one who waits for another holds for itself alone
HELD = """
select held.relation::regclass::text from pg_locks as held
inner join pg_locks as wanted on held.pid = wanted.pid and not wanted.granted
inner join pg_class on held.relation = pg_class.oid and pg_class.relkind = 'r'
where held.granted and held.mode = 'AccessExclusiveLock' and wanted.relation <> held.relation
limit 1
"""


async def test_from_nothing_to_the_present(connect_empty: Connect) -> None:
    await migrate(connect_empty)
    assert await one(connect_empty, REVISION) is not None
    assert await one(connect_empty, "select count(*) from machine_feed_stream") == 0


async def test_twice_is_once(server: EmbeddedServer, empty_database_url: str) -> None:
    connect = connector(empty_database_url, "migrate")
    await migrate(connect)
    before = dump(server, empty_database_url)
    await migrate(connect)
    assert dump(server, empty_database_url) == before
    for part in ("CREATE VIEW relay.live_rows", "COMMENT ON TRIGGER", "tg_note_machines_of_lines"):
        assert part in before


async def test_an_upgrade_keeps_the_rows(connect: Connect) -> None:
    await run(
        connect,
        "insert into floor.plants (plant_name, time_zone) values ('Plant', 'UTC');"
        "insert into floor.lines (plant_id, line_name) select plant_id, 'Engine' from floor.plants;"
        "insert into floor.machine_types values ('Press');"
        "insert into floor.machines"
        " (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " select 'Press_1', 'P1', line_id, 'Press', 0, 0 from floor.lines;"
        "update machine_feed_stream set status = 'down'",
    )
    kept = "select format('%s', machine_live) from floor.machine_live"
    before = await one(connect, kept)
    await migrate(connect)
    assert await one(connect, kept) == before
    await run(connect, "update machine_feed_stream set status = 'warning'")
    assert await one(connect, "select status from machine_feed_stream") == "warning"


async def test_an_error_in_the_last_script_undoes_everything(
    connect_empty: Connect, own_sql: Path
) -> None:
    last = own_sql / "triggers" / "zzz" / "last.sql"
    last.parent.mkdir()
    last.write_text("select * from floor.no_such_table;\n")
    with pytest.raises(UpgradeError) as caught:
        await migrate(connect_empty, sql=own_sql)
    assert caught.value.message == (
        f'The upgrade stopped at {last}: relation "floor.no_such_table" does not exist.'
        " Nothing was changed."
    )
    assert caught.value.hint == "Mend the cause and run `floorcast migrate` again."
    assert await one(connect_empty, "select to_regclass('public.alembic_version')") is None
    assert await one(connect_empty, "select to_regnamespace('floor')") is None


async def test_a_failed_upgrade_leaves_the_old_schema_at_work(
    server: EmbeddedServer, database_url: str, own_sql: Path
) -> None:
    connect = connector(database_url, "migrate")
    before = dump(server, database_url)
    view = own_sql / "views" / "relay" / "live_rows.sql"
    view.write_text(view.read_text().replace("machine_live.line,", "machine_live.no_such_column,"))
    with pytest.raises(UpgradeError, match="no_such_column"):
        await migrate(connect, sql=own_sql)
    assert dump(server, database_url) == before


async def test_a_view_of_somebody_elses_stops_it(server: EmbeddedServer, database_url: str) -> None:
    connect = connector(database_url, "migrate")
    await run(
        connect,
        "create schema report; create view report.downtime as"
        " select machine_name from floor.machine_live where status = 'down'",
    )
    before = dump(server, database_url)
    with pytest.raises(UpgradeError) as caught:
        await migrate(connect)
    assert caught.value.message == (
        "The upgrade stopped at sql/drop_rebuilt.sql: view report.downtime builds on"
        " view floor.machine_live, which this upgrade replaces. Nothing was changed."
    )
    assert caught.value.hint == "Save its definition, drop it, upgrade, and create it again."
    assert dump(server, database_url) == before


async def test_an_object_without_a_file_disappears(connect: Connect, own_sql: Path) -> None:
    (own_sql / "views" / "floor" / "status_intervals.sql").unlink()
    (own_sql / "functions" / "relay" / "trim.sql").unlink()
    (own_sql / "triggers" / "floor" / "plants.sql").unlink()
    await migrate(connect, sql=own_sql)
    assert await one(connect, "select to_regclass('floor.status_intervals')") is None
    assert await one(connect, "select to_regproc('relay.trim')") is None
    assert await one(connect, "select to_regproc('relay.tg_note_config_of_plants')") is None
    left = "select count(*) from pg_trigger where tgname like '9_note_%'"
    left += " and tgrelid = 'floor.plants'::regclass"
    assert await one(connect, left) == 0
    await migrate(connect)
    assert await one(connect, "select to_regclass('floor.status_intervals')") is not None


async def test_two_upgrades_at_once_both_succeed(
    server: EmbeddedServer, empty_database_url: str, database_url: str
) -> None:
    connect = connector(empty_database_url, "migrate")
    await asyncio.gather(*(migrate(connect) for _ in range(3)))
    assert dump(server, empty_database_url) == dump(server, database_url)


async def test_a_newer_database_is_left_alone(server: EmbeddedServer, database_url: str) -> None:
    connect = connector(database_url, "migrate")
    await run(connect, "update public.alembic_version set version_num = '9999'")
    before = dump(server, database_url)
    with pytest.raises(UserError) as caught:
        await migrate(connect)
    assert caught.value.message.startswith(
        "This database was upgraded by another version of Floorcast"
    )
    assert "9999" in caught.value.message
    assert caught.value.hint == "Run that version, or a newer one: a schema never goes back."
    assert dump(server, database_url) == before


async def test_a_table_in_use_is_not_waited_for_for_ever(connect: Connect) -> None:
    """Writers queue behind a waiting upgrade, so it gives up and says what to look for."""
    reader = await connect()
    try:
        async with reader.transaction():
            await reader.fetch("select from floor.machine_live")
            with pytest.raises(UpgradeError) as caught:
                await migrate(connect, lock_timeout_s=0.05)
        assert caught.value.message == (
            "The upgrade stopped at sql/drop_rebuilt.sql: canceling statement due to lock timeout."
            " Nothing was changed."
        )
        assert "pg_stat_activity" in caught.value.hint
        await reader.execute("update machine_feed_stream set status = 'down' where false")
    except asyncpg.NoDataFoundError:
        pass  # the feed's own objection: its triggers are still there
    finally:
        await reader.close()
    await migrate(connect, lock_timeout_s=0.05)


async def test_after_a_deadlock_it_tries_again(connect: Connect) -> None:
    """It waits for a table of a reader's, who then wants one of those it holds already."""
    reader, observer = await connect(), await connect()
    await reader.execute("set deadlock_timeout = '1 min'")  # so that not the reader gives way
    transaction = reader.transaction()
    await transaction.start()
    await reader.fetch("select from floor.machine_live")
    upgrade = asyncio.create_task(migrate(connect))
    while (held := await observer.fetchval(HELD)) is None:
        assert not upgrade.done(), upgrade.exception()
        await asyncio.sleep(0.01)
    await reader.execute(f"lock table {held} in access share mode")  # when the upgrade gave way
    await transaction.rollback()
    await upgrade
    await reader.close()
    await observer.close()


async def test_a_writer_goes_on_after_the_upgrade(connect: Connect) -> None:
    """Sessions that stay open across an upgrade call the new functions."""
    writer = await connect()
    feed = "insert into machine_feed_stream (machine_name, status) values ('nobody', 'down')"
    for _ in range(2):
        with pytest.raises(asyncpg.ForeignKeyViolationError, match='machine "nobody" is unknown'):
            await writer.execute(feed)
        await migrate(connect)
    await writer.close()
