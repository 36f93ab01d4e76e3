"""relay.announce: an announced table's changes go into the log, and nothing else does."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from database.connect import Connection
from tests.sql.support import (
    Floor,
    Open,
    add_event,
    forget_changes,
    listening,
    minute,
    noted_keys,
    stand,
)

PRESSES = ("Press_1", "Press_2", "Press_3")


def of_topic(topic: str, *names: str) -> set[tuple[str, str]]:
    """Keys under one topic."""
    return {(topic, name) for name in names}


def of_machines(*names: str) -> set[tuple[str, str]]:
    """Keys of machines under every topic that has one row a machine."""
    return of_topic("machines", *names) | of_topic("production", *names) | of_topic("oee", *names)


async def noted_by(connection: Connection, statement: str, *values: Any) -> set[tuple[str, str]]:
    """What one statement puts into the change log."""
    await forget_changes(connection)
    await connection.execute(statement, *values)
    return await noted_keys(connection)


async def test_an_insert_is_noted(connection: Connection, floor: Floor) -> None:
    assert await noted_by(
        connection,
        "insert into floor.status_events (machine_id, at, status) values ($1, now(), 'down')",
        floor.ids[0],
    ) == of_topic("machines", "Press_1") | of_topic("stops", "Press_1")


async def test_an_update_is_noted(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    await add_event(connection, floor.ids[1], 0, "down")
    assert await noted_by(
        connection,
        "update floor.status_events set status = 'warning' where machine_id = $1",
        floor.ids[1],
    ) == of_topic("machines", "Press_2") | of_topic("stops", "Press_2")


async def test_a_delete_is_noted(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[2], 0, "down")
    assert await noted_by(connection, "delete from floor.status_events") == of_topic(
        "machines", "Press_3"
    ) | of_topic("stops", "Press_3")


async def test_a_truncate_is_noted(connection: Connection, floor: Floor) -> None:
    """It names no rows: every key of the topic may have changed."""
    await add_event(connection, floor.ids[0], 0, "down")
    assert await noted_by(connection, "truncate floor.production") == of_topic(
        "production", *PRESSES
    )
    assert await noted_by(connection, "truncate floor.status_events") == of_topic(
        "machines", *PRESSES
    ) | of_topic("stops", "Press_1")


async def test_what_truncate_takes_along_is_noted(connection: Connection, floor: Floor) -> None:
    noted = await noted_by(connection, "truncate floor.lines cascade")
    assert noted == of_topic("config", "line/Engine") | of_machines(*PRESSES) | of_topic(
        "oee", "line/Engine"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "update floor.machine_status set status = status",
        "update floor.machines set machine_name = machine_name",
        "update floor.lines set sort_order = sort_order",
        "update floor.plants set time_zone = time_zone",
        "update floor.production set good_pcs = good_pcs",
        "update floor.machines set map_x = 5 where false",
        "delete from floor.production where false",
        "delete from floor.machine_status where false",
        "insert into floor.production (machine_id, at) select 1, now() where false",
        "insert into floor.production as kept (machine_id, at, good_pcs, source)"
        " select machine_id, at, good_pcs, source from floor.production"
        " on conflict (machine_id, at, product_id, scrap_reason_id, source)"
        " do update set good_pcs = excluded.good_pcs",
        "insert into floor.status_events select * from floor.status_events on conflict do nothing",
    ],
)
async def test_what_changes_nothing_is_not_noted(
    connection: Connection, floor: Floor, statement: str
) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs) values ($1, $2, 1)",
        floor.ids[0],
        minute(0),
    )
    assert await noted_by(connection, statement) == set()


async def test_what_changes_nothing_is_not_announced(
    committing: Connection, open_committing: Open
) -> None:
    floor = await stand(committing)
    await add_event(committing, floor.ids[0], 0, "down")
    async with listening(await open_committing()) as listener:
        await committing.execute("update floor.machine_status set status = status")
        await committing.execute("update floor.machines set map_x = map_x + 1 where false")
        await committing.execute("delete from floor.production")
        assert await listener.heard() == []


async def test_only_rows_that_differ_are_noted(connection: Connection, floor: Floor) -> None:
    noted = await noted_by(
        connection,
        "update floor.machines set map_y = case machine_name when 'Press_2' then 9 else 0 end",
    )
    assert noted == of_machines("Press_2")


async def test_a_renamed_machine_is_noted_under_both_names(
    connection: Connection, floor: Floor
) -> None:
    noted = await noted_by(
        connection,
        "update floor.machines set machine_name = 'Stamp_1' where machine_name = 'Press_1'",
    )
    assert noted == of_machines("Press_1", "Stamp_1")


async def test_a_renamed_line_takes_its_machines_along(
    connection: Connection, floor: Floor
) -> None:
    await stand(connection, plant="Other", line="Exterior", machines=["Painter_1"])
    noted = await noted_by(
        connection, "update floor.lines set line_name = 'Motor' where line_name = 'Engine'"
    )
    both = ("line/Engine", "line/Motor")
    assert noted == of_topic("config", *both) | of_topic("oee", *both) | of_machines(*PRESSES)


async def test_a_change_of_the_plant_reaches_lines_and_machines(
    connection: Connection, floor: Floor
) -> None:
    await stand(connection, plant="Other", line="Exterior", machines=["Painter_1"])
    noted = await noted_by(
        connection, "update floor.plants set time_zone = 'Asia/Tokyo' where plant_name = 'Plant'"
    )
    assert noted == of_topic("config", "line/Engine") | of_machines(*PRESSES) | of_topic(
        "oee", "line/Engine"
    )


async def test_copy_is_noted(connection: Connection, floor: Floor) -> None:
    await forget_changes(connection)
    await connection.copy_records_to_table(
        "production",
        schema_name="floor",
        columns=["machine_id", "at", "good_pcs"],
        records=[(floor.ids[number % 2], minute(number), 1) for number in range(100)],
    )
    rows = await connection.fetch("select topic, key from relay.change_log order by key")
    assert [tuple(row) for row in rows] == [("production", "Press_1"), ("production", "Press_2")]


CHANGES = [
    "update floor.plants set plant_name = 'Site' where plant_name = 'Plant'",
    "update floor.plants set time_zone = 'Pacific/Kiritimati' where plant_name = 'Plant'",
    "update floor.plants set sort_order = 4",
    "update floor.plants set retired_at = now() where plant_name = 'Plant'",
    "update floor.lines set line_name = 'Motor' where line_name = 'Engine'",
    "update floor.lines set sort_order = 7",
    "update floor.lines set retired_at = now()",
    "update floor.lines set plant_id = (select plant_id from floor.plants where plant_name = 'B')"
    " where line_name = 'Engine'",
    "insert into floor.lines (plant_id, line_name) select plant_id, 'New' from floor.plants"
    " where plant_name = 'B'",
    "delete from floor.lines where line_name = 'Empty'",
    "update floor.machines set machine_name = machine_name || 'x'",
    "update floor.machines set line_id = lines.line_id from floor.lines"
    " where line_name = 'Empty' and machine_name = 'Press_1'",
    "update floor.machines set short_name = 'S1', map_width = 6 where machine_name = 'Press_1'",
    "update floor.machines set retired_at = now() where machine_name = 'Press_2'",
    "delete from floor.machines where machine_name = 'Press_3'",
    "insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)"
    " select 'Press_4', 'P4', line_id, 'Press', 40, 0 from floor.lines where line_name = 'Engine'",
    "update floor.status_events set detail = 'seen'",
    "delete from floor.status_events",
    "truncate floor.status_events",
    "insert into floor.production (machine_id, at, good_pcs)"
    " select machine_id, date_trunc('minute', now()), 3 from floor.machines",
    "update floor.production set scrap_pcs = scrap_pcs + 1",
    "delete from floor.production",
    "truncate floor.production",
    "update floor.lines set target_oee_ratio = 0.5",
    "update floor.status_events set reason_id = (select reason_id from floor.reasons)",
    "update floor.reasons set reason_name = 'Wedged'",
    "insert into floor.job_events (machine_id, at, product_id)"
    " select machine_id, now(), product_id from floor.machines, floor.products",
    "update floor.products set product_name = 'Sump'",
    "delete from floor.job_events",
    "delete from floor.shifts",
    "update floor.shifts set shift_name = 'X'",
    "insert into floor.oee_revisions (line_id, revision) select line_id, 7 from floor.lines",
    "select floor.refresh_oee()",
]
SHOP = """
insert into floor.reasons (reason_name, loss_category) values ('Jam', 'breakdown');
update floor.status_events set reason_id = (select reason_id from floor.reasons)
where machine_id = (select min(machine_id) from floor.machines);
insert into floor.products (product_name) values ('Oil pan');
insert into floor.job_events (machine_id, at, product_id)
select machine_id, now() - interval '1 hour', product_id from floor.machines, floor.products
order by machine_id limit 1;
insert into floor.shifts (line_id, business_date, shift_name, during)
select line_id, current_date, 'M', tstzrange(now() - interval '1 hour', now() + interval '7 hours')
from floor.lines where line_name = 'Engine'
"""


@pytest.mark.parametrize("statement", CHANGES)
async def test_whatever_a_screen_shows_is_noted_when_it_changes(
    connection: Connection, floor: Floor, statement: str
) -> None:
    """Every row of relay.live_rows that differs afterwards has its key in the log."""
    await stand(connection, plant="B", line="Empty", machines=[])
    for press in floor.ids[:2]:
        await add_event(connection, press, 0, "down")
    # of this minute, and not of the last one, which may be yesterday's
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs, source)"
        " values ($1, date_trunc('minute', now()), 1, 'erp')",
        floor.ids[0],
    )
    await connection.execute(SHOP)
    before = await live_rows(connection)
    noted = await noted_by(connection, statement)
    after = await live_rows(connection)
    changed = {key for key in itertools.chain(before, after) if before.get(key) != after.get(key)}
    assert changed, "a statement that changes nothing would prove nothing"
    assert changed <= noted


async def live_rows(connection: Connection) -> dict[tuple[str, str], str]:
    """What every screen shows, by topic and key."""
    rows = await connection.fetch("select topic, key, row_json from relay.live_rows")
    return {(row["topic"], row["key"]): row["row_json"] for row in rows}


async def test_anybodys_table_can_be_announced(connection: Connection) -> None:
    await connection.execute(
        "create table public.orders (order_id int primary key, state text);"
        "select relay.announce('public.orders', 'orders', 'select order_id::text from changed')"
    )
    assert await noted_by(
        connection, "insert into orders values (1, 'new'), (2, 'new')"
    ) == of_topic("orders", "1", "2")
    assert await noted_by(
        connection, "update orders set state = 'done' where order_id = 2"
    ) == of_topic("orders", "2")
    assert (
        await noted_by(
            connection, "update orders set state = 'done', order_id = order_id where order_id = 2"
        )
        == set()
    )
    assert await noted_by(connection, "delete from orders") == of_topic("orders", "1", "2")


async def test_what_it_makes_is_commented(connection: Connection) -> None:
    missing = await connection.fetch(
        "select tgname from pg_trigger where not tgisinternal"
        " and obj_description(oid, 'pg_trigger') is null"
        " union all select proname from pg_proc where pronamespace = 'relay'::regnamespace"
        " and obj_description(oid, 'pg_proc') is null"
    )
    assert missing == []
