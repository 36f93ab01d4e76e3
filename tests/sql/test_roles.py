"""sql/roles.sql: the role analyst reads schema gold and nothing else, after every upgrade."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from database.connect import Connection
from database.queries import SQL
from tests.sql.gold.support import work
from tests.sql.support import Open, first_row, refused, settled

SCRIPT = (SQL / "roles.sql").read_text(encoding="utf-8")
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


async def test_the_role_cannot_log_in_and_says_what_it_is_for(connection: Connection) -> None:
    role = await first_row(
        connection,
        "select rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,"
        " shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = 'analyst'",
    )
    *rights, comment = role
    assert not any(rights)
    assert comment == "Reads schema gold of Floorcast, and nothing else."


async def test_a_person_reads_through_the_role(connection: Connection) -> None:
    await connection.execute("create role jane_of_test login; grant analyst to jane_of_test")
    await connection.execute("set local role jane_of_test")
    assert await connection.fetchval("select count(*) from gold.policies") == 3


def script_for(role: str) -> str:
    """The script, about another role: the one there is stays as it is for other tests."""
    return SCRIPT.replace("'analyst'", f"'{role}'").replace(" analyst", f" {role}")


async def test_applying_it_again_changes_nothing(connection: Connection) -> None:
    rights = "select relacl::text from pg_class where relnamespace = 'gold'::regnamespace"
    before = await connection.fetch(rights)
    await connection.execute(SCRIPT)
    assert await connection.fetch(rights) == before


async def test_two_upgrades_that_create_the_role_at_once_both_succeed(
    open_committing: Open,
) -> None:
    """Of two databases, that is: those of one database take turns."""
    first, second, observer = [await open_committing() for _ in range(3)]
    script = script_for("analyst_of_two")
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
        )
    finally:
        await observer.execute("drop owned by analyst_of_two; drop role analyst_of_two")


async def test_who_may_not_create_roles_is_told_what_to_do(connection: Connection) -> None:
    told: list[Any] = []
    connection.add_log_listener(lambda _, message: told.append(message))
    await connection.execute(
        "create role migrator_of_test; grant usage on schema gold to migrator_of_test;"
        " set local role migrator_of_test"
    )
    await connection.execute(script_for("analyst_of_nobody"))
    assert [message.message for message in told] == [
        "The role analyst_of_nobody is missing, and migrator_of_test may not create it"
    ]
    assert told[0].hint.startswith(
        'Have an administrator run "create role analyst_of_nobody nologin", then upgrade again'
    )
    assert await connection.fetchval("select to_regrole('analyst_of_nobody')") is None
