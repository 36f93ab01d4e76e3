"""Cells of a CSV file as values: instants, counts and statuses, or the reason why not.

Every function raises ValueError with a reason that names the column and the value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from errors import UserError
from imports import numbers
from imports.entries import STATUSES
from imports.text_file import shorten

LARGEST_COUNT = 2_147_483_647
BAD = 0x80000000
_QUALITIES = {"good": 0, "uncertain": 0x40000000, "bad": BAD}
_TRUTHS = {"true": 1.0, "false": 0.0}
LONGEST_TEXT = 4_000
LARGEST_QUALITY = 0xFFFFFFFF
_BLANKS = frozenset({"", "-", "null"})
_WHOLE = re.compile(r"[+-]?\d+")
_WHOLE_WITH_ZEROS = re.compile(r"([+-]?\d+)([.,])(0+)")
# A spreadsheet counts days from here: a time of day without a date lands in these years.
_DATELESS_YEARS = (1899, 1900)
_EARLIEST_YEAR, _LATEST_YEAR = 1970, 2200


def is_blank(cell: str) -> bool:
    """Whether a cell says nothing: empty, "-" or "null"."""
    return cell.strip().lower() in _BLANKS


def instant(cell: str, column: str, time_format: str | None) -> datetime:
    """ISO 8601, or the given strptime format. Without a zone where the cell has none."""
    text = cell.strip()
    if is_blank(text):
        raise ValueError(f"{column} is blank")
    found = _iso(text) if time_format is None else _formatted(text, time_format)
    if found is None:
        expected = (
            "ISO 8601 (2026-03-02 14:05:00); say how it is written, "
            'for example --time-format "%d.%m.%Y %H:%M"'
            if time_format is None
            else f'of the form "{time_format}", nor ISO 8601'
        )
        raise ValueError(f'{column} "{shorten(text)}" is not {expected}')
    if found.year in _DATELESS_YEARS:
        raise ValueError(
            f'{column} "{shorten(text)}" lies in {found.year}: a spreadsheet stored a time of day '
            "without its date, as it does with times after midnight; put the date in front of it"
        )
    if not _EARLIEST_YEAR <= found.year <= _LATEST_YEAR:
        raise ValueError(
            f'{column} "{shorten(text)}" is out of range: no recording is of {found.year}'
        )
    return found


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _formatted(text: str, time_format: str) -> datetime | None:
    try:
        return datetime.strptime(text, time_format)
    except ValueError:
        return _iso(text)


def check_time_format(time_format: str) -> None:
    """Raise UserError where strptime does not understand a format at all, or it has no date."""
    example = datetime(2026, 3, 2, 14, 5, 6, tzinfo=UTC)
    try:
        again = datetime.strptime(example.strftime(time_format), time_format)
        has_date = again.date() == example.date()
    except ValueError:
        has_date = False
    if not has_date:
        raise UserError(
            f'Time format "{time_format}" does not describe a date and a time.',
            hint='For example "%d.%m.%Y %H:%M:%S" reads 02.03.2026 14:05:06.',
            field="time_format",
            value=time_format,
        )


def count(cell: str, column: str, decimal: str | None) -> int | None:
    """A whole number of pieces, not negative; None where the cell is blank."""
    text = cell.strip()
    if is_blank(text):
        return None
    value = _whole(text, decimal)
    if value is None:
        doubt = (
            ": one or a thousand times it? say which with --decimal" if _is_ambiguous(text) else ""
        )
        raise ValueError(f'{column} "{shorten(text)}" is not a whole number of pieces{doubt}')
    if value < 0:
        raise ValueError(f'{column} "{shorten(text)}" is negative; pieces are counted from 0')
    if value > LARGEST_COUNT:
        raise ValueError(f'{column} "{shorten(text)}" is more than {LARGEST_COUNT:,} pieces')
    return value


def _whole(text: str, decimal: str | None) -> int | None:
    if text.isascii() and text.isdigit() and len(text) < 30:
        return int(text)
    if len(text) < 30 and _WHOLE.fullmatch(text):
        return int(text)
    zeros = _WHOLE_WITH_ZEROS.fullmatch(text)
    if not zeros or len(text) >= 30:
        return None
    digits, separator, fraction = zeros.groups()
    # "1.000" is one in one country and a thousand in another: only a given decimal sign decides
    is_decimal = separator == decimal if decimal else len(fraction) != 3
    return int(digits) if is_decimal else None


def _is_ambiguous(text: str) -> bool:
    zeros = _WHOLE_WITH_ZEROS.fullmatch(text)
    return zeros is not None and len(zeros[3]) == 3


def status(cell: str, column: str, words: Mapping[str, str]) -> str | None:
    """One of the four statuses, however it is typed, or a word that means one; None if blank.

    ``words`` has its keys in lower case.
    """
    text = cell.strip()
    if is_blank(text):
        return None
    key = text.casefold()
    found = words.get(key) or key.replace(" ", "_").replace("-", "_")
    if found not in STATUSES:
        raise ValueError(
            f'{column} "{shorten(text)}" is unknown; choose {", ".join(STATUSES[:-1])} or '
            f'{STATUSES[-1]}, or say what it means: --status-word "{shorten(text)}=down"'
        )
    return found


def measured(cell: str, column: str, decimal: str | None) -> tuple[float | None, str | None]:
    """A value as a number, or else as text; neither where the cell is blank."""
    text = cell.strip()
    if is_blank(text):
        return None, None
    if text.casefold() in _TRUTHS:
        return _TRUTHS[text.casefold()], None
    number = numbers.parse(text, column, decimal)
    return (None, text[:LONGEST_TEXT]) if number is None else (number, None)


def quality(cell: str) -> int:
    """An OPC UA status code: a number, hexadecimal with 0x, or a name as it begins: Good, …"""
    text = cell.strip().casefold()
    named = next((word for word in _QUALITIES if text.startswith(word)), None)
    if not text or named:
        return _QUALITIES[named or "good"]
    try:
        code = int(text, 16) if text.startswith("0x") else int(text)
    except ValueError:
        code = -1
    if not 0 <= code <= LARGEST_QUALITY:
        raise ValueError(
            f'quality "{shorten(cell)}" is no status code; write good, uncertain, bad, or a number '
            "such as 0x80310000"
        )
    return code
