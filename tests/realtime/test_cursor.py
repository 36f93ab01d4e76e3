"""A cursor survives its text, and knows when the log no longer serves it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.cursor import Cursor

EPOCH = "12cf94c8-6071-4aeb-a58f-8406e4695b84"


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.lists(st.integers(0, 2**64 - 1)))
def test_text_round_trip(xmin: int, xmax: int, running: list[int]) -> None:
    cursor = Cursor(EPOCH, xmin, xmax, tuple(running))
    assert Cursor.parse(str(cursor)) == cursor


def test_reads_a_snapshot_of_postgresql() -> None:
    assert Cursor.of(EPOCH, "10:20:10,14") == Cursor(EPOCH, 10, 20, (10, 14))


@pytest.mark.parametrize(
    "text", ["", "x", EPOCH, f"{EPOCH}:1:2", f"{EPOCH}:1:2:3,", f"{EPOCH}:-1:2:", "é" * 99_999]
)
def test_refuses_anything_else(text: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        Cursor.parse(text)


@pytest.mark.parametrize(
    ("reader", "trimmed_before", "served"),
    [
        (Cursor(EPOCH, 10, 20), 10, True),
        (Cursor(EPOCH, 10, 20), 11, False),  # an entry it never saw may be gone
        (Cursor(EPOCH, 10, 31), 0, False),  # from the future: the database went back
        (Cursor("0" * 36, 10, 20), 0, False),  # of another life of the log
    ],
)
def test_is_served_by(reader: Cursor, trimmed_before: int, served: bool) -> None:
    assert reader.is_served_by(Cursor(EPOCH, 30, 30), trimmed_before) is served
