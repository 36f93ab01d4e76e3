"""Samples as rows of the binary form of COPY: what the spool keeps, and the database reads.

Encoded once, when they come in; the writer only joins bytes. What PostgreSQL or JSON could not
hold is put right here, so that a sample the spool took does not fail for its form:

- NaN and the infinities are no values: value null, quality BadOutOfRange unless bad already.
- The character NUL: stripped from the end of a text (PLCs pad with it), else shown as ␀.
- Half a surrogate pair becomes a question mark.
- A text longer than 4,000 characters is cut, and ends with ….
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from math import isfinite
from struct import Struct
from struct import error as struct_error
from typing import NamedTuple

from database.binary_copy import EPOCH_S, NULL
from ingest.contract import Sample

COLUMNS = ("tag_id", "at", "server_at", "value", "text_value", "quality")
BAD_OUT_OF_RANGE = 0x803C0000
LONGEST_TEXT = 4_000
EPOCH = datetime.fromtimestamp(EPOCH_S, UTC)
_MICROSECOND = timedelta(microseconds=1)

_OPEN = b"\x00\x06\x00\x00\x00\x04"  # six columns, of which the first has four bytes
_length = Struct(">i").unpack_from
# length and value of each column that has a fixed one
_pack_number = Struct(">hiiiqiqidiiq").pack  # nearly all samples: a number with both times
_pack_key = Struct(">hiiiq").pack
_pack_long = Struct(">iq").pack
_pack_double = Struct(">id").pack


class Row(NamedTuple):
    """A row read back, in the order of COLUMNS."""

    tag_id: int
    at: datetime
    server_at: datetime | None
    value: float | None
    text: str | None
    quality: int


class UnreadableRowError(ValueError):
    """Bytes that are no row of ours."""


def encode(samples: Iterable[Sample]) -> bytes:
    """The rows of some samples. Raises ValueError for one that breaks the contract of connectors
    (no time zone, a value that is no number)."""
    rows: list[bytes] = []
    add = rows.append
    for sample in samples:
        tag_id, at, value, text, quality, server_at, _ = sample
        try:
            if text is None and value is not None and server_at is not None and isfinite(value):
                add(
                    _pack_number(
                        6, 4, tag_id,
                        8, (at - EPOCH) // _MICROSECOND,
                        8, (server_at - EPOCH) // _MICROSECOND,
                        8, value, -1, 8, quality,
                    )
                )  # fmt: skip
            else:
                add(_row(sample))
        except OverflowError:  # a whole number larger than any double
            add(_row(sample._replace(value=float("inf"))))
        except (TypeError, AttributeError, struct_error) as error:
            raise ValueError(f"{sample} is no sample: {error}") from error
    return b"".join(rows)


def split(rows: bytes) -> list[bytes]:
    """Row by row; whatever cannot be read as rows is the last one, as it is."""
    found, start = [], 0
    while start < len(rows):
        end = _end(rows, start)
        found.append(rows[start:end])
        start = end
    return found


def decode(row: bytes) -> Row:
    """A row read back. Raises UnreadableRowError."""
    try:
        columns = list(_columns(row))
        tag_id, at, server_at, value, text, quality = columns
        if tag_id is None or at is None or quality is None or _end(row, 0) != len(row):
            raise UnreadableRowError("a column is missing")
        return Row(
            int.from_bytes(tag_id, "big", signed=True),
            _instant(at),
            None if server_at is None else _instant(server_at),
            None if value is None else Struct(">d").unpack(value)[0],
            None if text is None else text.decode(),
            int.from_bytes(quality, "big", signed=True),
        )
    except (ValueError, OverflowError, struct_error) as error:
        raise UnreadableRowError(f"no row of samples: {row[:80].hex()}") from error


def _row(sample: Sample) -> bytes:
    """Any sample, column by column."""
    tag_id, at, value, text, quality, server_at, _ = sample
    if value is not None and not isfinite(value):
        value, quality = None, quality if quality >> 30 >= 2 else BAD_OUT_OF_RANGE
    return b"".join(
        (
            _pack_key(6, 4, tag_id, 8, (at - EPOCH) // _MICROSECOND),
            NULL if server_at is None else _pack_long(8, (server_at - EPOCH) // _MICROSECOND),
            NULL if value is None else _pack_double(8, value),
            NULL if text is None else _text(text),
            _pack_long(8, quality),
        )
    )


def _text(text: str) -> bytes:
    text = text.rstrip("\0").replace("\0", "␀")
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    encoded = text.encode(errors="replace")
    return len(encoded).to_bytes(4, "big") + encoded


def _columns(row: bytes) -> Iterable[bytes | None]:
    if not row.startswith(_OPEN):
        raise UnreadableRowError("no row begins like this")
    at = 2
    for _ in COLUMNS:
        (length,) = _length(row, at)
        at += 4
        yield None if length < 0 else row[at : at + length]
        at += max(length, 0)


def _end(rows: bytes, start: int) -> int:
    """Where the row that begins there ends; the end of all, where that is no row."""
    if not rows.startswith(_OPEN, start):
        return len(rows)
    at = start + 2
    for _ in COLUMNS:
        if at + 4 > len(rows):
            return len(rows)
        at += 4 + max(_length(rows, at)[0], 0)
    return min(at, len(rows))


def _instant(column: bytes) -> datetime:
    return EPOCH + timedelta(microseconds=int.from_bytes(column, "big", signed=True))
