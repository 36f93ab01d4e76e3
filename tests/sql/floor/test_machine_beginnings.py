"""floor.machine_beginnings: since when the time of a machine is accounted for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_product, stations, work
from tests.sql.support import Floor, first_row, minute


@pytest.fixture
async def press(connection: Connection, floor: Floor) -> Station:
    """A machine commissioned at minute 1000."""
    press = stations(connection, floor)[0]
    await press.stands_since(1000)
    return press


async def beginning(press: Station) -> tuple[float, float]:
    """First fact, and what counts as the beginning, in minutes."""
    row = await first_row(
        press.connection,
        "select first_fact_at, begins_at from floor.machine_beginnings where machine_id = $1",
        press.machine_id,
    )
    first, begins = ((at - minute(0)) / timedelta(minutes=1) for at in row)
    return first, begins


async def test_without_facts_it_is_the_commissioning(press: Station) -> None:
    assert await beginning(press) == (1000, 960)


async def test_the_first_fact_of_any_kind_comes_before(
    connection: Connection, press: Station
) -> None:
    await press.was((900, "down"), (950, "operational"))
    assert (await beginning(press))[0] == 900
    await press.made(800, 1)
    assert (await beginning(press))[0] == 800
    await press.makes(700, await add_product(connection, "Nut"))
    assert await beginning(press) == (700, 660)


async def test_all_of_its_shift_counts(connection: Connection, press: Station) -> None:
    await work(connection, press.line_id, 400, 880)
    await press.was((700, "down"))
    assert await beginning(press) == (700, 400)


async def test_outside_shifts_the_hour_counts_as_shifts_cut_it(
    connection: Connection, press: Station
) -> None:
    await work(connection, press.line_id, 400, 670)
    await press.was((700, "down"))
    assert await beginning(press) == (700, 670)


async def test_every_machine_has_one(connection: Connection, floor: Floor) -> None:
    rows = await connection.fetch(
        "select machine_id from floor.machine_beginnings where begins_at is not null"
    )
    assert {row["machine_id"] for row in rows} == set(floor.ids)
