"""gold.reasons: why machines stand, as a tree."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.gold.support import table, work


async def test_a_reason_takes_its_loss_from_above(connection: Connection) -> None:
    await work(connection)
    columns = "reason_path, root_reason, is_leaf, is_planned, loss_category, loss_name, oee_factor"
    assert await table(connection, columns, "gold.reasons", "order by sort_key") == [
        ("Mechanical", "Mechanical", False, False, "breakdown", "Breakdowns", "availability"),
        ("Mechanical › Jam", "Mechanical", True, False, "breakdown", "Breakdowns", "availability"),
        (
            "Changeover", "Changeover", True, False,
            "setup", "Setup and adjustment", "availability",
        ),
        ("Maintenance", "Maintenance", True, True, None, None, None),
        ("Warm-up", "Warm-up", True, False, "startup_reject", "Start-up rejects", "quality"),
    ]  # fmt: skip
