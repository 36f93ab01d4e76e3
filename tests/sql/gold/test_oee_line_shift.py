"""gold.oee_line_shift: one row a line and shift, the ratio of the sums."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.oee_support import added_up, build, rolled_up


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_line_and_shift(connection: Connection) -> None:
    found = await rolled_up(connection, "oee_line_shift", "line", "business_date", "shift_name")
    assert found == added_up(lambda fact: (fact.line, fact.business_date, fact.shift))
