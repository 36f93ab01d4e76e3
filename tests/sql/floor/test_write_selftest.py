"""floor.write_selftest: the examples as rows of a plant of their own."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import Floor, first_row


async def test_everything_is_named_by_the_mark(connection: Connection, floor: Floor) -> None:
    await connection.execute("select floor.write_selftest('mark')")
    row = await first_row(
        connection,
        "select count(*) filter (where machine_name like 'mark %') as machines,"
        " count(*) as all_machines,"
        " (select count(*) from floor.lines where line_name like 'mark %') as lines,"
        " (select count(*) from floor.products) as products"
        " from floor.machines",
    )
    assert tuple(row) == (9, 9 + len(floor.ids), 8, 0)


async def test_only_its_machines_are_summed_up(connection: Connection, floor: Floor) -> None:
    await connection.execute("select floor.write_selftest('mark')")
    row = await first_row(
        connection,
        "select count(distinct machine_id) as machines, min(starts_at)::text as first,"
        " max(business_date)::text as last, bool_or(machine_id = any($1)) as has_others"
        " from floor.oee_slices",
        floor.ids,
    )
    assert tuple(row) == (9, "2001-01-01 00:00:00+00", "2001-02-13", False)


async def test_marks_do_not_meet(connection: Connection) -> None:
    for mark in ("mark", "another mark"):
        await connection.execute("select floor.write_selftest($1)", mark)
    assert await connection.fetchval("select count(*) from floor.machines") == 18
