"""MTConnect SHDR, the line protocol of adapters: text → what each line says.

``timestamp|key|value|key|value…``; a condition is alone on its line:
``timestamp|key|level|native code|native severity|qualifier|message``. Assets (``@ASSET@``,
with times of their own, often long past) and commands (``* …``) say nothing about the state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from imports import local_time
from imports.entries import NOT_TEXT, Reject
from imports.text_file import shorten

CONDITION_FIELDS = 7
UNAVAILABLE = "UNAVAILABLE"
_CONDITION_LEVELS = ("NORMAL", "WARNING", "FAULT")
_MULTILINE = "--multiline--"
_BAR = re.compile(r"(?<!\\)\|")
_LOOKS_LIKE = re.compile(r"\d{4}-\d\d-\d\dT[^|]*\|[^|]+\|")


@dataclass(frozen=True, slots=True)
class Condition:
    """What is wrong with a part of the machine. ``level``: NORMAL, WARNING or FAULT.

    Several may be active under one key, told apart by ``code``.
    """

    level: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says: values by key, or one condition under its key."""

    number: int
    at: datetime
    values: tuple[tuple[str, str], ...]
    condition: Condition | None
    text: str


def looks_like(line: str) -> bool:
    """Whether a line has the form of SHDR: an ISO time, a key, a value."""
    return _LOOKS_LIKE.match(line) is not None


def parse(lines: Iterable[str], zone: ZoneInfo | None = None) -> Iterator[Line | Reject]:
    """What each line says, in file order; a Reject for a line that cannot be understood.

    ``zone`` is that of times without one; MTConnect means UTC.
    """
    numbered = enumerate(lines, 1)
    for number, raw in numbered:
        text = raw.rstrip("\r\n")
        if not text.strip() or text.startswith("*"):
            continue
        block = text.rpartition("|")[2]
        if block.startswith(_MULTILINE):
            skipped = _skip_block(numbered, block)
            if skipped is not None:
                reason = (
                    f'opens a block that never ends: no "{block}" in the {skipped} lines behind it'
                )
                yield Reject(number, reason, text)
        try:
            line = _line(number, text, zone or ZoneInfo("UTC"))
        except ValueError as error:
            yield Reject(number, str(error), text)
            continue
        if line is not None:
            yield line


def _skip_block(numbered: Iterator[tuple[int, str]], tag: str) -> int | None:
    """Skip to the line that closes a block. Returns how many lines there were if none does."""
    skipped = 0
    for _, raw in numbered:
        if raw.rstrip("\r\n") == tag:
            return None
        skipped += 1
    return skipped


def _line(number: int, text: str, zone: ZoneInfo) -> Line | None:
    fields = (
        text.split("|") if "\\" not in text else [_unescaped(part) for part in _BAR.split(text)]
    )
    if "\0" in text:
        raise ValueError(NOT_TEXT)
    if len(fields) < 2:
        raise ValueError("is not of the form timestamp|key|value")
    if fields[1].startswith("@"):
        return None  # an asset or its removal
    at = _instant(fields[0], zone)
    if len(fields) < 3:
        raise ValueError(f'"{shorten(fields[1])}" has no value')
    level = fields[2].strip().upper()
    if len(fields) == CONDITION_FIELDS and level in _CONDITION_LEVELS:
        condition = Condition(level, fields[3].strip(), fields[6].strip())
        return Line(number, at, ((fields[1].strip(), level),), condition, text)
    # a key without a value at the end belongs to a message or a time series: no state either
    pairs = zip(fields[1::2], fields[2::2], strict=False)
    return Line(number, at, tuple((key.strip(), value.strip()) for key, value in pairs), None, text)


def _unescaped(field: str) -> str:
    """A field in quotes may hold bars, each behind a backslash."""
    if len(field) >= 2 and field.startswith('"') and field.endswith('"'):
        return field[1:-1].replace("\\|", "|")
    return field


def _instant(field: str, zone: ZoneInfo) -> datetime:
    text = field.partition("@")[0].strip()  # behind the @: for how long it was sampled
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or "T" not in text or not 1970 <= at.year <= 2200:
        raise ValueError(f'time "{shorten(text, 40)}" is not ISO 8601 (2026-03-02T14:05:00Z)')
    return at if at.tzinfo is UTC else local_time.to_utc(at, zone, None)
