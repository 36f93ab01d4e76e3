"""sql/roles.sql, after every upgrade: the role analyst reads schema gold and nothing else; the
role ingest stores samples, from which facts follow, and changes none itself."""

from __future__ import annotations

import re
from typing import Any

import asyncpg
import pytest

from database.connect import Connection
from database.queries import SQL, query
from tests.sql.gold.support import work
from tests.sql.historian.counters import add_tag, made, second
from tests.sql.historian.silence import fetched_press, mark, states
from tests.sql.historian.test_sort_out import STAGE
from tests.sql.support import Open, first_row, refused, settled

SCRIPT = (SQL / "roles.sql").read_text(encoding="utf-8")
INGESTING = sorted(file.stem for file in (SQL / "queries").glob("ingest_*.sql"))
VIEWS = (
    "select oid::regclass::text as name from pg_class"
    " where relnamespace = 'gold'::regnamespace and relkind = 'v' order by 1"
)
OTHERS = (
    "select oid::regclass::text as name from pg_class"
    " where relnamespace = any('{floor, relay}'::regnamespace[]) and relkind in ('r', 'v')"
    " order by 1"
)
PERIOD_FUNCTIONS = (
    "downtime_over",
    "loss_tree_over",
    "oee_station_over",
    "oee_line_over",
    "oee_plant_over",
    "oee_product_over",
)


async def names(connection: Connection, statement: str) -> list[str]:
    """Names of relations, as a statement asks for them."""
    return [row["name"] for row in await connection.fetch(statement)]


async def test_the_analyst_reads_every_view_of_gold(connection: Connection) -> None:
    await work(connection)
    views = await names(connection, VIEWS)
    assert len(views) > 40
    counts = {view: await connection.fetchval(f"select count(*) from {view}") for view in views}
    await connection.execute("set local role analyst")
    for view in views:
        assert await connection.fetchval(f"select count(*) from {view}") == counts[view], view
        await connection.fetch(f"select * from {view} limit 1")


@pytest.mark.parametrize("function", PERIOD_FUNCTIONS)
async def test_the_analyst_asks_for_any_period(connection: Connection, function: str) -> None:
    await work(connection)
    question = f"select count(*) from gold.{function}(p_shift_name => 'E')"
    rows = await connection.fetchval(question)
    assert rows > 0
    await connection.execute("set local role analyst")
    assert await connection.fetchval(question) == rows


async def test_the_analyst_sees_nothing_else(connection: Connection) -> None:
    others = await names(connection, OTHERS)
    assert {"floor.machines", "floor.oee_slices", "floor.machine_live", "relay.live_rows"} <= set(
        others
    )
    await connection.execute("set local role analyst")
    for other in [*others, "public.machine_feed_stream", "public.alembic_version"]:
        async with refused(connection, asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"select * from {other}")
    listed = await connection.fetchval(
        "select count(*) from information_schema.tables"
        " where table_schema not in ('gold', 'pg_catalog', 'information_schema')"
    )
    assert listed == 0, "nor do programs that list tables offer any"


@pytest.mark.parametrize(
    "statement",
    [
        "insert into gold.products (product) values ('Gear')",
        "update gold.products set description = 'x'",
        "delete from gold.products",
        "create view gold.mine as select 1",
        "create table public.mine (x integer)",
        "update machine_feed_stream set status = 'down' where machine_name = 'Press_1'",
        "select floor.refresh_oee()",
        "select relay.trim()",
    ],
)
async def test_the_analyst_writes_nothing(connection: Connection, statement: str) -> None:
    await connection.execute("set local role analyst")
    async with refused(connection, asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)


async def test_a_sample_that_ingest_stores_becomes_facts(connection: Connection) -> None:
    status = await fetched_press(connection)
    good = await add_tag(connection, "good", status.machine_id)
    await connection.execute("set local role ingest")
    await connection.copy_records_to_table(
        "samples",
        schema_name="historian",
        columns=["tag_id", "at", "value"],
        records=[(status.tag_id, second(0), 2), (good.tag_id, second(0), 5)],
    )
    await connection.execute(STAGE)
    await connection.execute(
        "insert into staged_samples (tag_id, at, value, quality) values ($1, $2, 8, 0)",
        *(good.tag_id, second(10)),
    )
    await connection.execute("select * from historian.sort_out('main')")
    await connection.execute("reset role")
    assert await states(connection) == [(second(0), "down")]
    assert await made(connection) == {0: (3, 0)}


async def test_ingest_makes_room_for_late_samples(connection: Connection) -> None:
    status = await fetched_press(connection)
    await connection.execute("set local role ingest")
    await connection.execute(STAGE)
    await connection.execute(
        "insert into staged_samples (tag_id, at, quality) values ($1, $2, 0)",
        *(status.tag_id, second(-9 * 86_400)),
    )
    row = await first_row(connection, "select * from historian.sort_out('main')")
    assert tuple(row) == (1, 0, 0)


async def test_ingest_takes_back_that_it_was_silent(connection: Connection) -> None:
    status = await fetched_press(connection)
    await status.showed((0, 1))
    await mark(connection, now=200)
    await connection.execute("set local role ingest")
    assert await connection.fetchval("select historian.resume('main', $1)", second(0)) == 1


@pytest.mark.parametrize("name", INGESTING)
async def test_ingest_may_do_all_that_the_ingester_asks_for(
    connection: Connection, name: str
) -> None:
    """Rights are checked before a statement would begin."""
    statement = query(name)
    await connection.execute("set local role ingest")
    if "create temporary table" in statement:
        await connection.execute(statement)
    else:
        await connection.execute(f"explain (generic_plan) {statement}")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from floor.people",
        "select * from floor.status_events",
        "select * from gold.machines",
        "insert into floor.status_events (machine_id, at, status) values (1, now(), 'down')",
        "update floor.production set good_pcs = 0",
        "delete from floor.status_events",
        "update floor.machines set machine_name = 'x'",
        "update floor.tags set scale = 2",
        "delete from floor.connections",
        "update historian.samples set value = 0",
        "delete from historian.samples",
        "delete from historian.counter_steps",
        "truncate historian.samples",
        "drop table historian.probes",
        "update historian.retention set keep_days = 1",
        "update machine_feed_stream set status = 'down' where machine_name = 'Press_1'",
        "select floor.refresh_oee()",
    ],
)
async def test_ingest_changes_nothing_else(connection: Connection, statement: str) -> None:
    await connection.execute("set local role ingest")
    async with refused(connection, asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("analyst", "Reads schema gold of Floorcast, and nothing else."),
        ("ingest", "Stores samples of machines in Floorcast, and changes no facts."),
        (
            "app",
            "Acts for people on the pages of Floorcast: row-level security holds it to their"
            " rights.",
        ),
    ],
)
async def test_the_role_cannot_log_in_and_says_what_it_is_for(
    connection: Connection, name: str, purpose: str
) -> None:
    role = await first_row(
        connection,
        "select rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,"
        " shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = $1",
        name,
    )
    *rights, comment = role
    assert not any(rights)
    assert comment == purpose


async def test_a_person_reads_through_the_role(connection: Connection) -> None:
    await connection.execute("create role jane_of_test login; grant analyst to jane_of_test")
    await connection.execute("set local role jane_of_test")
    assert await connection.fetchval("select count(*) from gold.policies") == 3


def script_for(whom: str) -> str:
    """The script, about other roles: those there are stay as they are for other tests."""
    return re.sub(r"(?<!\w)(analyst|ingest|app)(?!\w)", rf"\1_{whom}", SCRIPT)


async def test_applying_it_again_changes_nothing(connection: Connection) -> None:
    rights = (
        "select oid, relacl::text from pg_class"
        " where relnamespace = any('{floor, gold, historian}'::regnamespace[]) order by oid"
    )
    before = await connection.fetch(rights)
    await connection.execute(SCRIPT)
    assert await connection.fetch(rights) == before


async def test_two_upgrades_that_create_the_role_at_once_both_succeed(
    open_committing: Open,
) -> None:
    """Of two databases, that is: those of one database take turns."""
    first, second, observer = [await open_committing() for _ in range(3)]
    script = script_for("of_two")
    try:
        transaction = first.transaction()
        await transaction.start()
        await first.execute(script)
        waiting = await settled(observer, second, second.execute(script))
        assert not waiting.done(), "the name is taken, but not for certain"
        await transaction.commit()
        await waiting
        assert await observer.fetchval(
            "select has_table_privilege('analyst_of_two', 'gold.machines', 'select')"
            " and has_table_privilege('ingest_of_two', 'historian.samples', 'insert')"
        )
    finally:
        await observer.execute(
            "drop owned by analyst_of_two, ingest_of_two, app_of_two;"
            " drop role analyst_of_two, ingest_of_two, app_of_two"
        )


async def test_who_may_not_create_roles_is_told_what_to_do(connection: Connection) -> None:
    told: list[Any] = []
    connection.add_log_listener(lambda _, message: told.append(message))
    await connection.execute(
        "create role migrator_of_test; grant usage on schema gold to migrator_of_test;"
        " set local role migrator_of_test"
    )
    await connection.execute(script_for("of_nobody"))
    assert [message.message for message in told] == [
        "The role analyst_of_nobody is missing, and migrator_of_test may not create it",
        "The role ingest_of_nobody is missing, and migrator_of_test may not create it",
        "The role app_of_nobody is missing, and migrator_of_test may not create it",
    ]
    assert told[0].hint.startswith(
        'Have an administrator run "create role analyst_of_nobody nologin", then upgrade again'
    )
    assert told[1].hint.endswith("then upgrade again: it will be allowed to store samples.")
    assert told[2].hint.endswith("the pages will read and write through it.")
    assert await connection.fetchval("select to_regrole('analyst_of_nobody')") is None
