"""floor.own_employee_id: the employee who acts."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.floor.crew import acting, crew, employee

OWN = "select floor.own_employee_id()"


async def test_it_is_the_employee_of_the_login(connection: Connection) -> None:
    await crew(connection)
    assert await connection.fetchval(OWN) is None
    async with acting(connection, "Olga"):  # no employee
        assert await connection.fetchval(OWN) is None
    ana = await employee(connection, "Ana")
    async with acting(connection, "ANA"):
        assert await connection.fetchval(OWN) == ana
    await connection.execute("update floor.employees set retired_at = now()")
    async with acting(connection, "Ana"):
        assert await connection.fetchval(OWN) is None
