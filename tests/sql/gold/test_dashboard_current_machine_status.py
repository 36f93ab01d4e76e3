"""gold.dashboard_current_machine_status: what each machine does now."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.gold.support import add_reasoned, table, work
from tests.sql.support import stand

VIEW = "gold.dashboard_current_machine_status"


async def test_machines_in_use_are_shown_with_why_they_stand(connection: Connection) -> None:
    floor = await work(connection)
    columns = (
        "plant, line, line_id, machine, machine_id, machine_type, status, since_at, reason, detail,"
        " last_event_at, source"
    )
    place = ("Plant", "Engine", floor.line_id)
    assert await table(connection, columns, VIEW, "order by machine") == [
        (
            *place, "Press_1", floor.machines["Press_1"], "Press",
            "operational", 540, None, None, 540, "test",
        ),
        (
            *place, "Press_2", floor.machines["Press_2"], "Press",
            "down", 590, "Jam", None, 590, "test",
        ),
    ]  # fmt: skip
    await connection.execute("update floor.machines set retired_at = now()")
    assert await table(connection, columns, VIEW) == []


async def test_it_tells_how_long(connection: Connection) -> None:
    floor = await work(connection)
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " select machine_id, now() + ahead, 'warning'"
        " from (values ($1::int, interval '-90 seconds'), ($2, interval '1 minute'))"
        " as events (machine_id, ahead)",
        *floor.ids,
    )
    assert await table(connection, "in_status_s", VIEW, "order by machine") == [(90,), (0,)]


async def test_without_an_event_nothing_is_known(connection: Connection) -> None:
    await stand(connection)
    rows = await table(connection, "status, since_at, in_status_s, reason", VIEW)
    assert rows == [("no_data", None, None, None)] * 3


async def test_it_does_not_wait_for_the_sums(connection: Connection) -> None:
    floor = await work(connection)
    await add_reasoned(connection, floor.machines["Press_1"], 599, "warning")
    rows = await table(connection, "status", VIEW, "where machine = 'Press_1'")
    assert rows == [("warning",)]
