"""floor.permissions: what each role may do. docs/roles.md says the same."""

from __future__ import annotations

from database.connect import Connection


async def test_a_role_may_all_that_one_below_may_but_count(connection: Connection) -> None:
    rows = await connection.fetch(
        "select role, array_agg(action) as may from floor.permissions"
        " group by role, role_order order by role_order"
    )
    may = {row["role"]: set(row["may"]) for row in rows}
    assert list(may) == ["viewer", "operator", "maintenance", "supervisor", "engineer"]
    assert may["viewer"] == {"floor.see"}
    assert may["viewer"] < may["operator"] < may["supervisor"] < may["engineer"]
    assert may["maintenance"] < may["supervisor"]
    assert "count.enter" not in may["maintenance"]


async def test_each_action_says_what_it_is(connection: Connection) -> None:
    said = await connection.fetch("select distinct action, description from floor.permissions")
    assert len(said) == len({row["action"] for row in said}) == 10
    assert all(row["description"] for row in said)
