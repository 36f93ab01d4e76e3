"""What the tables of the floor refuse, and by which name."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import Floor, first_row, refused, said

NOT_ALLOWED = [
    (
        "insert into floor.plants (plant_name, time_zone) values (' ', 'UTC')",
        'new row for relation "plants" violates check constraint "plants_name_is_not_blank"',
    ),
    (
        "insert into floor.plants (plant_name, time_zone) values ('North', 'Europe/Bärlin')",
        'time zone "Europe/Bärlin" not recognized',
    ),
    (
        "update floor.plants set time_zone = ''",
        'time zone "" not recognized',
    ),
    (
        "insert into floor.lines (plant_id, line_name) select plant_id, '' from floor.plants",
        'new row for relation "lines" violates check constraint "lines_name_is_not_blank"',
    ),
    (
        "insert into floor.lines (plant_id, line_name) select plant_id, 'ENGINE' from floor.plants",
        'duplicate key value violates unique constraint "lines_name_ignoring_case"',
    ),
    (
        "insert into floor.machine_types (machine_type) values (' ')",
        'new row for relation "machine_types" violates check constraint'
        ' "machine_types_name_is_not_blank"',
    ),
    (
        "update floor.machines set machine_name = '  ' where machine_name = 'Press_1'",
        'new row for relation "machines" violates check constraint "machines_name_is_not_blank"',
    ),
    (
        "update floor.machines set machine_name = 'PRESS_2' where machine_name = 'Press_1'",
        'duplicate key value violates unique constraint "machines_name_ignoring_case"',
    ),
    (
        "update floor.machines set short_name = 'PRESS01'",
        'new row for relation "machines" violates check constraint'
        ' "machines_short_name_fits_a_tile"',
    ),
    (
        "update floor.machines set map_x = -1",
        'new row for relation "machines" violates check constraint "machines_stand_on_the_map"',
    ),
    (
        "update floor.machines set map_height = 0",
        'new row for relation "machines" violates check constraint "machines_have_a_size"',
    ),
    (
        "insert into floor.ideal_cycles (machine_id, ideal_cycle_s)"
        " select machine_id, 0 from floor.machines",
        'new row for relation "ideal_cycles" violates check constraint "ideal_cycles_are_positive"',
    ),
    (
        "insert into floor.ideal_cycles (machine_id, ideal_cycle_s)"
        " select machine_id, 1.0000001 from floor.machines",
        'new row for relation "ideal_cycles" violates check constraint'
        ' "ideal_cycles_are_whole_microseconds"',
    ),
    (
        "update floor.lines set target_oee_ratio = 85",
        'new row for relation "lines" violates check constraint "lines_target_is_a_ratio"',
    ),
    (
        "insert into floor.reasons (reason_name) values ('Bad luck')",
        'new row for relation "reasons" violates check constraint'
        ' "reasons_without_parent_are_classified"',
    ),
    (
        "insert into floor.shifts (line_id, business_date, shift_name, during) select line_id, date"
        " '2026-03-02' + number, 'M', tstzrange('2026-03-02', '2026-03-03')"
        " from floor.lines, generate_series(0, 1) as number",
        'conflicting key value violates exclusion constraint "shifts_of_a_line_do_not_overlap"',
    ),
    (
        "insert into floor.kpi_policies (policy_name, is_default) values ('mine', true)",
        'duplicate key value violates unique constraint "kpi_policies_have_one_default"',
    ),
    (
        "update floor.machines set micro_stop_limit_s = -5",
        'new row for relation "machines" violates check constraint'
        ' "machines_micro_stop_limit_is_positive"',
    ),
    (
        "insert into floor.people (email, display_name) values ('nobody', 'Nobody')",
        'new row for relation "people" violates check constraint "people_email_has_an_at_sign"',
    ),
    (
        "insert into floor.people (email, display_name) values ('a@example.com', '')",
        'new row for relation "people" violates check constraint'
        ' "people_display_name_is_not_blank"',
    ),
    (
        "with added as (insert into floor.people (email, display_name)"
        " values ('a@example.com', 'A') returning person_id)"
        " insert into floor.person_roles (person_id, role) select person_id, 'boss' from added",
        'new row for relation "person_roles" violates check constraint'
        ' "person_roles_role_is_known"',
    ),
    (
        "insert into floor.status_events (machine_id, at, status)"
        " select machine_id, now(), 'DOWN' from floor.machines",
        'new row for relation "status_events" violates check constraint'
        ' "status_is_operational_warning_down_or_no_data"',
    ),
    (
        "insert into floor.production (machine_id, at, good_pcs)"
        " select machine_id, '2026-03-02 06:00Z', -1 from floor.machines",
        'new row for relation "production" violates check constraint "production_is_not_negative"',
    ),
    (
        "insert into floor.production (machine_id, at, scrap_pcs)"
        " select machine_id, '2026-03-02 06:00Z', -1 from floor.machines",
        'new row for relation "production" violates check constraint "production_is_not_negative"',
    ),
    (
        "insert into floor.production (machine_id, at, good_pcs)"
        " select machine_id, '2026-03-02 06:00:30Z', 1 from floor.machines",
        'new row for relation "production" violates check constraint'
        ' "production_is_counted_by_the_minute"',
    ),
    (
        "insert into floor.production (machine_id, at, good_pcs)"
        " select machine_id, '2026-03-02 06:00:00.000001Z', 1 from floor.machines",
        'new row for relation "production" violates check constraint'
        ' "production_is_counted_by_the_minute"',
    ),
    (
        "delete from floor.lines",
        'update or delete on table "lines" violates foreign key constraint'
        ' "machines_line_id_fkey" on table "machines"',
    ),
]


@pytest.mark.parametrize(("statement", "message"), NOT_ALLOWED)
async def test_refusal_names_what_is_wrong(
    connection: Connection, floor: Floor, statement: str, message: str
) -> None:
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(statement)
    # PostgreSQL 18 says "violates RESTRICT setting of" where the key is meant to hold rows
    assert said(caught)[0].replace("violates RESTRICT setting of", "violates") == message


async def test_a_machine_with_history_cannot_be_deleted(
    connection: Connection, floor: Floor
) -> None:
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " select machine_id, now(), 'down' from floor.machines"
    )
    async with refused(connection, asyncpg.IntegrityConstraintViolationError):
        await connection.execute("delete from floor.machines")


async def test_who_wrote_it_is_noted(connection: Connection, floor: Floor) -> None:
    """The program is the session's application_name, the person what the transaction says."""
    written = (
        "insert into floor.status_events (machine_id, at, status) values ($1, now(), 'down')"
        " returning source, recorded_by"
    )
    assert tuple(await first_row(connection, written, floor.ids[0])) == ("test", "postgres")
    await connection.execute(
        "select set_config('floor.person', 'ana@example.com', true),"
        " set_config('application_name', '', true)"
    )
    assert tuple(await first_row(connection, written, floor.ids[1])) == ("sql", "ana@example.com")
