"""floor.reason_tree: reasons with what they take from the reasons above them."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.support import first_row

TREE = [
    # name, parent, loss, planned, place
    ("Mechanical", None, "breakdown", None, 2),
    ("Jam", "Mechanical", None, None, 2),
    ("Drive", "Mechanical", None, None, 1),
    ("Belt", "Drive", "setup", None, 1),
    ("Slipped", "Belt", None, None, 1),
    ("Greasing", "Drive", None, True, 2),
    ("Planned", None, None, True, 1),
    ("Trial", "Planned", "startup_reject", None, 1),
    ("Failed trial", "Trial", "process_reject", False, 1),
]


@pytest.fixture(autouse=True)
async def tree(connection: Connection) -> None:
    """Nine reasons, up to four levels deep."""
    for reason in TREE:
        await connection.execute(
            "insert into floor.reasons"
            " (reason_name, parent_id, loss_category, is_planned, sort_order)"
            " values ($1, floor.reason_id($2), $3, $4, $5)",
            *reason,
        )


async def test_a_tree_reads_from_the_top_down(connection: Connection) -> None:
    rows = await connection.fetch(
        "select path, depth, root_name from floor.reason_tree order by sort_key"
    )
    assert [tuple(row) for row in rows] == [
        ("Planned", 1, "Planned"),
        ("Planned › Trial", 2, "Planned"),
        ("Planned › Trial › Failed trial", 3, "Planned"),
        ("Mechanical", 1, "Mechanical"),
        ("Mechanical › Drive", 2, "Mechanical"),
        ("Mechanical › Drive › Belt", 3, "Mechanical"),
        ("Mechanical › Drive › Belt › Slipped", 4, "Mechanical"),
        ("Mechanical › Drive › Greasing", 3, "Mechanical"),
        ("Mechanical › Jam", 2, "Mechanical"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mechanical", ("breakdown", False, "availability")),
        ("Jam", ("breakdown", False, "availability")),
        ("Slipped", ("setup", False, "availability")),
        ("Greasing", ("breakdown", True, "availability")),
        ("Planned", (None, True, None)),
        ("Trial", ("startup_reject", True, "quality")),
        ("Failed trial", ("process_reject", False, "quality")),
    ],
)
async def test_what_is_not_said_is_taken_from_above(
    connection: Connection, name: str, expected: tuple[object, ...]
) -> None:
    row = await first_row(
        connection,
        "select loss_category, is_planned, oee_factor from floor.reason_tree"
        " where reason_name = $1",
        name,
    )
    assert tuple(row) == expected


async def leaves(connection: Connection) -> set[str]:
    """Reasons with nothing inside them."""
    rows = await connection.fetch("select reason_name from floor.reason_tree where is_leaf")
    return {row["reason_name"] for row in rows}


async def test_a_leaf_has_no_reason_in_use_inside(connection: Connection) -> None:
    assert await leaves(connection) == {"Jam", "Slipped", "Greasing", "Failed trial"}
    await connection.execute(
        "update floor.reasons set retired_at = now() where reason_name in ('Slipped', 'Greasing')"
    )
    assert await leaves(connection) == {"Jam", "Slipped", "Greasing", "Failed trial", "Belt"}
    retired = await connection.fetchval(
        "select count(*) from floor.reason_tree where retired_at is not null"
    )
    assert retired == 2


async def test_siblings_of_one_place_stay_apart(connection: Connection) -> None:
    """Keys tell them apart, so that none slips into the branch of the other."""
    await connection.execute("update floor.reasons set sort_order = 0")
    paths = [
        row["path"]
        for row in await connection.fetch("select path from floor.reason_tree order by sort_key")
    ]
    inside = [path.startswith("Mechanical") for path in paths]
    assert inside == sorted(inside, reverse=True)
    assert len(paths) == len(TREE)
