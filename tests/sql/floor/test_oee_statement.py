"""floor.oee_statement: the one text all roll-ups are made of."""

from __future__ import annotations

from database.connect import Connection
from tests.oee.support import near, ratios, refresh, stations, work
from tests.sql.support import Floor, first_row


async def statement(connection: Connection, keys: str, where: str = "", policies: str = "") -> str:
    """The text for these keys and conditions."""
    return str(
        await connection.fetchval(
            "select floor.oee_statement($1, $2, $3, $4, '')",
            *(keys, where, policies or "where is_default", f"measured.{keys}, "),
        )
    )


async def test_it_runs_over_any_key(connection: Connection, floor: Floor) -> None:
    press = stations(connection, floor)[0]
    await work(connection, floor.line_id, 0, 120)
    await press.takes(60)
    await press.was((0, "operational"), (90, "down"))
    await press.made(10, 54, 6)
    await refresh(connection, 120)
    row = await first_row(connection, await statement(connection, "machine_id"))
    assert row["machine_id"] == press.machine_id
    assert ratios(row) == near(0.75, 60 / 90, 0.9, 0.45)


async def test_a_condition_restricts_the_slices(connection: Connection, floor: Floor) -> None:
    first, second, _ = stations(connection, floor)
    for press in (first, second):
        await press.was((0, "operational"))
    await refresh(connection, 60)
    text = await statement(connection, "line_id", f"where machine_id = {first.machine_id}")
    assert (await first_row(connection, text))["elapsed_s"] == 3600


async def test_policies_are_chosen(connection: Connection, floor: Floor) -> None:
    await stations(connection, floor)[0].was((0, "operational"))
    await refresh(connection, 60)
    text = await statement(connection, "machine_id", policies="where true")
    assert len(await connection.fetch(text)) == 3


async def test_formulas_stand_nowhere_else(connection: Connection) -> None:
    """Every roll-up in gold has the text of the one statement, not one of its own."""
    views = await connection.fetch(
        "select viewname, definition from pg_views where schemaname = 'gold'"
        " and viewname ~ '^oee_(station|line|plant|product|policies)'"
    )
    assert len(views) == 18
    for view in views:
        assert "no_pieces_count_as" in view["definition"], view["viewname"]
