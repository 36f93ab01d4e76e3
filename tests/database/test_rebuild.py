"""What is rebuilt, in which order, and what is dropped before."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from database.connect import Connection
from database.queries import SQL
from database.rebuild import drop_script, scripts


def write(folder: Path, name: str, text: str) -> Path:
    """One file, and the folders it needs."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_functions_come_before_views_and_triggers_last() -> None:
    kinds = [file.relative_to(SQL).parts[0] for file in scripts()]
    assert kinds == sorted(kinds, key=["functions", "views", "triggers"].index)
    assert set(kinds) == {"functions", "views", "triggers"}


def test_every_file_is_run_once() -> None:
    files = scripts()
    assert len(files) == len(set(files))
    folders = ("functions", "views", "triggers")
    assert set(files) == {file for name in folders for file in (SQL / name).rglob("*.sql")}


def test_a_view_comes_after_those_it_reads(tmp_path: Path) -> None:
    """Whatever its name, and however the statement is laid out."""
    top = write(
        tmp_path,
        "views/gold/a_top.sql",
        "create view gold.a_top as select * from gold.b_middle\n"
        "LEFT JOIN\n    floor.z_base using (machine_id);",
    )
    middle = write(
        tmp_path,
        "views/gold/b_middle.sql",
        "create view gold.b_middle as with base as (select * from floor.z_base) table base;",
    )
    base = write(tmp_path, "views/floor/z_base.sql", "create view floor.z_base as select 1;")
    assert scripts(tmp_path) == [base, middle, top]


def test_the_views_there_are_come_in_order() -> None:
    names = [f"{file.parent.name}.{file.stem}" for file in scripts()]
    assert names.index("floor.machine_live") < names.index("public.machine_feed_stream")
    assert names.index("floor.machine_live") < names.index("relay.live_rows")
    assert names.index("floor.production_today") < names.index("relay.live_rows")


def test_what_comments_mention_is_not_read(tmp_path: Path) -> None:
    """A view may speak of itself, and of those built on it."""
    base = write(
        tmp_path,
        "views/floor/base.sql",
        "-- Unlike a select from floor.top, a select from floor.base is cheap.\n"
        "create view floor.base as select 1;\n"
        "comment on view floor.base is 'Not the same; it''s not read from floor.top';",
    )
    top = write(tmp_path, "views/floor/top.sql", "create view floor.top as table floor.base;")
    assert sorted(scripts(tmp_path)) == [base, top]


async def _rebuilt_objects(connection: Connection) -> set[str]:
    rows = await connection.fetch(
        "select oid::regclass::text as name from pg_class"
        " where relkind = 'v' and relnamespace = any($1::regnamespace[])"
        " union all select oid::regprocedure::text from pg_proc"
        " where pronamespace = any($1::regnamespace[])"
        " union all select tgname from pg_trigger where not tgisinternal",
        ["floor", "relay", "public"],
    )
    return {row["name"] for row in rows}


async def test_dropping_leaves_tables_and_nothing_else(connection: Connection) -> None:
    tables = "select array_agg(oid::regclass::text order by oid) from pg_class where relkind = 'r'"
    before = await connection.fetchval(tables)
    assert await _rebuilt_objects(connection)
    await connection.execute(drop_script())
    assert await _rebuilt_objects(connection) == set()
    assert await connection.fetchval(tables) == before


async def test_dropping_twice_or_from_nothing_is_fine(
    connection: Connection, empty_database_url: str
) -> None:
    await connection.execute(drop_script())
    await connection.execute(drop_script())
    empty = await asyncpg.connect(empty_database_url)
    await empty.execute(drop_script())
    await empty.close()


async def test_a_function_that_a_table_needs_stays(connection: Connection) -> None:
    await connection.execute(
        "create function floor.is_even(number int) returns boolean immutable"
        " language sql as 'select number % 2 = 0';"
        "create table floor.pairs (pieces int check (floor.is_even(pieces)))"
    )
    await connection.execute(drop_script())
    assert await _rebuilt_objects(connection) == {"floor.is_even(integer)"}


THEIRS = [
    (
        "create view report as select * from floor.machine_live",
        "view report builds on view floor.machine_live",
    ),
    (
        "create materialized view report as select * from machine_feed_stream",
        "materialized view report builds on view machine_feed_stream",
    ),
    (
        "create view report as select floor.machine_id('x')",
        "view report builds on function floor.machine_id(text)",
    ),
    (
        "create function report() returns bigint language sql"
        " begin atomic select count(*) from floor.line_live; end",
        "function report() builds on view floor.line_live",
    ),
    (
        "create table orders (order_id int); create trigger guard after insert on orders"
        " referencing new table as new_rows for each statement"
        " execute function floor.tg_refuse_future()",
        "trigger guard on table orders builds on function floor.tg_refuse_future()",
    ),
    (
        "create function shout() returns trigger language plpgsql as 'begin return new; end';"
        "create trigger shout instead of delete on machine_feed_stream"
        " for each row execute function shout()",
        "trigger shout on view machine_feed_stream builds on view machine_feed_stream",
    ),
]


@pytest.mark.parametrize(("statement", "message"), THEIRS)
async def test_what_others_built_on_ours_is_named(
    connection: Connection, statement: str, message: str
) -> None:
    await connection.execute(statement)
    before = await _rebuilt_objects(connection)
    with pytest.raises(asyncpg.DependentObjectsStillExistError) as caught:
        await connection.execute(drop_script())
    assert caught.value.args[0] == f"{message}, which this upgrade replaces"
    assert caught.value.hint == "Save its definition, drop it, upgrade, and create it again."
    assert await _rebuilt_objects(connection) == before


async def test_a_trigger_of_others_on_a_table_of_ours_stays(connection: Connection) -> None:
    await connection.execute(
        "create function audit() returns trigger language plpgsql as 'begin return null; end';"
        "create trigger audit after insert on floor.status_events execute function audit()"
    )
    await connection.execute(drop_script())
    assert await _rebuilt_objects(connection) == {"audit", "audit()"}
