"""The floor the rights are tried on: two lines, and people of each role.

The first ones have their role everywhere, the last two on one line alone. All that is tried is
about the machine M1 of the line Engine, and what belongs to it.
"""

from __future__ import annotations

from database.connect import Connection
from tests.people import add_person
from tests.realtime.test_relay import FLOOR

# in the order of the columns of the tables
PEOPLE: dict[str, tuple[str | None, str | None]] = {
    "Nobody": (None, None),
    "Viewer": ("viewer", None),
    "Operator": ("operator", None),
    "Maintenance": ("maintenance", None),
    "Supervisor": ("supervisor", None),
    "Engineer": ("engineer", None),
    "Inside": ("engineer", "Engine"),
    "Elsewhere": ("supervisor", "Exterior"),
}
# one row of each thing on the line Engine, made by its owner
THINGS = {
    "connection": "insert into floor.connections (connection_name, protocol) values ($1, 'x')"
    " returning connection_id",
    "order": "insert into floor.work_orders (machine_id, title) values (1, $1)"
    " returning work_order_id",
    "part": "insert into floor.parts (part_number, part_name) values ($1, 'Belt')"
    " returning part_id",
    "employee": "insert into floor.employees (employee_name) values ($1) returning employee_id",
    "rule": "insert into floor.work_order_rules (rule_name, line_id, title) values ($1, 1, 'Down')"
    " returning rule_id",
    "plan": "insert into floor.maintenance_plans (plan_name, machine_id, every_days, title)"
    " values ($1, 1, 30, 'Grease') returning plan_id",
    "person": "insert into floor.people (email, display_name)"
    " values (replace($1, ' ', '.') || '@plant.test', 'New')"
    " returning person_id",
    "tag": "insert into floor.tags (connection_id, address, tag_name, machine_id) select"
    " connection_id, $1, 'Speed', 1 from floor.connections order by connection_id limit 1"
    " returning tag_id",
    "task": "insert into floor.work_order_tasks (work_order_id, position, title)"
    " values (#, 1, $1) returning task_id",
    "comment": "insert into floor.work_order_comments (work_order_id, body)"
    " values (#, $1) returning comment_id",
    "photo": "insert into floor.work_order_photos (work_order_id, file_name, media_type,"
    " size_bytes, width_px, height_px, sha256, content)"
    " values (#, $1, 'image/png', 1, 1, 1, 'x', '\\x00')"
    " returning photo_id",
    "labour": "insert into floor.work_order_labour (work_order_id, employee_id, ended_at)"
    " select #, employee_id, clock_timestamp() + interval '1 second' from floor.employees"
    " where $1 <> '' order by employee_id limit 1 returning labour_id",
}
OF_ORDER = ("task", "comment", "photo", "labour")


async def stand(connection: Connection) -> None:
    """Put the floor up, with its people; all but Nobody and Viewer are employees."""
    await connection.execute(FLOOR)
    for name, (role, line) in PEOPLE.items():
        await connection.execute(
            "insert into floor.people (email, display_name) values ($1, $2)",
            f"{name.lower()}@plant.test",
            name,
        )
        if role is not None:
            await add_person(connection, name, role, line=line, is_employee=role != "viewer")
    await connection.execute(
        "insert into floor.reasons (reason_name, loss_category)"
        " values ('Jam', 'breakdown'), ('Change', 'setup')"
    )
    # the one that tags belong to
    await make(connection, "connection", "First")


async def make(connection: Connection, thing: str, name: str) -> dict[str, int]:
    """Keys of a new thing, and of the order it belongs to."""
    made: dict[str, int] = {}
    statement = THINGS[thing]
    if thing in OF_ORDER:
        made["order"] = await connection.fetchval(THINGS["order"], name)
        statement = statement.replace("#", str(made["order"]))
    made[thing] = await connection.fetchval(statement, name)
    return made
