"""What was said of a table is remembered for the next one with the same columns."""

from __future__ import annotations

import pytest

from commands.import_table import Asked, recalled, remembered
from database.connect import Connect, Connection
from imports.entries import Options
from imports.remembered import header_key, recall, remember
from tests.imports.given import Workbook, Write

CELLS = ("Anlage", "Zeit", "Zustand")
SAID = Options(
    machine="Lathe_01",
    columns={"machine": "Anlage", "time": "Zeit", "status": "Zustand", "detail": ""},
    status_words={"Störung": "down"},
    time_format="%d.%m.%Y %H:%M",
    time_zone="Europe/Berlin",
    decimal=",",
)


def test_columns_are_the_same_in_any_order_and_case() -> None:
    assert header_key(CELLS) == header_key((" ZUSTAND ", "anlage", "zeit"))
    assert header_key(CELLS) != header_key((*CELLS, "Gut"))


async def test_it_is_kept_per_set_of_columns_and_kind(connection: Connection) -> None:
    await remember(connection, "events", CELLS, SAID)
    found, has_memory = await recall(connection, "events", CELLS[::-1], Options())
    assert has_memory
    assert (found.columns, found.status_words) == (SAID.columns, SAID.status_words)
    assert (found.time_format, found.time_zone, found.decimal) == (
        "%d.%m.%Y %H:%M",
        "Europe/Berlin",
        ",",
    )
    assert found.machine is None  # that is what a file is about, not how it is written
    nothing = (Options(), False)
    assert await recall(connection, "samples", CELLS, Options()) == nothing
    assert await recall(connection, "events", CELLS[:2], Options()) == nothing


async def test_the_last_word_counts(connection: Connection) -> None:
    await remember(connection, "events", CELLS, SAID)
    await remember(connection, "events", CELLS, Options(decimal="."))
    await remember(connection, "events", CELLS, Options())  # nothing said: nothing changes
    found, _ = await recall(connection, "events", CELLS, Options())
    assert found == Options(decimal=".")


async def test_what_is_said_now_goes_first(connection: Connection) -> None:
    await remember(connection, "events", CELLS, SAID)
    said = Options(status_words={"Pause": "no_data"}, decimal=".")
    found, _ = await recall(connection, "events", CELLS, said)
    assert found.status_words == {"Störung": "down", "Pause": "no_data"}
    assert (found.decimal, found.columns) == (".", SAID.columns)
    anew = Options(columns={"time": "Zeit"})
    assert await recall(connection, "events", CELLS, anew) == (anew, False)


async def test_only_the_memory_may_tell_the_kind(
    floor: Connect, connection: Connection, write: Write, workbook: Workbook
) -> None:
    said = Options(columns={"time": "Zeit", "tag": "Messstelle", "value": "Wert"})
    path = write("Zeit,Messstelle,Wert", "x,y,z")
    asked = await recalled(await floor(), Asked(path, said))
    assert (asked.kind, asked.has_memory) == ("samples", False)
    await remembered(await floor(), asked)
    for file in (path, workbook(("Zeit", "Messstelle", "Wert"), ("x", "y", "z"))):
        again = await recalled(await floor(), Asked(file, Options()))
        assert (again.kind, again.has_memory) == ("samples", True)
        assert again.options.columns == said.columns
    assert (await recalled(await floor(), Asked(path, Options(), "events"))).kind == "events"


@pytest.mark.parametrize("is_remembering", [True, False])
async def test_nothing_is_kept_or_used_where_it_is_not_wanted(
    floor: Connect, connection: Connection, write: Write, is_remembering: bool
) -> None:
    path = write(",".join(CELLS), "x,y,z")
    await remembered(
        await floor(), Asked(path, SAID, "events", is_remembering=is_remembering, cells=CELLS)
    )
    rows = "select count(*) from floor.import_mappings"
    assert await connection.fetchval(rows) == is_remembering
    await remember(connection, "events", CELLS, SAID)
    asked = Asked(path, Options(), is_remembering=is_remembering)
    assert (await recalled(await floor(), asked)).has_memory == is_remembering
