"""floor.audit_entries: a row of the audit as people read it."""

from __future__ import annotations

import json

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.floor.audits import PART
from tests.sql.support import Floor, first_row, stand

NEWEST = "select * from floor.audit_entries order by audit_id desc limit 1"


async def test_fields_that_differ(connection: Connection) -> None:
    await connection.execute(PART, "B-1")
    inserted = json.loads((await first_row(connection, NEWEST))["changes"])
    assert {change["field"]: change["after"] for change in inserted}["part_number"] == "B-1"
    assert all(change["before"] is None for change in inserted)
    await connection.execute("update floor.parts set unit = 'm', retired_at = '2026-03-02 06:00Z'")
    updated = await first_row(connection, NEWEST)
    assert json.loads(updated["changes"]) == [
        {"field": "retired_at", "before": None, "after": "2026-03-02T06:00:00+00:00"},
        {"field": "unit", "before": "pcs", "after": "m"},
    ]
    await connection.execute("delete from floor.parts")
    deleted = json.loads((await first_row(connection, NEWEST))["changes"])
    assert {change["field"]: change["before"] for change in deleted}["unit"] == "m"


async def test_a_truncate_has_no_fields(connection: Connection) -> None:
    await connection.execute("truncate floor.import_mappings")
    assert json.loads((await first_row(connection, NEWEST))["changes"]) == []


async def test_who_empties_the_work_orders_is_told_about_no_one_order(
    connection: Connection, floor: Floor
) -> None:
    await connection.execute("truncate floor.work_orders cascade")
    rows = await connection.fetch(
        "select * from floor.audit_entries where table_name = 'floor.work_orders'"
    )
    assert [(row["action"], row["row_key"], row["work_order_id"]) for row in rows] == [
        ("truncate", "", None)
    ]


async def test_what_a_row_is_about(connection: Connection, floor: Floor) -> None:
    await add_person(connection, "Ana", "engineer")
    order_id = await connection.fetchval(
        "insert into floor.work_orders (machine_id, title) values ($1, 'x')"
        " returning work_order_id",
        floor.ids[0],
    )
    rows = await connection.fetch(
        "select * from floor.audit_entries where table_name = 'floor.work_orders'"
    )
    assert [(row["machine_name"], row["work_order_id"]) for row in rows] == [("Press_1", order_id)]
    await connection.execute("set local floor.person = 'ANA@plant.test'")
    await connection.execute(
        "insert into floor.work_order_comments (work_order_id, body) values ($1, 'Hm')", order_id
    )
    row = await first_row(
        connection,
        "select * from floor.audit_entries where table_name = 'floor.work_order_comments'",
    )
    assert (row["machine_name"], row["work_order_id"]) == ("Press_1", order_id)
    assert (row["person"], row["person_name"]) == ("ANA@plant.test", "Ana")


async def test_it_holds_what_the_person_may_see(connection: Connection, floor: Floor) -> None:
    other = await stand(connection, plant="Other", line="Paint", machines=("Painter_1",))
    await connection.execute(PART, "B-1")
    for machine_id in (floor.ids[0], other.ids[0]):
        await connection.execute(
            "update floor.machines set map_y = 1 where machine_id = $1", machine_id
        )
    await add_person(connection, "Sven", "supervisor", line="Paint")
    role = await connection.fetchval("select max(person_role_id)::text from floor.person_roles")
    await act_as(connection, "Sven")
    rows = await connection.fetch("select distinct table_name, row_key from floor.audit_entries")
    assert {tuple(row) for row in rows} == {
        ("floor.machines", str(other.ids[0])),
        ("floor.lines", str(other.line_id)),
        ("floor.person_roles", role),
    }
