"""floor.require_work_right: what the person who acts may not do at a machine is refused."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.floor.crew import acting, crew
from tests.sql.support import refused, said

REQUIRE = "select floor.require_work_right('work.do', $1)"


async def test_it_names_who_where_and_what(connection: Connection) -> None:
    floor = await crew(connection)
    await connection.execute(REQUIRE, floor.ids[0])  # nobody in particular
    async with acting(connection, "Ana"):
        await connection.execute(REQUIRE, floor.ids[0])
    for name in ("Olga", "Eve"):
        async with (
            refused(connection, asyncpg.InsufficientPrivilegeError) as caught,
            acting(connection, name),
        ):
            await connection.execute(REQUIRE, floor.ids[0])
        assert said(caught)[0] == (f"{name} may not do this at Press_1: it takes the right work.do")
