"""floor.machine_live: what a tile shows."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.floor.crew import add_order, crew, order_in, step, stop
from tests.sql.support import Floor, add_event, first_row, minute, stand


async def test_a_tile_shows_the_machine_and_its_state(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 0, "down", "jam")
    await add_event(connection, floor.ids[0], 5, "down", "jam, again")
    row = await first_row(connection, "select * from floor.machine_live where short_name = 'P1'")
    assert dict(row) == {
        "machine_name": "Press_1",
        "short_name": "P1",
        "line": "Engine",
        "plant": "Plant",
        "machine_type": "Press",
        "status": "down",
        "since_at": minute(0),
        "event_at": minute(5),
        "detail": "jam, again",
        "source": "test",
        "map_x": 4,
        "map_y": 0,
        "map_width": 4,
        "map_height": 3,
        "reason": None,
        "needs_reason_at": minute(5),
        "open_work_orders": 0,
        "work_order_priority": None,
        "work_order_id": None,
    }


async def test_a_machine_without_an_event_is_unknown(connection: Connection, floor: Floor) -> None:
    row = await first_row(
        connection, "select status, since_at, event_at, source from floor.machine_live"
    )
    assert tuple(row) == ("no_data", None, None, None)


async def test_retired_machines_leave_the_map(connection: Connection) -> None:
    await stand(connection, machines=["Old", "New"])
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name = 'Old'"
    )
    rows = await connection.fetch("select machine_name from floor.machine_live")
    assert [row["machine_name"] for row in rows] == ["New"]


async def test_a_tile_shows_what_is_to_be_done(connection: Connection) -> None:
    floor = await crew(connection)
    press = floor.ids[0]
    work = (
        "select open_work_orders, work_order_priority, work_order_id"
        " from floor.machine_live where machine_name = 'Press_1'"
    )
    await stop(connection, press, 0)
    about_the_stop = await add_order(connection, press, stopped_at=minute(1), priority="low")
    later = await add_order(connection, press, priority="high", due_at=minute(20))
    sooner = await add_order(connection, press, priority="high", due_at=minute(10))
    await add_order(connection, floor.ids[1], priority="urgent")
    for status in ("done", "verified", "cancelled"):
        await order_in(connection, press, status)
    assert tuple(await first_row(connection, work)) == (3, "high", about_the_stop)
    await stop(connection, press, 0, 30)
    assert tuple(await first_row(connection, work)) == (3, "high", sooner)
    await step(connection, sooner, "cancelled")
    assert tuple(await first_row(connection, work)) == (2, "high", later)
    await step(connection, later, "in_progress")
    await step(connection, later, "on_hold")
    assert tuple(await first_row(connection, work)) == (2, "high", later)
