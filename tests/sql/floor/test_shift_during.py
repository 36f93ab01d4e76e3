"""floor.shift_during: when a shift of a line is, or which shifts it has."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from database.connect import Connection
from tests.oee.support import DAY, work
from tests.sql.support import Floor, minute, refused, said, stand


async def test_a_shift_of_the_line(connection: Connection, floor: Floor) -> None:
    shift = await work(connection, floor.line_id, 0, 480)
    during = await connection.fetchval("select floor.shift_during($1, $2)", floor.line_id, shift)
    assert (during.lower, during.upper) == (minute(0), minute(480))


@pytest.mark.parametrize("key", [-1, None])
async def test_an_unknown_shift_names_the_latest_five(
    connection: Connection, floor: Floor, key: int | None
) -> None:
    keys = [
        await work(
            connection, floor.line_id, day * 1440, day * 1440 + 60, day=DAY + timedelta(days=day)
        )
        for day in range(7)
    ]
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetchval("select floor.shift_during($1, $2)", floor.line_id, key)
    message, hint = said(caught)
    assert message == f"shift {'null' if key is None else key} is unknown"
    listed = ", ".join(f"{keys[day]} (2026-03-0{day + 2} A)" for day in (6, 5, 4, 3, 2))
    assert hint == (
        f'The latest shifts of line "Engine": {listed}. All of them: select shift_id,'
        f" business_date, shift_name from gold.shifts where line_id = {floor.line_id}."
    )


async def test_a_shift_of_another_line(connection: Connection, floor: Floor) -> None:
    other = await stand(connection, plant="Other", line="Other", machines=[])
    shift = await work(connection, other.line_id, 0, 480)
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await connection.fetchval("select floor.shift_during($1, $2)", floor.line_id, shift)
    assert said(caught) == (
        f'shift {shift} is one of line "Other", not of line "Engine"',
        'Line "Engine" has worked no shift yet.',
    )
