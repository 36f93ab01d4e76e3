"""historian.end_states: nobody tells the state of a machine any more."""

from __future__ import annotations

from datetime import timedelta

from database.connect import Connection
from tests.sql.historian.states import SOURCE, usual
from tests.sql.support import Floor

END = "select historian.end_states($1, $2, $3)"


async def test_the_machine_is_no_data_from_now_on(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0))
    await connection.execute(END, [press.machine_id], [SOURCE], ["gone"])
    assert await press.now() == ("no_data", "gone")
    assert [status for _, status, *_ in await press.events()] == ["operational", "no_data"]


async def test_a_source_that_never_spoke_ends_nothing(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0))
    await connection.execute(
        END, [press.machine_id, floor.ids[1]], ["opcua:Other", SOURCE], ["gone", "gone"]
    )
    assert await press.now() == ("operational", None)
    assert await connection.fetchval("select count(*) from floor.status_events") == 1


async def test_it_comes_after_events_of_clocks_ahead(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    ahead = await connection.fetchval(
        "insert into floor.status_events (machine_id, at, status, source)"
        " values ($1, clock_timestamp() + interval '4 minutes', 'down', $2) returning at",
        press.machine_id,
        SOURCE,
    )
    await connection.execute(END, [press.machine_id], [SOURCE], ["gone"])
    assert await press.now() == ("no_data", "gone")
    assert await connection.fetchval(
        "select max(at) from floor.status_events"
    ) == ahead + timedelta(microseconds=1)
