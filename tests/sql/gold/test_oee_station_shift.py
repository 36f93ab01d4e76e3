"""gold.oee_station_shift: one row a machine and shift, the ratio of the sums."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.oee.support import figures
from tests.sql.gold.oee_support import DAY_MIN, added_up, build, rolled_up
from tests.sql.support import minute


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_machine_and_shift(connection: Connection) -> None:
    found = await rolled_up(
        connection, "oee_station_shift", "machine", "business_date", "shift_name"
    )
    assert found == added_up(lambda fact: (fact.machine, fact.business_date, fact.shift))


async def test_a_shift_says_when_it_was(connection: Connection) -> None:
    row = await figures(
        connection, "oee_station_shift", machine="Mill_1", business_date=date(2026, 3, 9)
    )
    assert (row["starts_at"], row["ends_at"]) == (
        minute(7 * DAY_MIN + 30),
        minute(7 * DAY_MIN + 330),
    )


async def test_time_outside_shifts_is_not_there(connection: Connection) -> None:
    total = await connection.fetchval("select sum(unscheduled_s) from gold.oee_station_shift")
    assert total == 0
