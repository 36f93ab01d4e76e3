"""gold.products: what machines make."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.gold.support import table


async def test_products_are_listed_with_those_retired(connection: Connection) -> None:
    await connection.execute(
        "insert into floor.products (product_name, description, retired_at)"
        " values ('Gear', 'Turns.', null), ('Cover', 'Covers.', now())"
    )
    columns = "product, product_id is not null, description, retired_at is null"
    assert await table(connection, columns, "gold.products", "order by product") == [
        ("Cover", True, "Covers.", False),
        ("Gear", True, "Turns.", True),
    ]
