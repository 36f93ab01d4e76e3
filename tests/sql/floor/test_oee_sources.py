"""floor.oee_sources: the rows a machine's OEE follows from, and who wrote them."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_product, pause, stations, work
from tests.sql.support import Floor, minute


@pytest.fixture
def press(connection: Connection, floor: Floor) -> Station:
    """The first machine."""
    return stations(connection, floor)[0]


async def sources(press: Station, item: str) -> list[tuple[object, ...]]:
    """Value, from, to and detail up to who wrote it, of rows from 60 to 120 known by 110."""
    rows = await press.connection.fetch(
        "select value::float8, from_at, to_at, split_part(detail, '; written', 1)"
        " from floor.oee_sources($1, $2, $3, $4) where item = $5 order by from_at, detail",
        *(press.machine_id, minute(60), minute(120), minute(110), item),
    )
    return [tuple(row) for row in rows]


async def test_events_of_the_period_and_the_one_before(press: Station) -> None:
    await press.was((0, "warning"), (50, "down"), (60, "operational"), (115, "down"))
    by = "; from test; by postgres"
    assert await sources(press, "status event") == [
        (None, minute(50), None, "down" + by),
        (None, minute(60), None, "operational" + by),
    ]


async def test_an_event_on_the_beginning_does_not_hide_the_one_before(press: Station) -> None:
    """A stop before the period may be the same as one within it: it is shown."""
    await press.was((0, "down"), (60, "down"))
    assert [row[1] for row in await sources(press, "status event")] == [minute(0), minute(60)]


async def test_the_job_that_held(connection: Connection, press: Station) -> None:
    nut = await add_product(connection, "Nut")
    await press.makes(0, nut)
    await press.makes(30, nut)
    await press.makes(70, None)
    assert await sources(press, "job") == [
        (None, minute(30), None, "Nut; from test; by postgres"),
        (None, minute(70), None, "nothing set up; from test; by postgres"),
    ]


async def test_counts(press: Station) -> None:
    for at in (59, 60, 110, 111):
        await press.made(at, 2, 1)
    assert await sources(press, "count") == [
        (3, minute(at), minute(at + 1), "2 good, 1 rejected; from counter") for at in (60, 110)
    ]


async def test_planned_stops_of_the_machine_and_its_line(
    connection: Connection, floor: Floor, press: Station
) -> None:
    await pause(connection, floor.line_id, 50, 70)
    await pause(connection, floor.line_id, 80, 90, press.machine_id)
    await pause(connection, floor.line_id, 80, 90, floor.ids[1])
    await pause(connection, floor.line_id, 120, 130)
    assert await sources(press, "planned stop") == [
        (1200, minute(50), minute(70), "Break; from test"),
        (600, minute(80), minute(90), "Break; from test"),
    ]


async def test_cycles_in_force(connection: Connection, press: Station) -> None:
    nut = await add_product(connection, "Nut")
    await press.takes(9, since=0)
    await press.takes(8, since=60)
    await press.takes(7, nut, since=100)
    await press.takes(6, since=120)
    assert await sources(press, "ideal cycle") == [
        (8, minute(60), None, "any product; from test"),
        (7, minute(100), None, "Nut; from test"),
    ]


async def test_its_shift(connection: Connection, press: Station) -> None:
    await work(connection, press.line_id, 60, 120, "E")
    assert await sources(press, "shift") == [
        (3600, minute(60), minute(120), "E of 2026-03-02; from test")
    ]


async def test_another_machine_has_none_of_it(connection: Connection, floor: Floor) -> None:
    first, second, _ = stations(connection, floor)
    await first.was((60, "down"))
    await first.made(60, 1)
    for item in ("status event", "count"):
        assert await sources(second, item) == []
