"""floor.refuse_stop_reason: what no stop can be for."""

from __future__ import annotations

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.floor.stops import REFUSED, press
from tests.sql.support import Floor, refused, said

ASK = "select floor.refuse_stop_reason($1)"


async def test_reasons_for_stops_pass(connection: Connection, floor: Floor) -> None:
    machine = await press(connection, floor)
    for reason in ("Mechanical", "Jam", "Changeover", "Service", None):
        await connection.execute(ASK, machine.key(reason))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("Short shot", '"Short shot" is a reason for rejects'), ("Tool", "no longer in use")],
)
async def test_others_are_refused(
    connection: Connection, floor: Floor, reason: str, sentence: str
) -> None:
    machine = await press(connection, floor)
    await connection.execute(
        "update floor.reasons set retired_at = now() where reason_name = 'Tool'"
    )
    async with refused(connection, REFUSED) as caught:
        await connection.execute(ASK, machine.key(reason))
    assert sentence in said(caught)[0]


async def test_an_unknown_one_is_not_found(connection: Connection) -> None:
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute(ASK, -1)
    assert caught.value.sqlstate == "FC404"
