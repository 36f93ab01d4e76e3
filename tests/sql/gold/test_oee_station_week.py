"""gold.oee_station_week: one row a machine and week, the ratio of the sums."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.oee_support import added_up, build, rolled_up


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_machine_and_week(connection: Connection) -> None:
    found = await rolled_up(connection, "oee_station_week", "machine", "week_starts_on")
    assert found == added_up(lambda fact: (fact.machine, fact.week))
