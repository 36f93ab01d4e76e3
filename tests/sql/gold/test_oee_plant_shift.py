"""gold.oee_plant_shift: one row a plant, business date and shift name: the ratio of the sums."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.oee.support import figures
from tests.sql.gold.oee_support import added_up, build, rolled_up


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_plant_business_date_and_name_of_a_shift(connection: Connection) -> None:
    found = await rolled_up(connection, "oee_plant_shift", "plant", "business_date", "shift_name")
    assert found == added_up(lambda fact: ("Plant", fact.business_date, fact.shift))


async def test_shifts_of_a_name_that_begin_at_other_times_are_one(connection: Connection) -> None:
    """E begins at 06:00 on one line and at 06:30 on the other."""
    row = await figures(
        connection, "oee_plant_shift", business_date=date(2026, 3, 2), shift_name="E"
    )
    assert row["planned_s"] == (2 * 240 + 300) * 60
