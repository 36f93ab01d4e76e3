"""gold.oee_station_day: one row a machine and business date, the ratio of the sums."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.oee.support import figures, ratios
from tests.sql.gold.oee_support import DAY_MIN, added_up, build, rolled_up


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_machine_and_business_date(connection: Connection) -> None:
    found = await rolled_up(connection, "oee_station_day", "machine", "business_date")
    assert found == added_up(lambda fact: (fact.machine, fact.business_date))


async def test_a_day_without_a_shift_is_all_unscheduled(connection: Connection) -> None:
    row = await figures(
        connection, "oee_station_day", machine="Press_1", business_date=date(2026, 3, 5)
    )
    assert row["unscheduled_s"] == row["elapsed_s"] == DAY_MIN * 60
    assert ratios(row) == (None, None, None, None)
