"""floor.employee_email: the login of an employee."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.floor.crew import crew, employee


async def test_some_have_a_login(connection: Connection) -> None:
    await crew(connection)
    email = "select floor.employee_email($1)"
    assert await connection.fetchval(email, await employee(connection, "Ana")) == "ana@plant.test"
    await connection.execute("insert into floor.employees (employee_name) values ('Nobody')")
    assert await connection.fetchval(email, await employee(connection, "Nobody")) is None
