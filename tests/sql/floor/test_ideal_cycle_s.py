"""floor.ideal_cycle_s: the product's own cycle in force, else the one for any product."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_product, stations
from tests.sql.support import Floor, minute


@pytest.fixture
async def press(connection: Connection, floor: Floor) -> Station:
    """60 s for anything, from minute 100 on 50 s; 20 s for a Nut from minute 200 on."""
    press, other, _ = stations(connection, floor)
    nut = await add_product(connection, "Nut")
    await add_product(connection, "Bolt")
    await press.takes(60, since=0)
    await press.takes(50, since=100)
    await press.takes(20, nut, since=200)
    await other.takes(7)
    return press


@pytest.mark.parametrize(
    ("product", "at", "cycle_s"),
    [
        (None, -1, None),
        (None, 0, 60),
        (None, 99, 60),
        (None, 100, 50),
        (None, 900, 50),
        ("Bolt", 250, 50),
        ("Nut", 199, 50),
        ("Nut", 200, 20),
        ("Nut", -1, None),
    ],
)
async def test_the_cycle_in_force(
    connection: Connection, press: Station, product: str | None, at: int, cycle_s: int | None
) -> None:
    found = await connection.fetchval(
        "select floor.ideal_cycle_s($1, floor.product_id($2), $3)",
        *(press.machine_id, product, minute(at)),
    )
    assert found == cycle_s
