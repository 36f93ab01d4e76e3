"""gold.explain_line: a line's figures, and those of its machines below them."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.oee.support import figures, refresh, stations, work
from tests.sql.support import Floor, refused, said


@pytest.fixture
async def shift(connection: Connection, floor: Floor) -> int:
    """Two machines of a line work a shift, the third has not come yet."""
    shift_id = await work(connection, floor.line_id, 0, 480)
    for press, run in zip(stations(connection, floor)[:2], (100, 300), strict=True):
        await press.takes(60)
        await press.was((0, "operational"), (run, "down"))
        await press.made(10, run // 2, 10)
    await refresh(connection, 480)
    return shift_id


async def test_machines_add_up_to_the_line(connection: Connection, shift: int) -> None:
    rows = await connection.fetch("select * from gold.explain_line('engine', $1)", shift)
    for row in rows:
        if row["section"] == "component" and row["machine"] is None:
            parts = [
                other["value"]
                for other in rows
                if other["item"] == row["item"] and other["machine"]
            ]
            assert len(parts) == 2
            assert sum(parts) == row["value"], row["item"]
            assert row["formula"] == "sum of its machines"


async def test_figures_come_first_the_lines_before_its_machines(
    connection: Connection, floor: Floor, shift: int
) -> None:
    rows = await connection.fetch("select * from gold.explain_line('Engine', $1)", shift)
    assert [(row["item"], row["machine"]) for row in rows[:4]] == [
        ("OEE", None),
        ("OEE", "Press_1"),
        ("OEE", "Press_2"),
        ("availability", None),
    ]
    line = await figures(connection, "oee_line_shift", shift_id=shift)
    assert float(rows[0]["value"]) == pytest.approx(line["oee_ratio"])


async def test_unknown_names_are_errors_with_choices(connection: Connection, shift: int) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetch("select * from gold.explain_line('Engin', $1)", shift)
    assert said(caught) == ('line "Engin" is unknown', "Did you mean Engine?")
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetch("select * from gold.explain_line('Engine', -1)")
    assert said(caught)[0] == "shift -1 is unknown"


async def test_who_reads_gold_may_call_it(connection: Connection, shift: int) -> None:
    await connection.execute("set local role analyst")
    assert await connection.fetch("select * from gold.explain_line('Engine', $1)", shift)
