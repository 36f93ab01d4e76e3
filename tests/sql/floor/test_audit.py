"""floor.audit: which tables are audited, what of their rows is written down, and which not."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.floor.audits import entries
from tests.sql.support import Floor, add_event, minute

# Why nothing is written down about a table: no person changes it, or it is a log itself.
NOT_AUDITED = {
    "access.login_attempts": "a log itself, forgotten after 30 days",
    "access.oidc_logins": "logins under way, worthless after 10 minutes",
    "floor.applied_floor_file": "a note of programs; what a floor file changes is audited",
    "floor.audit_chain": "the audit",
    "floor.audit_head": "the audit",
    "floor.audit_log": "the audit",
    "floor.machine_status": "kept by triggers, from status events",
    "floor.oee_dirty": "a list of work of the refresh",
    "floor.oee_progress": "where the refresh stands",
    "floor.oee_revisions": "counted by the refresh",
    "floor.oee_slices": "worked out by the refresh",
    "floor.oee_stops": "worked out by the refresh",
    "floor.stop_edits": "a log itself, of edited stops; the events they changed are audited",
    "floor.submissions": "notes of what programs sent; what it wrote is audited",
    "floor.work_order_steps": "a log itself, written by triggers",
}
TABLES = """
select
    relations.oid::regclass::text as name,
    array(
        select triggers.tgname::text
        from pg_trigger as triggers
        where triggers.tgrelid = relations.oid and triggers.tgname like '8_audit_%'
        order by triggers.tgname
    ) as triggers
from pg_class as relations
where
    relations.relkind in ('r', 'p')
    and (
        relations.relnamespace in ('floor'::regnamespace, 'access'::regnamespace)
        or relations.oid = 'historian.retention'::regclass
    )
"""
ALL = ["8_audit_delete", "8_audit_insert", "8_audit_truncate", "8_audit_update"]


async def test_a_table_is_audited_or_there_is_a_reason(connection: Connection) -> None:
    found = {row["name"]: row["triggers"] for row in await connection.fetch(TABLES)}
    assert {name for name, triggers in found.items() if not triggers} == set(NOT_AUDITED)
    assert {name for name, triggers in found.items() if triggers not in ([], ALL)} == set()


@pytest.mark.parametrize(
    ("table", "insert"),
    [
        (
            "floor.connection_secrets",
            "with made as (insert into floor.connections (connection_name, protocol)"
            " values ('plc', 'shdr') returning connection_id)"
            " insert into floor.connection_secrets (connection_id, secret_name, secret_value)"
            " select connection_id, 'password', 'hunter2' from made",
        ),
        (
            "access.passwords",
            "with made as (insert into floor.people (email, display_name)"
            " values ('ana@plant.test', 'Ana') returning person_id)"
            " insert into access.passwords (person_id, password_hash)"
            " select person_id, '$argon2id$hunter2' from made",
        ),
        (
            "access.api_tokens",
            "with made as (insert into floor.people (email, display_name)"
            " values ('ana@plant.test', 'Ana') returning person_id)"
            " insert into access.api_tokens (person_id, token_name, token_hash)"
            " select person_id, 'ERP', 'hunter2' from made",
        ),
        (
            "access.sessions",
            "with made as (insert into floor.people (email, display_name)"
            " values ('ana@plant.test', 'Ana') returning person_id)"
            " insert into access.sessions (person_id, mode, expires_at, token_hash)"
            " select person_id, 'local', now(), 'hunter2' from made",
        ),
    ],
)
async def test_no_secret_is_written_down(connection: Connection, table: str, insert: str) -> None:
    await connection.execute(insert)
    await connection.execute(f"delete from {table}")
    assert [entry["action"] for entry in await entries(connection, table)] == ["insert", "delete"]
    texts = await connection.fetchval(
        "select string_agg(audit_log::text, '') from floor.audit_log where table_name = $1", table
    )
    assert "hunter2" not in texts
    assert b"hunter2".hex() not in texts
    assert "…" in texts


async def test_a_picture_is_not_written_down(connection: Connection, floor: Floor) -> None:
    await connection.execute(
        "with made as (insert into floor.work_orders (machine_id, title) values ($1, 'Noise')"
        " returning work_order_id)"
        " insert into floor.work_order_photos (work_order_id, file_name, media_type, size_bytes,"
        " width_px, height_px, sha256, content)"
        " select work_order_id, 'a.png', 'image/png', 3, 1, 1, 'x', '\\x414243' from made",
        floor.ids[0],
    )
    (entry,) = await entries(connection, "floor.work_order_photos")
    assert (entry["after"]["content"], entry["after"]["size_bytes"]) == ("…", 3)


async def test_the_last_sign_of_a_session_is_not_written_down(connection: Connection) -> None:
    person_id = await add_person(connection, "Ana", "viewer")
    await connection.execute(
        "insert into access.sessions (person_id, mode, expires_at, token_hash)"
        " values ($1, 'local', now(), 'x')",
        person_id,
    )
    await connection.execute("update access.sessions set seen_at = seen_at + interval '1 minute'")
    await connection.execute("update access.sessions set revoked_at = now()")
    found = await entries(connection, "access.sessions")
    assert [entry["action"] for entry in found] == ["insert", "update"]
    assert found[1]["after"]["revoked_at"] is not None


@pytest.mark.parametrize("is_machine", [True, False])
async def test_what_machines_say_is_left_out(
    connection: Connection, floor: Floor, is_machine: bool
) -> None:
    if is_machine:
        await connection.execute("set local floor.is_machine = 'on'")
    press = floor.ids[0]
    await add_event(connection, press, 0, "down")
    await connection.execute("update floor.status_events set status = 'warning'")
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs, source) values ($1, $2, 1, 'x')",
        press,
        minute(0),
    )
    await connection.execute(
        "insert into floor.job_events (machine_id, at, job_name) values ($1, $2, 'J')",
        press,
        minute(0),
    )
    await connection.execute("delete from floor.status_events")
    tables = ("floor.status_events", "floor.production", "floor.job_events")
    counts = [len(await entries(connection, table)) for table in tables]
    assert counts == ([0, 0, 0] if is_machine else [3, 1, 1])


async def test_a_machine_changes_nothing_else_unseen(connection: Connection) -> None:
    await connection.execute("set local floor.is_machine = 'on'")
    await connection.execute("insert into floor.parts (part_number, part_name) values ('1', 'x')")
    assert len(await entries(connection, "floor.parts")) == 1


async def test_who_acts_through_the_role_app_is_no_machine(
    connection: Connection, floor: Floor
) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    await add_person(connection, "Ana", "engineer")
    await act_as(connection, "Ana")
    await connection.execute("set local floor.is_machine = 'on'")
    await connection.execute("update floor.status_events set detail = 'jam'")
    *_, entry = await entries(connection, "floor.status_events")
    assert (entry["action"], entry["person"]) == ("update", "ana@plant.test")


@pytest.mark.parametrize("is_history", [True, False])
async def test_a_past_that_is_made_up_is_left_out(
    connection: Connection, floor: Floor, is_history: bool
) -> None:
    if is_history:
        await connection.execute("set local floor.is_history = 'on'")
    await connection.execute(
        "with made as (insert into floor.work_orders (machine_id, title) values ($1, 'Noise')"
        " returning work_order_id)"
        " insert into floor.parts (part_number, part_name) select 'B-1', 'Belt' from made",
        floor.ids[0],
    )
    orders = await entries(connection, "floor.work_orders")
    assert len(orders) == (0 if is_history else 1)
    assert len(await entries(connection, "floor.parts")) == 1, "what stays is no past"


async def test_what_the_plan_writes_is_left_out(connection: Connection, floor: Floor) -> None:
    insert = (
        "insert into floor.planned_stops (line_id, during, stop_name, origin)"
        " values ($1, tstzrange('2026-03-02 06:00+00', '2026-03-02 06:10+00'), 'Break', $2)"
    )
    await connection.execute(insert, floor.line_id, "plan")
    await connection.execute("update floor.planned_stops set stop_name = 'Lunch'")
    assert await entries(connection, "floor.planned_stops") == []
    await connection.execute("update floor.planned_stops set origin = 'me'")
    await connection.execute("update floor.planned_stops set origin = 'plan'")
    await connection.execute(insert, floor.line_id, "me")
    found = await entries(connection, "floor.planned_stops")
    assert [entry["action"] for entry in found] == ["update", "update", "insert"]
