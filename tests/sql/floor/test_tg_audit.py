"""floor.tg_audit: what a row of the audit says."""

from __future__ import annotations

from datetime import timedelta

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.floor.audits import PART, entries
from tests.sql.support import Floor, add_event, minute

AUDIT = "floor.parts"


async def test_before_and_after_of_each_change(connection: Connection) -> None:
    await connection.execute(PART, "B-1")
    await connection.execute("update floor.parts set minimum_qty = 2.50")
    await connection.execute("delete from floor.parts")
    inserted, updated, deleted = await entries(connection, AUDIT)
    assert [entry["action"] for entry in (inserted, updated, deleted)] == [
        "insert",
        "update",
        "delete",
    ]
    assert inserted["before"] is None
    assert inserted["after"] == updated["before"]
    assert updated["before"]["minimum_qty"] == 0
    assert updated["after"]["minimum_qty"] == 2.5
    assert (deleted["before"], deleted["after"]) == (updated["after"], None)
    assert {entry["row_key"] for entry in (inserted, updated, deleted)} == {
        str(inserted["after"]["part_id"])
    }


async def test_an_update_that_changes_nothing_is_no_change(connection: Connection) -> None:
    await connection.execute(PART, "B-1")
    await connection.execute("update floor.parts set minimum_qty = 0")
    assert len(await entries(connection, AUDIT)) == 1


async def test_a_truncate_is_one_row(connection: Connection) -> None:
    await connection.execute(PART, "B-1")
    await connection.execute("truncate floor.import_mappings")
    (entry,) = await entries(connection, "floor.import_mappings")
    assert (entry["action"], entry["row_key"], entry["before"]) == ("truncate", "", None)


async def test_rows_that_go_with_another_are_written_down(connection: Connection) -> None:
    person_id = await add_person(connection, "Ana", "viewer")
    await connection.execute("delete from floor.people where person_id = $1", person_id)
    *_, role = await entries(connection, "floor.person_roles")
    assert (role["action"], role["before"]["role"]) == ("delete", "viewer")


async def test_who_and_through_what(connection: Connection) -> None:
    await add_person(connection, "Ana", "supervisor")
    async with connection.transaction():
        await act_as(connection, "Ana")
        await connection.execute(PART, "B-1")
    await connection.execute(
        "reset role; set local floor.person = ''; set local floor.program = ''"
    )
    await connection.execute(PART, "B-2")
    by_ana, by_nobody = await entries(connection, AUDIT)
    user = await connection.fetchval("select session_user::text")
    assert (by_ana["person"], by_ana["program"]) == ("ana@plant.test", "test")
    assert (by_nobody["person"], by_nobody["program"]) == (None, "test")
    assert {by_ana["database_user"], by_nobody["database_user"]} == {user}
    assert by_ana["xid"] == by_nobody["xid"]


async def test_without_a_name_the_program_is_sql(connection: Connection) -> None:
    await connection.execute("set local application_name = ''")
    await connection.execute(PART, "B-1")
    (entry,) = await entries(connection, AUDIT)
    assert entry["program"] == "sql"


async def test_keys_and_values_do_not_depend_on_the_session(
    connection: Connection, floor: Floor
) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    await connection.execute("set local timezone = 'Asia/Tokyo'; set local datestyle = 'German'")
    await connection.execute("update floor.status_events set detail = 'jam'")
    first, second = await entries(connection, "floor.status_events")
    assert first["row_key"] == second["row_key"] == f"{floor.ids[0]} 2026-03-02T06:00:00+00:00"
    assert first["after"]["at"] == second["after"]["at"]
    assert minute(0).utcoffset() == timedelta(0)


async def test_a_hidden_value_that_changed_says_only_that(connection: Connection) -> None:
    await connection.execute(
        "with made as (insert into floor.connections (connection_name, protocol)"
        " values ('plc', 'shdr') returning connection_id)"
        " insert into floor.connection_secrets (connection_id, secret_name, secret_value)"
        " select connection_id, 'password', 'old' from made"
    )
    await connection.execute("update floor.connection_secrets set secret_value = 'new'")
    await connection.execute("update floor.connection_secrets set secret_name = 'pin'")
    _, value, name = await entries(connection, "floor.connection_secrets")
    hidden = [
        (entry["before"]["secret_value"], entry["after"]["secret_value"]) for entry in (value, name)
    ]
    assert hidden == [("…", "… (changed)"), ("…", "…")]


async def test_a_person_without_rights_on_the_audit_is_written_down(
    connection: Connection, floor: Floor
) -> None:
    await add_person(connection, "Ole", "operator")
    await act_as(connection, "Ole")
    await connection.execute(
        "insert into floor.work_orders (machine_id, title) values ($1, 'Noise')", floor.ids[0]
    )
    assert await entries(connection, "floor.work_orders") == []
    await connection.execute("reset role")
    (entry,) = await entries(connection, "floor.work_orders")
    assert (entry["person"], entry["after"]["title"]) == ("ole@plant.test", "Noise")
