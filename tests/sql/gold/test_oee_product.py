"""gold.oee_product: one row a line and product over all time, the ratio of the sums."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.oee_support import added_up, build, rolled_up


@pytest.fixture(autouse=True)
async def facts(connection: Connection) -> None:
    """A few days of three machines."""
    await build(connection)


async def test_one_row_a_line_and_product_over_all_time(connection: Connection) -> None:
    found = await rolled_up(connection, "oee_product", "line", "product")
    assert found == added_up(lambda fact: (fact.line, fact.product))


async def test_a_period_is_a_part(connection: Connection) -> None:
    source = "oee_product_over(p_to => '2026-03-02')"
    expected = added_up(lambda fact: (fact.product, fact.line, fact.day))
    assert await rolled_up(connection, source, "product", "line") == {
        (product, line): value for (product, line, day), value in expected.items() if day == 0
    }
