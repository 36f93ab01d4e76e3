"""floor.oee_evidence: the intervals and counts behind a machine's OEE."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_product, add_reason, stations, work
from tests.sql.support import Floor, minute


@pytest.fixture
async def press(connection: Connection, floor: Floor) -> Station:
    """An hour of a shift with a stop, and pieces of two products."""
    press = stations(connection, floor)[0]
    await work(connection, floor.line_id, 0, 60)
    await press.was((20, "operational"), (30, "down", await add_reason(connection, "Jam", "setup")))
    return press


async def evidence(press: Station, section: str) -> list[tuple[object, ...]]:
    """Item, value, from, detail and formula of a section."""
    rows = await press.connection.fetch(
        "select item, value::float8, from_at, detail, formula"
        " from floor.oee_evidence($1, $2, $3, $4) where section = $5 order by from_at, item",
        *(press.machine_id, minute(0), minute(60), minute(50), section),
    )
    return [tuple(row) for row in rows]


async def test_intervals_are_those_of_the_ledger(press: Station) -> None:
    assert await evidence(press, "interval") == [
        ("unknown", 1200, minute(0), "no event so far", None),
        ("operational", 600, minute(20), "operational", None),
        ("setup", 1200, minute(30), "down, Jam, stop since 2026-03-02 07:30:00", None),
    ]


async def test_counts_come_with_their_cycle(connection: Connection, press: Station) -> None:
    nut, bolt = [await add_product(connection, name) for name in ("Nut", "Bolt")]
    await press.takes(1.5, nut)
    await press.made(10, 4, product=nut)
    await press.made(10, 2, 1, product=bolt)
    await press.made(10, 7)
    await press.made(55, 100)  # after now
    details = "{} good, {} rejected, of these 0 at start-up"
    assert await evidence(press, "count") == [
        ("Bolt", 3, minute(0), details.format(2, 1), "no ideal cycle is known"),
        ("Nut", 4, minute(0), details.format(4, 0), "4 x 1.5 s = 6 s"),
        ("unknown product", 7, minute(0), details.format(7, 0), "no ideal cycle is known"),
    ]
