"""gold.oee_product_shift: one row a line, product and shift, the ratio of the sums."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.oee_support import added_up, build, rolled_up


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_line_product_and_shift(connection: Connection) -> None:
    found = await rolled_up(
        connection, "oee_product_shift", "line", "product", "business_date", "shift_name"
    )
    assert found == added_up(lambda fact: (fact.line, fact.product, fact.business_date, fact.shift))
