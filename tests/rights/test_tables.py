"""The table of tables and roles, tried in PostgreSQL as the role app."""

from __future__ import annotations

import json

import asyncpg
import pytest

from database.connect import Connection
from tests.people import act_as
from tests.rights.floor import PEOPLE, make, stand
from tests.rights.tables_table import TABLES, UNTOUCHED
from tests.sql.support import first_row

COMMANDS = ("select", "insert", "update", "delete")
# a row of each table that the floor itself does not bring along
ROWS = """
insert into floor.products (product_name) values ('Gear');
insert into floor.ideal_cycles (machine_id, valid_from, ideal_cycle_s) values (1, now(), 5);
insert into floor.status_events (machine_id, at, status) values (1, now() - interval '1 h', 'down');
insert into floor.stop_edits (machine_id, kind, from_at, to_at) values (1, 'reason', now(), now());
insert into floor.job_events (machine_id, at) values (1, now());
insert into floor.production (machine_id, at, good_pcs) values (1, date_trunc('minute', now()), 1);
insert into floor.shift_patterns (plant_id, shift_name, starts_at, ends_at)
values (1, 'E', '06:00', '14:00');
insert into floor.break_patterns (shift_pattern_id, break_name, starts_at, ends_at)
values (1, 'Lunch', '10:00', '10:30');
insert into floor.calendar_exceptions (plant_id, business_date) values (1, '2020-01-01');
insert into floor.shifts (line_id, business_date, shift_name, during)
values (1, '2020-01-02', 'X', '[2020-01-02 06:00Z, 2020-01-02 14:00Z)');
insert into floor.planned_stops (line_id, during, stop_name)
values (1, '[2020-01-02 07:00Z, 2020-01-02 08:00Z)', 'Audit');
insert into floor.applied_floor_file (content_sha256) values ('x');
insert into floor.connection_secrets values (1, 'password', 'secret');
insert into floor.tag_states (tag_id, raw_value, label) values (1, '1', 'On');
insert into floor.import_mappings (import_kind, header_key, mapping) values ('events', 'x', '{}');
insert into historian.connectors (protocol, title, description, config_schema, can_browse)
values ('x', 'X', 'X', '{}', false);
insert into historian.ingesters (ingester, started_at) values ('main', now());
insert into historian.connection_states (connection_id) values (1) on conflict do nothing;
insert into historian.probes (probe_kind, protocol) values ('test', 'x');
insert into historian.tag_problems (tag_id, problem) values (1, 'gone');
insert into historian.dead_letters (source, tag_id, reason) values ('x', 1, 'late');
insert into historian.counter_steps (tag_id, at, value, step_kind, step_pcs)
values (1, now(), 1, 'jump', 0);
insert into floor.work_order_comments (work_order_id, body) values (1, 'Hm');
insert into floor.part_moves (part_id, quantity) values (1, 10);
insert into floor.part_moves (part_id, quantity, work_order_id) values (1, -1, 1);
insert into floor.submissions (idempotency_key, request_hash, answer) values ('x', 'x', '{}');
select floor.refresh_oee();
insert into floor.oee_stops (
    machine_id, starts_at, ends_at, slice_starts_at, stop_started_at, business_date, bucket
)
values (1, '2020-01-02 07:00Z', '2020-01-02 07:30Z', '2020-01-02 07:00Z', '2020-01-02 07:00Z',
    '2020-01-02', 'breakdown');
"""
# primary key of a table, and a column of it that may be written
COLUMNS = """
select
    coalesce(array_agg(attname order by attnum) filter (where is_key), array_agg(attname)) as keys,
    (array_agg(attname order by is_key, attnum) filter (where attidentity = ''))[1] as written
from (
    select attname, attnum, attidentity, coalesce(attnum = any(conkey), false) as is_key
    from pg_attribute left join pg_constraint on conrelid = attrelid and contype = 'p'
    where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and attgenerated = ''
) as columns
"""
# a value that differs: what is written as it is, is no update
OTHER = {"floor.connection_secrets": "secret_value = 'other'"}
# where the first row is not the one that is meant
WHICH = {
    "floor.part_moves": "work_order_id is not null",
    "floor.audit_log": "table_name = 'floor.parts'",
    "floor.person_roles": "role = 'engineer' and line_id is null",
}


@pytest.fixture
async def connection(connection: Connection) -> Connection:
    """The owner's connection to a floor that has a row in every table."""
    await stand(connection)
    for thing in ("connection", "tag", "order", "part", "employee", "rule", "plan"):
        await make(connection, thing, f"first {thing}")
    for thing in ("task", "photo", "labour"):
        await make(connection, thing, f"first {thing}")
    await connection.execute(ROWS)
    return connection


async def tried(connection: Connection, name: str, table: str, command: str, row: str) -> str:
    """Whether somebody may do that to a row. What is wrong with the row itself does not count."""
    values = json.loads(row)
    same = f"jsonb_populate_record(null::{table}, $1::jsonb)"
    keys, column = await first_row(connection, COLUMNS, table)
    key = " and ".join(
        f"kept.{name} = ({same}).{name}" for name in keys if values[name] is not None
    )
    written = OTHER.get(table, f"{column} = ({same}).{column}")
    statement = {
        "select": f"select kept.* from {table} as kept where {key}",
        "insert": f"insert into {table} overriding system value select * from {same}",
        "update": f"update {table} as kept set {written} where {key}",
        "delete": f"delete from {table} as kept where {key}",
    }[command]
    transaction = connection.transaction()
    await transaction.start()
    try:
        await act_as(connection, name)
        if command == "select":
            return "y" if await connection.fetch(statement, row) else "n"
        done = await connection.execute(statement.replace("$1", quoted(row)))
        return "n" if done.endswith(" 0") else "y"
    except asyncpg.InsufficientPrivilegeError:
        return "n"
    except asyncpg.PostgresError as error:
        if error.sqlstate == "FC404":
            return "n"
        return "y"  # the row is refused for what it says, not for who says it
    finally:
        await transaction.rollback()


def quoted(text: str) -> str:
    """A literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


async def test_everybody_may_what_the_table_says(connection: Connection) -> None:
    wrong = []
    for table, expected in TABLES.items():
        which = WHICH.get(table, "true")
        row = await connection.fetchval(
            f"select to_jsonb(kept)::text from {table} as kept where {which} order by kept limit 1"
        )
        assert row is not None, f"{table} has no row to try it on"
        for command, wanted in zip(COMMANDS, expected, strict=True):
            told = "".join([await tried(connection, name, table, command, row) for name in PEOPLE])
            if told != wanted.replace(" ", ""):
                wrong.append(f"{command} {table}: {told[:6]} {told[6:]}, not {wanted}")
    assert not wrong, "\n".join(wrong)


async def test_every_table_is_in_the_table(connection: Connection) -> None:
    tables = await connection.fetch(
        "select oid::regclass::text as name from pg_class"
        " where relkind in ('r', 'p') and not relispartition"
        " and relnamespace in ('floor'::regnamespace, 'historian'::regnamespace)"
    )
    assert {row["name"] for row in tables} == TABLES.keys() | UNTOUCHED


async def test_what_is_not_in_the_table_is_not_theirs(connection: Connection) -> None:
    granted = await connection.fetch(
        "select oid::regclass::text as name from pg_class where relkind in ('r', 'p', 'v')"
        " and relnamespace::regnamespace::text in ('floor', 'historian', 'relay', 'access')"
        " and not relispartition"
        " and has_any_column_privilege('app', oid, 'select, insert, update')"
    )
    views = await connection.fetch(
        "select oid::regclass::text as name from pg_class where relkind = 'v'"
        " and relnamespace::regnamespace::text in ('floor', 'historian')"
    )
    assert {row["name"] for row in granted} <= TABLES.keys() | {row["name"] for row in views}
    for schema in ("access", "relay"):
        assert not await connection.fetchval(
            "select has_schema_privilege('app', $1, 'usage')", schema
        )


async def test_of_secrets_only_the_names_are_told(connection: Connection) -> None:
    await connection.execute("begin")
    await act_as(connection, "Maintenance")
    names = await connection.fetch("select secret_name from floor.connection_secrets")
    assert [row["secret_name"] for row in names] == ["password"]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.fetch("select secret_value from floor.connection_secrets")
    await connection.execute("rollback")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from access.sessions",
        "select * from relay.live_rows",
        "select * from historian.samples",
        "truncate floor.work_orders",
        "alter table floor.machines disable row level security",
        "create policy mine on floor.machines using (true)",
    ],
)
async def test_even_an_engineer_stays_within_the_role(
    connection: Connection, statement: str
) -> None:
    await connection.execute("begin")
    await act_as(connection, "Engineer")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)
    await connection.execute("rollback")
