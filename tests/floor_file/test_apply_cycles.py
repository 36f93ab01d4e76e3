"""Products and ideal cycles become rows, and a new rate leaves the past as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from database.connect import Connection
from machine_config import Applied, apply, load
from tests.floor_file.support import floor_of

ROOT = Path(__file__).parent.parent.parent
BASE = """\
[[machine_types]]
name = "Valve"
[[products]]
name = "Oil pan"
[[products]]
name = "Manifold"
cycle_factor = 1.2
[[plants]]
name = "North"
time_zone = "Europe/Berlin"
[[plants.lines]]
name = "Engine"
products = ["Oil pan", "Manifold"]
[[plants.lines.machines]]
name = "Valve_1"
short = "V1"
type = "Valve"
at = [0, 1]
ideal_cycle_s = 15
"""
MANIFOLD = "ideal_cycles = [{ product = 'Manifold', ideal_cycle_s = 20%s }]\n"
ALWAYS = "-infinity"


async def cycles(connection: Connection) -> list[tuple[str | None, float, str]]:
    """Product, seconds and beginning of all cycles; what began today is "now"."""
    rows = await connection.fetch(
        "select product_name, ideal_cycle_s::float8,"
        " case when valid_from between now() - interval '1 minute' and now()"
        " then 'now' else (valid_from at time zone 'UTC')::text end"
        " from floor.ideal_cycles left join floor.products using (product_id)"
        " order by product_name desc nulls first, valid_from"
    )
    return [tuple(row) for row in rows]


async def applied(connection: Connection, tmp_path: Path, text: str) -> Applied:
    """Apply a file, and again: the second time nothing may happen."""
    first = await apply(connection, floor_of(tmp_path, text))
    assert (await apply(connection, floor_of(tmp_path, text))).is_empty
    return first


async def age(connection: Connection, days: int = 1) -> None:
    """Let everything have been written earlier."""
    await connection.execute(
        "update floor.ideal_cycles set valid_from = valid_from - make_interval(days => $1)", days
    )


async def test_every_product_of_the_line_has_a_cycle_that_holds_always(
    connection: Connection, tmp_path: Path
) -> None:
    first = await applied(connection, tmp_path, BASE)
    assert first.added[-3:] == (
        "ideal cycle Valve_1",
        "ideal cycle Valve_1, Manifold",
        "ideal cycle Valve_1, Oil pan",
    )
    assert await cycles(connection) == [
        (None, 15.0, ALWAYS),
        ("Oil pan", 15.0, ALWAYS),
        ("Manifold", 18.0, ALWAYS),
    ]
    assert set(
        await connection.fetchrow("select distinct origin from floor.ideal_cycles") or ()
    ) == {"floor.toml"}


async def test_a_new_value_holds_from_now_on(connection: Connection, tmp_path: Path) -> None:
    await applied(connection, tmp_path, BASE)
    changed = await applied(connection, tmp_path, BASE.replace("1.2", "1.3"))
    assert changed.changed == ("ideal cycle Valve_1, Manifold",)
    assert (await cycles(connection))[2:] == [
        ("Manifold", 18.0, ALWAYS),
        ("Manifold", 19.5, "now"),
    ]
    await age(connection)
    await applied(connection, tmp_path, BASE)  # and back
    assert [row[1] for row in (await cycles(connection))[2:]] == [18.0, 19.5, 18.0]


async def test_what_a_machine_says_comes_before_its_type(
    connection: Connection, tmp_path: Path
) -> None:
    text = BASE.replace("ideal_cycle_s = 15\n", "").replace(
        'name = "Valve"\n', 'name = "Valve"\nideal_cycle_s = 10\nmicro_stop_limit_s = 45\n'
    )
    await applied(connection, tmp_path, text)
    assert [row[1] for row in await cycles(connection)] == [10.0, 10.0, 12.0]
    limit = "select micro_stop_limit_s from floor.machines"
    assert await connection.fetchval(limit) == 45
    await applied(connection, tmp_path, text + "micro_stop_limit_s = 30\n" + MANIFOLD % "")
    assert await connection.fetchval(limit) == 30
    assert await cycles(connection) == [
        (None, 10.0, ALWAYS),
        ("Oil pan", 10.0, ALWAYS),
        ("Manifold", 12.0, ALWAYS),
        ("Manifold", 20.0, "now"),
    ]


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-01-01", "2025-12-31 23:00:00"),
        ("2026-07-01", "2026-06-30 22:00:00"),
        ("2026-07-01T06:30:00", "2026-07-01 04:30:00"),
        ("2026-07-01T06:30:00Z", "2026-07-01 06:30:00"),
    ],
)
async def test_a_date_is_taken_as_given_in_the_time_of_the_plant(
    connection: Connection, tmp_path: Path, written: str, instant: str
) -> None:
    await applied(connection, tmp_path, BASE + MANIFOLD % f", valid_from = {written}")
    assert (await cycles(connection))[2:] == [
        ("Manifold", 18.0, ALWAYS),
        ("Manifold", 20.0, instant),
    ]
    text = BASE + (MANIFOLD % f", valid_from = {written}").replace("20,", "21,")
    changed = await applied(connection, tmp_path, text)
    assert changed.changed == ("ideal cycle Valve_1, Manifold",)
    assert (await cycles(connection))[3:] == [("Manifold", 21.0, instant)]


async def test_once_a_date_has_come_the_value_without_one_is_history(
    connection: Connection, tmp_path: Path
) -> None:
    dated = BASE + MANIFOLD % ", valid_from = 2020-01-01"
    await applied(connection, tmp_path, dated)
    changed = await applied(connection, tmp_path, dated.replace("1.2", "1.3"))
    assert changed.changed == ()
    assert [row[1] for row in await cycles(connection)] == [15.0, 15.0, 18.0, 20.0]


async def test_a_date_to_come_can_be_withdrawn(connection: Connection, tmp_path: Path) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date()
    await applied(connection, tmp_path, BASE + MANIFOLD % f", valid_from = {day}")
    assert len(await cycles(connection)) == 4
    withdrawn = await applied(connection, tmp_path, BASE)
    assert withdrawn.retired == ("ideal cycle Valve_1, Manifold",)
    assert len(await cycles(connection)) == 3


async def test_what_leaves_the_file_stays_in_force(connection: Connection, tmp_path: Path) -> None:
    await applied(connection, tmp_path, BASE)
    before = await cycles(connection)
    text = BASE.replace("ideal_cycle_s = 15\n", "").replace("products = [", "# ")
    assert (await applied(connection, tmp_path, text)).is_empty
    assert await cycles(connection) == before


async def write(connection: Connection, seconds: str, valid_from: str) -> None:
    """What somebody does in psql."""
    await connection.execute(
        "insert into floor.ideal_cycles (machine_id, valid_from, ideal_cycle_s)"
        " values (floor.machine_id('Valve_1'), $1::text::timestamptz, $2::text::numeric)",
        valid_from,
        seconds,
    )


async def test_what_others_wrote_stands_until_the_file_says_something_new(
    connection: Connection, tmp_path: Path
) -> None:
    await applied(connection, tmp_path, BASE)
    await write(connection, "14", "2020-03-01 00:00+00")
    assert (await applied(connection, tmp_path, BASE)).is_empty
    assert [row[1] for row in (await cycles(connection))[:2]] == [15.0, 14.0]
    await applied(connection, tmp_path, BASE.replace("= 15", "= 13"))
    assert [row[1:] for row in (await cycles(connection))[:3]] == [
        (15.0, ALWAYS),
        (14.0, "2020-03-01 00:00:00"),
        (13.0, "now"),
    ]


async def test_the_first_value_does_not_rewrite_what_others_said_before(
    connection: Connection, tmp_path: Path
) -> None:
    without = BASE.replace("ideal_cycle_s = 15\n", "")
    await applied(connection, tmp_path, without)
    await write(connection, "14", "2020-03-01 00:00+00")
    await applied(connection, tmp_path, BASE)
    assert [row[1:] for row in (await cycles(connection))[:2]] == [
        (14.0, "2020-03-01 00:00:00"),
        (15.0, "now"),
    ]


async def test_products_are_changed_retired_and_revived(
    connection: Connection, tmp_path: Path
) -> None:
    await applied(connection, tmp_path, BASE)
    described = BASE.replace("cycle_factor", 'description = "Air."\ncycle_factor')
    assert (await applied(connection, tmp_path, described)).changed == ("product Manifold",)
    fewer = BASE.replace('[[products]]\nname = "Manifold"\ncycle_factor = 1.2\n', "").replace(
        ', "Manifold"', ""
    )
    assert (await applied(connection, tmp_path, fewer)).retired == ("product Manifold",)
    assert (await applied(connection, tmp_path, BASE)).revived == ("product Manifold",)


async def test_the_demo_knows_two_products_of_every_machine(connection: Connection) -> None:
    await apply(connection, load(ROOT / "floor.toml"))
    rows = await connection.fetch(
        "select line_name, machine_type, array_agg(product_name order by ideal_cycle_s) as names,"
        " array_agg(ideal_cycle_s order by ideal_cycle_s) as seconds"
        " from floor.ideal_cycles"
        " inner join floor.products using (product_id)"
        " inner join floor.machines using (machine_id)"
        " inner join floor.lines using (line_id)"
        " group by line_name, machine_id, machine_type"
    )
    assert len(rows) == 30
    made: dict[str, Sequence[str]] = {
        "Transmission": ["Gear housing", "Clutch cover"],
        "Engine": ["Intake manifold", "Oil pan"],
        "Exterior": ["Bumper", "Mirror cap"],
        "Interior": ["Door panel", "Console"],
    }
    first_s = {"Sorter": 8, "Robotic Arm": 12, "Injection Molder": 32, "Valve": 15, "Painter": 48}
    for row in rows:
        assert row["names"] == made[row["line_name"]]
        fast, slow = row["seconds"]
        assert fast == first_s[row["machine_type"]]
        assert Decimal("1.1") <= slow / fast <= Decimal("1.25")
    limits = await connection.fetch(
        "select distinct machine_type, micro_stop_limit_s::int from floor.machines"
    )
    assert {tuple(row) for row in limits} == {
        *{("Sorter", 60), ("Robotic Arm", 60), ("Valve", 60)},
        *{("Injection Molder", 120), ("Painter", 120)},
    }
