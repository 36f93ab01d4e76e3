"""gold.selftest: the database proves its own arithmetic, and leaves no trace of it."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.oee.support import default_policy, refresh, stations, work
from tests.sql.support import Floor, forget_changes, listening, noted_keys, refused, stand

TABLES = (
    "select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables"
    " where schemaname in ('floor', 'relay', 'public') order by 1"
)


async def failed(connection: Connection) -> list[tuple[str, str]]:
    """Examples and measures that do not agree."""
    rows = await connection.fetch(
        "select split_part(example, ',', 1), measure from gold.selftest() where not pass"
    )
    return [tuple(row) for row in rows]


async def contents(connection: Connection) -> dict[str, str]:
    """A digest of every table."""
    return {
        row["name"]: await connection.fetchval(
            f"select md5(string_agg(listed::text, e'\\n' order by listed::text))"
            f" from {row['name']} as listed"
        )
        for row in await connection.fetch(TABLES)
    }


async def test_every_example_passes(connection: Connection) -> None:
    rows = await connection.fetch("select * from gold.selftest()")
    assert [tuple(row) for row in rows if not row["pass"]] == []
    assert len(rows) > 40
    assert len({row["example"] for row in rows}) == 8


async def test_it_passes_beside_the_customers_own_floor(
    connection: Connection, floor: Floor
) -> None:
    press = stations(connection, floor)[0]
    await work(connection, floor.line_id, 0, 480)
    await press.was((0, "operational"))
    await refresh(connection, 480)
    assert await failed(connection) == []


async def test_nothing_of_it_remains(connection: Connection, floor: Floor) -> None:
    press = stations(connection, floor)[0]
    await work(connection, floor.line_id, 0, 480)
    await press.was((0, "operational"), (100, "down"))
    await press.made(10, 5)
    await refresh(connection, 480)
    await press.was((200, "operational"))
    await forget_changes(connection)
    before = await contents(connection)
    await connection.fetch("select * from gold.selftest()")
    assert await contents(connection) == before
    assert {"floor.oee_slices", "floor.oee_dirty", "relay.change_log"} <= before.keys()
    assert await noted_keys(connection) == set()


async def test_nobody_hears_of_it(committing: Connection, database_url: str) -> None:
    listener = await asyncpg.connect(database_url)
    async with listening(listener) as heard:
        await committing.fetch("select * from gold.selftest()")
        assert await heard.heard() == []
    await listener.close()
    assert await committing.fetchval("select count(*) from floor.machines") == 0
    assert await committing.fetchval("select count(*) from floor.oee_dirty") == 0


async def test_names_of_the_customer_are_not_in_its_way(connection: Connection) -> None:
    await stand(connection, plant="selftest", line="selftest", machines=["selftest"])
    assert await failed(connection) == []
    assert await failed(connection) == []


BROKEN = [
    pytest.param(
        "oee_station_shift",
        "run_s / NULLIF(measured.planned_s",
        "run_s / NULLIF(measured.elapsed_s",
        {"Vorne"},
        "availability",
        id="availability over all time",
    ),
    pytest.param(
        "oee_line_shift",
        "ideal_good_s / NULLIF(measured.planned_s",
        "ideal_good_s / NULLIF(measured.run_s",
        {"Python package oee 0.2.0"},
        "oee",
        id="a line's OEE without availability",
    ),
    pytest.param(
        "oee_station",
        "breakdown_s / (NULLIF(measured.failures",
        "breakdown_s / (1 + NULLIF(measured.failures",
        {"Python package oee 0.2.0"},
        "mttr",
        id="repair time by failures plus one",
    ),
]


@pytest.mark.parametrize(("view", "right", "wrong", "sources", "measure"), BROKEN)
async def test_a_broken_formula_is_found(
    connection: Connection, view: str, right: str, wrong: str, sources: set[str], measure: str
) -> None:
    definition = await connection.fetchval(
        "select pg_get_viewdef($1::text::regclass)", f"gold.{view}"
    )
    broken = _replaced(definition, right, wrong)
    await connection.execute(f"create or replace view gold.{view} as {broken}")
    found = await failed(connection)
    assert {source for source, of in found if of == measure} == sources


def _replaced(definition: str, right: str, wrong: str) -> str:
    """The definition of a view with another formula."""
    assert right in definition
    return definition.replace(right, wrong)


async def test_another_policy_is_found(connection: Connection) -> None:
    await default_policy(connection, planned_stops_count_as="loss")
    assert ("Vorne", "oee") in await failed(connection)
    assert ("influxdata/flux", "oee") not in await failed(connection)


async def test_a_broken_ledger_is_found(connection: Connection) -> None:
    await connection.execute(
        "create or replace function floor.ideal_cycle_s("
        "p_machine_id integer, p_product_id integer, p_at timestamptz)"
        " returns numeric language sql stable as 'select 1.0'"
    )
    assert ("versalytics.org", "oee") in await failed(connection)


async def test_rows_that_are_missing_are_failures(connection: Connection) -> None:
    """Null is right only where the row is there and says so."""
    await connection.execute(
        "create or replace function floor.write_slices("
        "p_machine_ids integer[], p_from timestamptz[], p_to timestamptz[], p_now timestamptz)"
        " returns bigint language sql as 'select 0::bigint'"
    )
    rows = await connection.fetch("select pass, got from gold.selftest()")
    assert {tuple(row) for row in rows} == {(False, None)}


async def test_it_takes_the_right_to_write(connection: Connection) -> None:
    await connection.execute("set local role analyst")
    async with refused(connection, asyncpg.InsufficientPrivilegeError):
        await connection.fetch("select * from gold.selftest()")


async def test_it_does_not_touch_other_machines(connection: Connection, floor: Floor) -> None:
    """What is not refreshed yet stays so: the open shift is not its business."""
    press = stations(connection, floor)[0]
    await press.was((0, "operational"))
    await connection.fetch("select * from gold.selftest()")
    assert await connection.fetchval("select count(*) from floor.oee_slices") == 0
    assert str(await connection.fetchval("select refreshed_to::text from floor.oee_progress")) == (
        "-infinity"
    )
