"""People and what they changed, on the floor of two lines behind the server."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from database.connect import Connection
from tests.people import act_as, add_person, session_of


@dataclass
class Story:
    """What happened on the floor: who is who by their cookies, and what was changed."""

    cookies: dict[str, dict[str, str]]
    part_id: int
    orders: dict[str, int]


async def do(connection: Connection, name: str, statement: str, *values: object) -> int:
    """Change something as a person does through a page; returns the key it made."""
    async with connection.transaction():
        await act_as(connection, name)
        key: int = await connection.fetchval(statement, *values)
    return key


ORDER = "insert into floor.work_orders (machine_id, title) values ($1, $2) returning work_order_id"
PART = "insert into floor.parts (part_number, part_name) values ($1, $2) returning part_id"


@pytest.fixture
async def story(floor: Connection) -> Story:
    """Ana and Sven supervise; she everywhere, he on the line Engine. Ole works there."""
    cookies = {}
    for name, role, line in (
        ("Ana", "supervisor", None),
        ("Sven", "supervisor", "Engine"),
        ("Ole", "operator", "Engine"),
    ):
        person_id = await add_person(floor, name, role, line=line)
        cookies[name] = await session_of(floor, person_id)
    number = await floor.fetchval("select count(*) from floor.parts")
    part_id = await do(floor, "Ana", PART, f"B-{number}", "=1+1")
    await do(
        floor, "Ana", "update floor.parts set minimum_qty = 2, part_name = '<i>Belt</i>'"
        " where part_id = $1 returning part_id", part_id,
    )  # fmt: skip
    orders = {
        machine: await do(floor, "Ana", ORDER, machine_id, f"Noise at {machine}")
        for machine, machine_id in (("M1", 1), ("M2", 2))
    }
    return Story(cookies, part_id, orders)
