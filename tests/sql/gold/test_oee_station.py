"""gold.oee_station: one row a machine over all time, the ratio of the sums."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import figures
from tests.sql.gold.oee_support import NOW, added_up, build, rolled_up


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_machine_over_all_time(connection: Connection) -> None:
    found = await rolled_up(connection, "oee_station", "machine")
    assert found == added_up(lambda fact: (fact.machine,))


async def test_a_period_is_a_part(connection: Connection) -> None:
    source = "oee_station_over(p_from => '2026-03-03', p_to => '2026-03-03')"
    expected = added_up(lambda fact: (fact.machine, fact.business_date))
    assert await rolled_up(connection, source, "machine") == {
        (machine,): value for (machine, day), value in expected.items() if day.day == 3
    }


async def test_all_time_is_accounted_for(connection: Connection) -> None:
    """Of the first machine, which began with its shift, all eight days."""
    row = await figures(connection, "oee_station", machine="Press_1")
    assert row["elapsed_s"] == NOW * 60
    assert row["teep_ratio"] == pytest.approx(row["oee_ratio"] * row["utilisation_ratio"])
