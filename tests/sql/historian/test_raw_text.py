"""historian.raw_text: what floor.tag_states knows a raw value by."""

from __future__ import annotations

import pytest

from database.connect import Connection


@pytest.mark.parametrize(
    ("value", "text_value", "expected"),
    [
        (6.0, None, "6"),
        (0.0, None, "0"),
        (-0.0, None, "0"),
        (1.0, None, "1"),
        (-3.0, None, "-3"),
        (1e6, None, "1000000"),
        (1e15, None, "1000000000000000"),
        (2.5, None, "2.5"),
        (1e300, None, "1e+300"),
        (float("nan"), None, "NaN"),
        (float("inf"), None, "Infinity"),
        (None, "ACTIVE", "ACTIVE"),
        (None, "", ""),
        (4.0, "Held", "Held"),
        (None, None, None),
    ],
)
async def test_a_value_reads(
    connection: Connection, value: float | None, text_value: str | None, expected: str | None
) -> None:
    assert (
        await connection.fetchval("select historian.raw_text($1, $2)", value, text_value)
        == expected
    )
