"""Samples in binary: PostgreSQL reads what was meant, and so do we."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.binary_copy import document
from database.connect import Connection
from ingest.contract import BAD_NO_COMMUNICATION, GOOD_ENTRY_INSERTED, Sample
from ingest.encoding import (
    BAD_OUT_OF_RANGE,
    COLUMNS,
    LONGEST_TEXT,
    Row,
    UnreadableRowError,
    decode,
    encode,
    split,
)

AT = datetime(2026, 3, 29, 1, 59, 59, 123_456, tzinfo=UTC)
LATER = AT + timedelta(microseconds=1)


async def read_by_postgres(connection: Connection, *samples: Sample) -> list[tuple[Any, ...]]:
    await connection.execute("create temporary table copied (like historian.samples)")
    await connection.copy_to_table(
        "copied", columns=COLUMNS, source=BytesIO(document([encode(samples)])), format="binary"
    )
    return [
        tuple(row) for row in await connection.fetch(f"select {', '.join(COLUMNS)} from copied")
    ]


async def test_postgres_reads_what_was_meant(connection: Connection) -> None:
    berlin = timezone(timedelta(hours=1))
    assert await read_by_postgres(
        connection,
        Sample(1, AT, 1.5, server_at=LATER),
        Sample(2, AT, None, "Grüße 🏭", GOOD_ENTRY_INSERTED),
        Sample(3, AT.astimezone(berlin), -0.0, quality=0xFFFFFFFF, is_found=True),
        Sample(2**31 - 1, AT, None, quality=BAD_NO_COMMUNICATION, server_at=AT),
        Sample(5, datetime(1601, 1, 1, tzinfo=UTC), True),
        Sample(
            6, datetime.min.replace(tzinfo=UTC), 2**63, server_at=datetime.max.replace(tzinfo=UTC)
        ),
    ) == [
        (1, AT, LATER, 1.5, None, 0),
        (2, AT, None, None, "Grüße 🏭", GOOD_ENTRY_INSERTED),
        (3, AT, None, 0.0, None, 0xFFFFFFFF),
        (2**31 - 1, AT, AT, None, None, BAD_NO_COMMUNICATION),
        (5, datetime(1601, 1, 1, tzinfo=UTC), None, 1.0, None, 0),
        (
            6,
            datetime.min.replace(tzinfo=UTC),
            datetime.max.replace(tzinfo=UTC),
            2.0**63,
            None,
            0,
        ),
    ]


async def test_what_postgres_would_refuse_is_put_right(connection: Connection) -> None:
    rows = await read_by_postgres(
        connection,
        Sample(1, AT, None, "padded\0\0"),
        Sample(1, AT, None, "in\0side"),
        Sample(1, AT, None, "half \ud800"),
        Sample(1, AT, None, "\0"),
        Sample(1, AT, None, "x" * LONGEST_TEXT),
        Sample(1, AT, None, "ä" * (LONGEST_TEXT + 1)),
    )
    assert [row[4] for row in rows] == [
        "padded",
        "in␀side",
        "half ?",
        "",
        "x" * LONGEST_TEXT,
        "ä" * (LONGEST_TEXT - 1) + "…",
    ]


@pytest.mark.parametrize("value", [nan, inf, -inf, 10**400])
@pytest.mark.parametrize(
    ("quality", "expected"),
    [(0, BAD_OUT_OF_RANGE), (0x40000000, BAD_OUT_OF_RANGE), (BAD_NO_COMMUNICATION,) * 2],
)
def test_what_is_no_number_is_no_value(value: float, quality: int, expected: int) -> None:
    sample = Sample(1, AT, value, quality=quality, server_at=LATER)
    assert decode(encode([sample])) == Row(1, AT, LATER, None, None, expected)


@given(
    st.lists(
        st.builds(
            Sample,
            st.integers(-(2**31), 2**31 - 1),
            st.datetimes(timezones=st.just(UTC)),
            st.none() | st.floats(allow_nan=False, allow_infinity=False),
            st.none() | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=9),
            st.integers(0, 2**32 - 1),
            st.none() | st.datetimes(timezones=st.just(UTC)),
        )
    )
)
def test_rows_are_read_back(samples: list[Sample]) -> None:
    rows = split(encode(samples))
    assert [decode(row) for row in rows] == [
        (sample.tag_id, sample.at, sample.server_at, sample.value, sample.text, sample.quality)
        for sample in samples
    ]


@pytest.mark.parametrize(
    "sample",
    [
        Sample(1, AT.replace(tzinfo=None), 1.0),
        Sample(1, AT, 1.0, server_at=AT.replace(tzinfo=None)),
        Sample(2**31, AT, 1.0, server_at=AT),
        Sample(1, AT, "7", server_at=AT),  # type: ignore[arg-type]
        Sample(1, AT, 1.0, 7),  # type: ignore[arg-type]
        Sample(1, AT, 1.0, quality=2**63),
        Sample(1, None, 1.0),  # type: ignore[arg-type]
    ],
)
def test_a_sample_that_breaks_the_contract_is_named(sample: Sample) -> None:
    with pytest.raises(ValueError, match="is no sample"):
        encode([Sample(1, AT, 1.0), sample])


@given(st.binary(max_size=200), st.integers(0, 124))
def test_rubbish_is_one_unreadable_row_after_the_readable_ones(rubbish: bytes, cut: int) -> None:
    good = encode([Sample(1, AT, 1.0, server_at=AT), Sample(2, AT, None, "text")])
    for rows in (good[:cut], good + b"\0\7" + rubbish):
        parts = split(rows)
        assert b"".join(parts) == rows
        for part in parts[:-1]:
            decode(part)
    with pytest.raises(UnreadableRowError):
        decode(b"\0\7" + rubbish)
