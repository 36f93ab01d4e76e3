"""historian.quality_name: what a status code is called."""

from __future__ import annotations

import pytest
from asyncua import ua

from database.connect import Connection


@pytest.mark.parametrize(
    ("quality", "name"),
    [
        (0x00000000, "Good"),
        (0x00A20000, "GoodEntryInserted"),
        (0x00000480, "Good"),  # the queue overflowed: that is in the info bits
        (0x40900000, "UncertainLastUsableValue"),
        (0x80310000, "BadNoCommunication"),
        (0x80310480, "BadNoCommunication"),
        (0x800A0000, "BadTimeout"),
        (0x808D0000, "BadOutOfService"),
        (0x80FF0000, "Bad 0x80FF0000"),
        (0x7FFF0000, "Uncertain 0x7FFF0000"),
        (0xFFFFFFFF, "Bad 0xFFFFFFFF"),
    ],
)
async def test_a_code_is_called(connection: Connection, quality: int, name: str) -> None:
    assert await connection.fetchval("select historian.quality_name($1)", quality) == name


async def test_names_are_those_of_the_standard(connection: Connection) -> None:
    codes = {value: name for name, value in vars(ua.StatusCodes).items() if isinstance(value, int)}
    named = await connection.fetch(
        "select code, historian.quality_name(code) as name from unnest($1::int8[]) as code",
        list(codes),
    )
    told = [(row["name"], codes[row["code"]]) for row in named if " " not in row["name"]]
    assert len(told) > 30
    assert [ours for ours, _ in told] == [standard for _, standard in told]
