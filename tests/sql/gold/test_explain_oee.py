"""gold.explain_oee: from the figure down to the rows behind it, and all of it adds up."""

from __future__ import annotations

from collections import defaultdict

import asyncpg
import pytest

from database.connect import Connection
from tests.oee.support import (
    Station,
    add_product,
    add_reason,
    default_policy,
    pause,
    refresh,
    stations,
    work,
)
from tests.people import add_person
from tests.sql.support import Floor, minute, refused, said, stand


@pytest.fixture
async def press(connection: Connection, floor: Floor) -> Station:
    """A machine with a bit of everything in a shift from 0 to 480, summed up to 400."""
    await add_person(connection, "Maria", "operator")
    await connection.execute("set local floor.person = 'maria@plant.test'")
    press = stations(connection, floor)[0]
    nut, bolt = [await add_product(connection, name) for name in ("Nut", "Bolt")]
    jam = await add_reason(connection, "Jam", "breakdown")
    belt = await add_reason(connection, "Belt", parent=jam)
    startup = await add_reason(connection, "Warming up", "startup_reject")
    await press.has_micro_stops_under(120)
    await press.takes(60)
    await press.takes(30, bolt)
    await press.makes(-900, bolt)
    await press.makes(-100, nut)
    await press.makes(200, bolt)
    await press.was((-800, "warning"), (-50, "operational"), (50, "down", belt))
    await press.was((90, "warning"), (150, "down"), (151, "operational"), (220, "no_data"))
    await press.was((240, "operational"), (450, "down"))
    await pause(connection, floor.line_id, 300, 330)
    await press.made(-10, 9)
    await press.made(10, 50, 5)
    await press.made(130, 20)
    await press.made(130, 0, 2, reason=startup)
    await press.made(260, 30, 3)
    await press.made(270, 4, product=nut)
    await press.made(450, 99)
    return press


@pytest.fixture
async def shift(connection: Connection, press: Station) -> int:
    """The shift's key."""
    shift_id = await work(connection, press.line_id, 0, 480)
    await refresh(connection, 400)
    return shift_id


async def explained(
    connection: Connection, shift: int, machine: str = "Press_1"
) -> list[asyncpg.Record]:
    """Everything that is said."""
    return await connection.fetch("select * from gold.explain_oee($1, $2)", machine, shift)


async def section(connection: Connection, shift: int, name: str) -> list[asyncpg.Record]:
    """One section of it."""
    return [row for row in await explained(connection, shift) if row["section"] == name]


async def values(connection: Connection, shift: int, name: str) -> dict[str, float | None]:
    """Values of a section by item."""
    return {
        row["item"]: None if row["value"] is None else float(row["value"])
        for row in await section(connection, shift, name)
    }


async def test_sections_come_from_the_figure_down(connection: Connection, shift: int) -> None:
    sections = [row["section"] for row in await explained(connection, shift)]
    assert list(dict.fromkeys(sections)) == [
        "figure",
        "component",
        "interval",
        "count",
        "source row",
    ]


async def test_figures_are_those_of_the_view(
    connection: Connection, press: Station, shift: int
) -> None:
    figures, row = await values(connection, shift, "figure"), await press.figures()
    assert figures == pytest.approx(
        {
            "OEE": row["oee_ratio"],
            "availability": row["availability_ratio"],
            "performance": row["performance_ratio"],
            "quality": row["quality_ratio"],
        }
    )


async def test_intervals_add_up_to_the_components(connection: Connection, shift: int) -> None:
    sums: dict[str, float] = defaultdict(float)
    for row in await section(connection, shift, "interval"):
        sums[row["item"]] += float(row["value"])
        assert float(row["value"]) == (row["to_at"] - row["from_at"]).total_seconds()
    components = await values(connection, shift, "component")
    assert len(sums) == 6
    for bucket in ("operational", "warning", "minor_stop", "setup", "breakdown", "unknown",
                   "planned_stop", "planned_down"):  # fmt: skip
        assert sums.pop(bucket, 0) == components[bucket], bucket
    assert sums == {}
    total = sum(float(row["value"]) for row in await section(connection, shift, "interval"))
    assert total == components["scheduled"] == 400 * 60


async def test_intervals_follow_each_other(connection: Connection, shift: int) -> None:
    rows = await section(connection, shift, "interval")
    assert [row["from_at"] for row in rows[1:]] == [row["to_at"] for row in rows[:-1]]
    assert (rows[0]["from_at"], rows[-1]["to_at"]) == (minute(0), minute(400))


async def test_counts_add_up_to_the_pieces(connection: Connection, shift: int) -> None:
    rows = await section(connection, shift, "count")
    components = await values(connection, shift, "component")
    assert sum(row["value"] for row in rows) == components["pieces"] == 114
    seconds = [float(row["formula"].split(" = ")[1].removesuffix(" s")) for row in rows]
    assert sum(seconds) == components["ideal"]
    assert [(row["item"], row["formula"]) for row in rows] == [
        ("Nut", "55 x 60 s = 3300 s"),
        ("Nut", "22 x 60 s = 1320 s"),
        ("Bolt", "33 x 30 s = 990 s"),
        ("Nut", "4 x 60 s = 240 s"),
    ]
    assert rows[1]["detail"] == "20 good, 2 rejected, of these 2 at start-up"


async def test_source_rows_of_counts_add_up_too(connection: Connection, shift: int) -> None:
    rows = [row for row in await section(connection, shift, "source row") if row["item"] == "count"]
    assert sum(row["value"] for row in rows) == 114


async def test_a_formula_shows_its_numbers(connection: Connection, shift: int) -> None:
    rows = {row["item"]: row for row in await explained(connection, shift)}
    oee, planned = rows["OEE"], rows["planned"]
    productive = rows["fully_productive"]["value"]
    assert oee["formula"] == (f"fully_productive / planned = {productive} s / {planned['value']} s")
    assert planned["formula"] == (
        'operational + warning + minor_stop + breakdown + setup + unknown (policy "standard")'
    )


async def test_a_formula_follows_the_policy(
    connection: Connection, press: Station, shift: int
) -> None:
    await default_policy(
        connection,
        planned_stops_count_as="loss",
        unknown_counts_as="run",
        minor_stops_count_as="availability",
    )
    components = await values(connection, shift, "component")
    rows = {row["item"]: row for row in await section(connection, shift, "component")}
    for item in ("planned", "run"):
        parts = rows[item]["formula"].removesuffix(' (policy "standard")').split(" + ")
        assert sum(components[part] or 0 for part in parts) == components[item]


async def test_an_interval_says_why(connection: Connection, shift: int) -> None:
    details = {(row["item"], row["detail"]) for row in await section(connection, shift, "interval")}
    assert ("breakdown", "down, Jam › Belt, stop since 2026-03-02 07:50:00, set up for Nut") in (
        details
    )
    assert ("unknown", "no_data, set up for Bolt") in details


async def test_source_rows_say_who_wrote_them(connection: Connection, shift: int) -> None:
    rows = [
        row
        for row in await section(connection, shift, "source row")
        if row["item"] == "status event"
    ]
    assert [row["from_at"] for row in rows][:2] == [minute(-50), minute(50)]  # the one before, too
    assert rows[-1]["from_at"] == minute(240)  # what came after the refresh is not in it
    stop = rows[1]["detail"].split("; ")
    assert stop[:3] == ["down, Jam › Belt", "from test", "by maria@plant.test"]
    assert stop[3].startswith("written 20")
    assert stop[3].endswith("Europe/Berlin")


async def test_every_kind_of_source_is_named(connection: Connection, shift: int) -> None:
    rows = await section(connection, shift, "source row")
    kinds: dict[str, int] = defaultdict(int)
    for row in rows:
        kinds[row["item"]] += 1
    assert kinds == {
        "status event": 7,
        "job": 2,
        "count": 5,
        "planned stop": 1,
        "ideal cycle": 2,
        "shift": 1,
    }


async def test_the_machine_is_found_however_it_is_typed(connection: Connection, shift: int) -> None:
    assert len(await explained(connection, shift, "PRESS_1")) > 20


async def test_an_unknown_machine_is_an_error_with_choices(
    connection: Connection, shift: int
) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await explained(connection, shift, "Pres_1")
    assert said(caught)[0] == 'machine "Pres_1" is unknown'


@pytest.mark.parametrize("unknown", [-1, None])
async def test_an_unknown_shift_is_an_error_with_choices(
    connection: Connection, shift: int, unknown: int | None
) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetch("select * from gold.explain_oee('Press_1', $1)", unknown)
    message, hint = said(caught)
    assert message == f"shift {'null' if unknown is None else unknown} is unknown"
    assert hint is not None
    assert hint.startswith(f'The latest shifts of line "Engine": {shift} (2026-03-02 A)')


async def test_a_shift_of_another_line_is_an_error(connection: Connection, shift: int) -> None:
    other = await stand(connection, plant="Other", line="Other", machines=["Other_1"])
    theirs = await work(connection, other.line_id, 0, 480)
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await explained(connection, theirs)
    assert said(caught)[0] == f'shift {theirs} is one of line "Other", not of line "Engine"'


async def test_nothing_to_divide_by_is_said(connection: Connection, floor: Floor) -> None:
    press = stations(connection, floor)[1]
    shift = await work(connection, press.line_id, 0, 480)
    await press.was((0, "operational"))
    await refresh(connection, 60)
    rows = await connection.fetch("select * from gold.explain_oee('Press_2', $1)", shift)
    oee = rows[0]
    assert (oee["item"], oee["value"]) == ("OEE", None)
    assert oee["formula"] == "fully_productive / planned: nothing to divide, or to divide by"


async def test_a_shift_before_the_machine_has_no_figures(
    connection: Connection, floor: Floor
) -> None:
    press = stations(connection, floor)[1]
    shift = await work(connection, press.line_id, 0, 480)
    await press.was((600, "operational"))
    await refresh(connection, 700)
    rows = await connection.fetch("select * from gold.explain_oee('Press_2', $1)", shift)
    assert {row["section"] for row in rows} <= {"source row"}


async def test_who_reads_gold_may_call_it(connection: Connection, shift: int) -> None:
    await connection.execute("set local role analyst")
    assert len(await explained(connection, shift)) > 20
