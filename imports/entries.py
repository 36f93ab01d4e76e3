"""What a recording consists of, whatever file it came from: entries, rejects, sessions, options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from errors import UserError

STATUSES = ("operational", "warning", "down", "no_data")
CHUNK_ENTRIES = 50_000
NOT_TEXT = "holds a character that is no text (a zero byte)"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to write: a status from an instant on, pieces made at an instant, or both.

    ``line`` counts from 1 (0: added by the reader, not in the file) and ``text`` is the
    original, for the rejects file. ``at`` is without a zone where the file gave none.
    ``product`` is that of the pieces; ``reason`` says why the machine stands, or why pieces
    were rejected.
    """

    line: int
    machine: str
    at: datetime
    status: str | None = None
    detail: str | None = None
    good_pcs: int | None = None
    scrap_pcs: int | None = None
    text: str = ""
    product: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that is not loaded, and why."""

    line: int
    reason: str
    text: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason


@dataclass(slots=True)
class Chunk:
    """A part of a recording, small enough to hold in memory."""

    entries: list[Entry] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.entries) + len(self.rejects)


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of time somebody recorded without a break. ``records`` counts its lines.

    ``unseen_pcs`` were made before it and after the session before: the counter had moved on.
    """

    start_at: datetime
    end_at: datetime
    records: int
    good_pcs: int = 0
    scrap_pcs: int = 0
    unseen_pcs: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """How to read a file. Everything has a default; docs/import.md explains each.

    For all files: ``format`` (csv, excel or shdr; told by the content), ``machine`` (name, where
    the file does not say), ``time_zone`` (IANA, of times without one) and ``encoding``.
    For Excel: ``sheet`` (its name; the first one). For tables, CSV and Excel alike: ``columns``
    (field → header, "" for none), ``status_words`` (a word of the file → status),
    ``delimiter``, ``decimal`` ("." or ",") and ``time_format`` (strptime).
    For SHDR: ``mapping`` (another mtconnect.toml), ``keys`` (signal → pattern of its key),
    ``device``, ``gap_minutes`` and ``count_unseen`` (pieces made between sessions).
    """

    format: str | None = None
    machine: str | None = None
    time_zone: str | None = None
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    status_words: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    time_format: str | None = None
    mapping: Path | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    device: str | None = None
    gap_minutes: float | None = None
    count_unseen: bool = True


def pairs(
    texts: Iterable[str], flag: str, *, can_be_blank: bool = False, is_last: bool = False
) -> dict[str, str]:
    """``["machine=Anlage"]`` as a mapping, for flags that may be repeated.

    ``can_be_blank``: nothing may stand on the right. ``is_last``: the last equals sign counts.
    Raises UserError for a text without an equals sign, or a left side given twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        parts = text.rpartition("=") if is_last else text.partition("=")
        left, equals, right = (part.strip() for part in parts)
        if not (equals and left and (right or can_be_blank)):
            raise UserError(
                f'{flag} "{text}" is not of the form name=value.',
                hint=f"For example {flag} machine=Anlage.",
                field=flag,
                value=text,
            )
        if left in found:
            raise UserError(
                f"{flag} names {left} twice: {found[left]} and {right}.",
                hint="Give it once.",
                field=flag,
                value=text,
            )
        found[left] = right
    return found
