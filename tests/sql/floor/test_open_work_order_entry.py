"""floor.open_work_order_entry: the order that something is to be written into."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.crew import acting, crew, order_in
from tests.sql.support import refused, said

OPEN = "select (floor.open_work_order_entry($1, 'work.do', array['done'])).status"


async def test_it_is_there_and_open(connection: Connection) -> None:
    floor = await crew(connection)
    number = await order_in(connection, floor.ids[0], "on_hold")
    async with acting(connection, "Ana"):
        assert await connection.fetchval(OPEN, number) == "on_hold"


@pytest.mark.parametrize(("name", "code"), [("Olga", "42501"), ("Eve", "FC404")])
async def test_who_may_not_is_told_no_more_than_that(
    connection: Connection, name: str, code: str
) -> None:
    floor = await crew(connection)
    number = await order_in(connection, floor.ids[0], "open")
    async with refused(connection, asyncpg.PostgresError) as caught, acting(connection, name):
        await connection.fetchval(OPEN, number)
    assert caught.value.sqlstate == code
    if code == "FC404":
        assert said(caught)[0] == f"there is no work order {number}"


async def test_what_is_closed_stays(connection: Connection) -> None:
    floor = await crew(connection)
    number = await order_in(connection, floor.ids[0], "done")
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.fetchval(OPEN, number)
    assert caught.value.sqlstate == "FC409"
