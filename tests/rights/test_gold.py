"""Figures of gold are those of the lines somebody may see: in every view, and every function."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from database.connect import Connection
from tests.people import act_as, add_person
from tests.sql.gold.support import add_reasoned, add_shift, work
from tests.sql.support import Floor, minute

PLACED = (
    "select attrelid::regclass::text as view, array_agg(attname::text) as places"
    " from pg_attribute inner join pg_class on attrelid = pg_class.oid"
    " where relnamespace = 'gold'::regnamespace and relkind = 'v' and not attisdropped"
    " and attname in ('line', 'line_id', 'machine', 'machine_id') group by 1 order by 1"
)
# figures of the last days alone, of which this floor of 2026-03-02 has none
RECENT = {
    "gold.dashboard_hourly_status_patterns",
    "gold.dashboard_machine_status_changes_7days",
    "gold.dashboard_work_order_status_summary",
    "gold.dashboard_work_order_trends_30days",
}


@pytest.fixture
async def connection(connection: Connection) -> AsyncIterator[Connection]:
    """A connection in a transaction, in which people act."""
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    """The lines Engine and Body, each with work of a day; Vera sees Engine."""
    floor = await work(connection)
    line_id = await connection.fetchval(
        "insert into floor.lines (plant_id, line_name) values ($1, 'Body') returning line_id",
        floor.plant_id,
    )
    robot = await connection.fetchval(
        "insert into floor.machines"
        " (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " values ('Robot', 'R', $1, 'Press', 40, 0) returning machine_id",
        line_id,
    )
    body = Floor(floor.plant_id, line_id, {"Robot": robot})
    await add_shift(connection, body, "E", 0, 480)
    for at, status in ((0, "operational"), (60, "down"), (90, "warning")):
        await add_reasoned(connection, robot, at, status)
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs) values ($1, $2, 5)",
        *(robot, minute(30)),
    )
    for machine_id in (robot, floor.machines["Press_1"]):
        await connection.execute(
            "insert into floor.work_orders (machine_id, title) values ($1, 'Leak')", machine_id
        )
    await connection.execute("select floor.refresh_oee($1)", minute(600))
    await add_person(connection, "Vera", "viewer", line="Engine")
    return Floor(floor.plant_id, floor.line_id, {**floor.machines, **body.machines})


def of_body(floor: Floor, row: asyncpg.Record) -> bool:
    """Whether a row is about the line Body."""
    values = dict(row)
    return (
        values.get("line") == "Body"
        or values.get("machine") == "Robot"
        or values.get("machine_id") == floor.machines["Robot"]
        or values.get("line_id") not in (None, floor.line_id)
    )


async def test_no_view_tells_of_another_line(connection: Connection, floor: Floor) -> None:
    views = [(row["view"], row["places"]) for row in await connection.fetch(PLACED)]
    assert len(views) > 30
    all_rows = {view: await connection.fetch(f"select * from {view}") for view, _ in views}
    await act_as(connection, "Vera")
    empty = []
    for view, _ in views:
        rows = await connection.fetch(f"select * from {view}")
        assert not [row for row in rows if of_body(floor, row)], view
        others = [row for row in all_rows[view] if of_body(floor, row)]
        assert len(rows) == len(all_rows[view]) - len(others), view
        if not others:
            empty.append(view)
    # else nothing would be tried; these have no rows of this day
    assert set(empty) <= RECENT, sorted(set(empty) - RECENT)


async def test_sums_of_a_plant_are_those_of_their_lines(
    connection: Connection, floor: Floor
) -> None:
    statement = "select elapsed_s, good_pcs from gold.{} where line = 'Engine'"
    line = await connection.fetchrow(statement.format("oee_line_over()"))
    plant = "select elapsed_s, good_pcs from gold.oee_plant_over()"
    assert await connection.fetchrow(plant) != line
    await act_as(connection, "Vera")
    assert await connection.fetchrow(plant) == line
    assert await connection.fetchrow("select elapsed_s, good_pcs from gold.oee_plant") == line


@pytest.mark.parametrize(
    "function",
    ["oee_station_over", "oee_line_over", "downtime_over"],
)
async def test_nor_does_a_function(connection: Connection, floor: Floor, function: str) -> None:
    await act_as(connection, "Vera")
    rows = await connection.fetch(f"select * from gold.{function}()")
    assert rows
    assert not [row for row in rows if of_body(floor, row)]


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("select gold.explain_oee('Robot', 1)", 'machine "Robot" is unknown'),
        ("select gold.explain_line('Body', 1)", 'line "Body" is unknown'),
    ],
)
async def test_what_is_not_seen_is_unknown(
    connection: Connection, floor: Floor, question: str, unknown: str
) -> None:
    await act_as(connection, "Vera")
    with pytest.raises(asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetch(question)
    assert caught.value.args[0] == unknown
    assert "Robot" not in str(caught.value.hint)
    assert "Body" not in str(caught.value.hint)


async def test_an_explanation_names_no_shift_of_another_line(
    connection: Connection, floor: Floor
) -> None:
    shift = "select shift_id from floor.shifts where line_id <> $1"
    shift_id = await connection.fetchval(shift, floor.line_id)
    await act_as(connection, "Vera")
    with pytest.raises(asyncpg.ForeignKeyViolationError, match=f"shift {shift_id} is unknown"):
        await connection.fetch("select gold.explain_oee('Press_1', $1)", shift_id)


async def test_the_map_as_a_table_shows_their_machines(
    connection: Connection, floor: Floor
) -> None:
    await act_as(connection, "Vera")
    rows = await connection.fetch("select machine_name from machine_feed_stream order by 1")
    assert [row["machine_name"] for row in rows] == ["Press_1", "Press_2"]
    with pytest.raises(asyncpg.NoDataFoundError, match='machine "Robot" is unknown'):
        await connection.execute(
            "update machine_feed_stream set status = 'down' where machine_name = 'Robot'"
        )


async def test_a_status_is_written_by_whoever_may_explain_stops(
    connection: Connection, floor: Floor
) -> None:
    await add_person(connection, "Otto", "operator", line="Engine")
    await connection.execute("savepoint before")
    await act_as(connection, "Otto")
    written = await connection.execute(
        "update machine_feed_stream set status = 'down', datetime = $1, reason = 'Jam'"
        " where machine_name = 'Press_1'",
        minute(700),
    )
    assert written == "UPDATE 1"
    await connection.execute("rollback to before")
    await act_as(connection, "Vera")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(
            "update machine_feed_stream set status = 'down' where machine_name = 'Press_1'"
        )
