"""Reasons become a tree, are moved, retired and revived, and keep their keys."""

from __future__ import annotations

from pathlib import Path

from database.connect import Connection
from machine_config import Applied, apply, load
from tests.floor_file.support import floor_of

ROOT = Path(__file__).parent.parent.parent
BASE = """\
plants = []
[[reasons]]
name = "Mechanical"
loss = "breakdown"
reasons = ["Part jam", { name = "Drive", reasons = ["Belt", "Motor"] }]
[[reasons]]
name = "Planned"
planned = true
reasons = [{ name = "Trial", loss = "setup" }]
"""
DEMO = {
    "Mechanical breakdown": "Part jam, Belt or chain torn, Bearing or spindle, "
    "Hydraulics or pneumatics",
    "Electrical breakdown": "Sensor or camera, Drive or motor, Control or software, Safety circuit",
    "Process": "Material out of tolerance, Temperature or pressure, Tool wear",
    "Setup and adjustment": "Changeover, Tool change, Cleaning, First piece check",
    "Organisation": "No material, No operator, Downstream full, Waiting for quality",
    "Planned": "Preventive maintenance, Trial, Team meeting",
    "Minor stops": "Part jam cleared, Sensor wiped",
    "Rejects": "Dimension out of tolerance, Surface defect, Wrong colour, Start-up scrap",
}


async def paths(connection: Connection) -> list[str]:
    """Reasons in use, from the top down, in their order."""
    rows = await connection.fetch(
        "select path from floor.reason_tree where retired_at is null order by sort_key"
    )
    return [row["path"] for row in rows]


async def applied(connection: Connection, tmp_path: Path, text: str) -> Applied:
    """Apply a file, and again: the second time nothing may happen."""
    first = await apply(connection, floor_of(tmp_path, text))
    assert (await apply(connection, floor_of(tmp_path, text))).is_empty
    return first


async def test_the_tree_is_written_as_it_stands(connection: Connection, tmp_path: Path) -> None:
    first = await applied(connection, tmp_path, BASE)
    assert len(first.added) == 7
    assert await paths(connection) == [
        *("Mechanical", "Mechanical › Part jam", "Mechanical › Drive"),
        *("Mechanical › Drive › Belt", "Mechanical › Drive › Motor"),
        *("Planned", "Planned › Trial"),
    ]
    rows = await connection.fetch(
        "select reason_name, loss_category, is_planned, origin from floor.reasons"
        " where loss_category is not null or is_planned is not null order by reason_name"
    )
    assert [tuple(row) for row in rows] == [
        ("Mechanical", "breakdown", None, "floor.toml"),
        ("Planned", None, True, "floor.toml"),
        ("Trial", "setup", None, "floor.toml"),
    ]


async def test_reasons_change_places_and_keep_their_keys(
    connection: Connection, tmp_path: Path
) -> None:
    """Even one that now stands inside what stood inside it."""
    await applied(connection, tmp_path, BASE)
    keys = "select reason_name, reason_id from floor.reasons order by reason_id"
    before = await connection.fetch(keys)
    turned = BASE.replace(
        'reasons = ["Part jam", { name = "Drive", reasons = ["Belt", "Motor"] }]\n', ""
    ).replace('"Mechanical"\nloss = "breakdown"', '"Belt"\nloss = "breakdown"\nreasons = [\n'
              '{ name = "Drive", reasons = [{ name = "Mechanical", reasons = ["Motor"] }] },\n'
              '"Part jam"]')  # fmt: skip
    changed = await applied(connection, tmp_path, turned)
    assert (changed.added, changed.retired) == ((), ())
    assert (await paths(connection))[:5] == [
        *("Belt", "Belt › Drive", "Belt › Drive › Mechanical"),
        *("Belt › Drive › Mechanical › Motor", "Belt › Part jam"),
    ]
    assert await connection.fetch(keys) == before


async def test_only_what_changed_is_written(connection: Connection, tmp_path: Path) -> None:
    await applied(connection, tmp_path, BASE)
    other = await applied(connection, tmp_path, BASE.replace('loss = "setup"', "planned = true"))
    assert str(other) == "reason Trial changed; 6 unchanged"
    louder = await applied(connection, tmp_path, BASE.replace('"Belt"', '"BELT"'))
    assert louder.changed == ("reason BELT", "reason Trial")


async def test_what_leaves_the_file_is_retired_and_comes_back(
    connection: Connection, tmp_path: Path
) -> None:
    await applied(connection, tmp_path, BASE)
    fewer = await applied(connection, tmp_path, BASE.replace('"Belt", ', ""))
    assert fewer.retired == ("reason Belt",)
    assert "Mechanical › Drive › Belt" not in await paths(connection)
    assert "reason Belt" in (await applied(connection, tmp_path, BASE)).revived


async def test_what_others_keep_is_left_alone(connection: Connection, tmp_path: Path) -> None:
    await applied(connection, tmp_path, BASE)
    await connection.execute(
        "insert into floor.reasons (reason_name, parent_id)"
        " values ('Gearbox', floor.reason_id('Drive'))"
    )
    assert (await applied(connection, tmp_path, BASE)).is_empty
    assert "Mechanical › Drive › Gearbox" in await paths(connection)
    named = await applied(connection, tmp_path, BASE.replace('"Part jam"', '"gearbox"'))
    assert "reason gearbox" in named.changed
    assert "Mechanical › gearbox" in await paths(connection)


async def test_the_demo_has_the_reasons_of_a_real_plant(connection: Connection) -> None:
    await apply(connection, load(ROOT / "floor.toml"))
    rows = await connection.fetch(
        "select root_name, string_agg(reason_name, ', ' order by sort_key) as names"
        " from floor.reason_tree where depth = 2 group by root_name order by min(sort_key)"
    )
    assert [tuple(row) for row in rows] == list(DEMO.items())
    losses = await connection.fetch(
        "select loss_category, is_planned, array_agg(distinct root_name)"
        " from floor.reason_tree where is_leaf group by loss_category, is_planned"
    )
    assert {tuple(row[:2]): set(row[2]) for row in losses} == {
        ("breakdown", False): {
            *("Mechanical breakdown", "Electrical breakdown", "Process", "Organisation"),
        },
        ("setup", False): {"Setup and adjustment"},
        (None, True): {"Planned"},
        ("minor_stop", False): {"Minor stops"},
        ("process_reject", False): {"Rejects"},
        ("startup_reject", False): {"Rejects"},
    }
