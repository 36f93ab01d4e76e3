"""gold.oee_line: one row a line over all time, the ratio of the sums."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.oee_support import added_up, build, rolled_up


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_line_over_all_time(connection: Connection) -> None:
    found = await rolled_up(connection, "oee_line", "line")
    assert found == added_up(lambda fact: (fact.line,))


async def test_a_period_is_a_part(connection: Connection) -> None:
    source = "oee_line_over(p_shift_name => 'E')"
    expected = added_up(lambda fact: (fact.line, fact.shift))
    assert await rolled_up(connection, source, "line") == {
        (line,): value for (line, shift), value in expected.items() if shift == "E"
    }


async def test_a_line_has_its_target(connection: Connection) -> None:
    rows = await connection.fetch("select line, target_oee_ratio from gold.oee_line order by line")
    assert [tuple(row) for row in rows] == [("Engine", 0.85), ("Gearbox", 0.6)]
