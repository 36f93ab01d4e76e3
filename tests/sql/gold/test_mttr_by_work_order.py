"""gold.mttr_by_work_order: how long repairs take, next to how long machines stood."""

from __future__ import annotations

from datetime import timedelta

from database.connect import Connection
from tests.people import add_person
from tests.sql.floor.crew import acting, crew, employee
from tests.sql.gold.support import work
from tests.sql.gold.work_orders import local, past_order
from tests.sql.support import first_row

MTTR = (
    "select machine, repairs, repair_s, mttr_work_order_s, labour_s, mean_labour_s, failures,"
    " mttr_stop_s from gold.mttr_by_work_order order by machine"
)


async def test_repairs_are_corrective_orders_that_were_done(connection: Connection) -> None:
    floor = await crew(connection)
    press = floor.ids[0]
    opened = await local(connection, 2, 6)
    number = await past_order(connection, press, opened, began=10, done=40)
    await connection.execute(  # two at work do not repair any longer
        "insert into floor.work_order_labour (work_order_id, employee_id, started_at, ended_at)"
        " values ($1, $2, $3, $4)",
        number,
        await employee(connection, "Ben"),
        opened + timedelta(minutes=20),
        opened + timedelta(minutes=40),
    )
    await past_order(connection, press, opened, began=5, done=95, verified=True)
    await past_order(connection, press, opened, began=5, done=600, kind="preventive")
    await past_order(connection, press, opened, began=5, cancelled=600)
    await past_order(connection, press, opened, began=5)
    await past_order(connection, press, await local(connection, 31, 6), began=5, done=600)
    await past_order(connection, floor.ids[1], opened)
    rows = [tuple(row) for row in await connection.fetch(MTTR)]
    assert rows == [("Press_1", 2, 7200, 3600, 8400, 4200, 0, None)]


async def test_next_to_it_stands_what_the_stops_say(connection: Connection) -> None:
    await work(connection)
    await add_person(connection, "Ana", "maintenance", is_employee=True)
    reliability = await connection.fetch(
        "select machine, failures, mttr_s from gold.reliability_station_30days"
        " where failures > 0 order by machine"
    )
    rows = await connection.fetch(MTTR)
    assert [(row["machine"], row["failures"], row["mttr_stop_s"]) for row in rows] == [
        tuple(row) for row in reliability
    ]
    assert rows  # machines that fail without an order are told, too
    assert (rows[0]["repairs"], rows[0]["mttr_work_order_s"]) == (0, None)
    press = await connection.fetchval("select floor.machine_id('Press_1')")
    await past_order(connection, press, await local(connection, 1, 6), began=0, done=20)
    row = await first_row(connection, MTTR)
    assert (row["machine"], row["repairs"], row["mttr_work_order_s"]) == ("Press_1", 1, 1200)
    assert row["failures"] > 0


async def test_one_reads_lines_one_may_see(connection: Connection) -> None:
    floor = await crew(connection)
    await past_order(connection, floor.ids[0], await local(connection, 1, 6), began=0, done=20)
    for name, found in (("Vic", 1), ("Eve", 0)):
        async with acting(connection, name):
            assert len(await connection.fetch(MTTR)) == found
