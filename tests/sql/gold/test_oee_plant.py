"""gold.oee_plant: one row a plant over all time, the ratio of the sums."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.gold.oee_support import added_up, build, rolled_up


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_plant_over_all_time(connection: Connection) -> None:
    found = await rolled_up(connection, "oee_plant", "plant")
    assert found == added_up(lambda _: ("Plant",))


async def test_a_period_is_a_part(connection: Connection) -> None:
    source = "oee_plant_over(p_from => '2026-03-09')"
    expected = added_up(lambda fact: fact.week)
    assert await rolled_up(connection, source) == {(): expected[date(2026, 3, 9)]}
