"""floor.tg_guard_work_order_photos: who may add a picture to an order, and take it away."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import acting, add_order, crew, order_in
from tests.sql.support import Floor, refused

ADD = (
    "insert into floor.work_order_photos"
    " (work_order_id, file_name, media_type, size_bytes, width_px, height_px, sha256, content)"
    " values ($1, 'a.png', 'image/png', 1, 1, 1, '', '\\x00')"
)
DELETE = "delete from floor.work_order_photos"


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def _become(connection: Connection, name: str) -> None:
    await connection.execute(
        "select set_config('floor.person', $1, true)", f"{name.lower()}@plant.test"
    )


async def test_who_reports_adds_pictures(connection: Connection, floor: Floor) -> None:
    number = await order_in(connection, floor.ids[0], "verified")
    async with acting(connection, "Olga"):
        await connection.execute(ADD, number)
    assert await connection.fetchval("select added_by from floor.work_order_photos") == (
        "olga@plant.test"
    )
    for name in ("Vic", "Eve"):
        async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, name):
            await connection.execute(ADD, number)
        assert caught.value.sqlstate in ("42501", "FC404")


async def test_who_added_it_or_plans_takes_it_away(connection: Connection, floor: Floor) -> None:
    number = await add_order(connection, floor.ids[0])
    for name in ("Ana", "Sam"):
        await _become(connection, "Ana")
        await connection.execute(ADD, number)
        await _become(connection, "Ben")
        async with refused(connection, asyncpg.InsufficientPrivilegeError):
            await connection.execute(DELETE)
        await _become(connection, name)
        await connection.execute(DELETE)
    assert await connection.fetchval("select count(*) from floor.work_order_photos") == 0


@pytest.mark.parametrize("status", ["verified", "cancelled"])
async def test_pictures_of_what_is_closed_stay(
    connection: Connection, floor: Floor, status: str
) -> None:
    await connection.execute(ADD, await order_in(connection, floor.ids[0], status))
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(DELETE)
    assert caught.value.sqlstate == "FC409"


async def test_a_picture_is_not_changed(connection: Connection, floor: Floor) -> None:
    await connection.execute(ADD, await add_order(connection, floor.ids[0]))
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute("update floor.work_order_photos set content = '\\x01'")
    assert caught.value.sqlstate == "FC409"
