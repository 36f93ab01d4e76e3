"""gold.machines: machines with the names around them."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.gold.support import table, work


async def test_machines_stand_with_line_and_plant(connection: Connection) -> None:
    floor = await work(connection)
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name = 'Press_2'"
    )
    columns = (
        "plant, time_zone, line, line_id, target_oee_ratio, machine, machine_id, machine_type,"
        " micro_stop_limit_s, retired_at is not null"
    )
    assert await table(connection, columns, "gold.machines", "order by machine") == [
        ("Plant", "UTC", "Engine", floor.line_id, 0.8, name, machine_id, "Press", limit, is_retired)
        for (name, machine_id), limit, is_retired in zip(
            floor.machines.items(), (120, None), (False, True), strict=True
        )
    ]
