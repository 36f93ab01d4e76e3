"""A recording of samples: a CSV file with the columns at, address, value and perhaps quality."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.contract import GOOD, RefusedError

COLUMNS = ("at", "address", "value")
TRUTH = {"true": 1.0, "false": 0.0}
LARGEST_QUALITY = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a value so many seconds after the first one."""

    offset_s: float
    address: str
    value: float | None
    text: str | None
    quality: int

    def shown(self) -> str:
        """The value for people."""
        if self.text is not None:
            return self.text
        return "nothing" if self.value is None else f"{self.value:g}"


@dataclass(frozen=True, slots=True)
class Recording:
    """The lines of a file in order of time, and the first one of each address."""

    path: Path
    entries: tuple[Entry, ...]
    addresses: Mapping[str, Entry]

    @property
    def length_s(self) -> float:
        """Seconds from the first line to the last."""
        return self.entries[-1].offset_s


def read(path: Path) -> Recording:
    """Read all of a file. Raises RefusedError that names the file, the line and the remedy."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [_parsed(path, *line) for line in _lines(path, file)]
    except FileNotFoundError as error:
        raise _refused(path, "does not exist", f"Put it into {path.parent}.") from error
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise _refused(path, f"cannot be read: {reason}", "Give a CSV file.") from error
    if not lines:
        raise _refused(path, "holds no samples", "Record some lines below the names of columns.")
    lines.sort(key=lambda line: line[0])  # stable: lines of one instant keep their order
    first_at = lines[0][0]
    entries = tuple(
        Entry((at - first_at).total_seconds(), address, value, text, quality)
        for at, address, value, text, quality in lines
    )
    addresses: dict[str, Entry] = {}
    for entry in entries:
        addresses.setdefault(entry.address, entry)
    return Recording(path, entries, addresses)


def _lines(path: Path, file: Iterable[str]) -> Iterable[tuple[int, dict[str, str]]]:
    """Number and fields of each line that is not empty."""
    reader = csv.reader(file)
    header = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise _refused(
            path,
            f"has no column {' and no column '.join(missing)}",
            f"Its first line names the columns: {', '.join(COLUMNS)} and, if you like, quality.",
        )
    for fields in reader:
        if any(fields):
            padded = fields + [""] * (len(header) - len(fields))
            named = zip(header, (field.strip() for field in padded), strict=False)
            yield reader.line_num, dict(named)


def _parsed(
    path: Path, number: int, fields: Mapping[str, str]
) -> tuple[datetime, str, float | None, str | None, int]:
    try:
        at = datetime.fromisoformat(fields["at"])
    except ValueError as error:
        raise _bad_line(
            path, number, "at", fields["at"], "Write it like 2026-03-02T06:00:00Z."
        ) from error
    if not fields["address"]:
        raise _bad_line(path, number, "address", "", "Name what the value is of.")
    value, text = _value(fields["value"])
    # only differences count, so without a zone any will do
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at, fields["address"], value, text, _quality(path, number, fields.get("quality", ""))


def _value(written: str) -> tuple[float | None, str | None]:
    """Number or text, whichever it is; neither where nothing stands there."""
    if not written:
        return None, None
    if written.lower() in TRUTH:
        return TRUTH[written.lower()], None
    try:
        number = float(written)
    except ValueError:
        return None, written
    return (number, None) if math.isfinite(number) else (None, written)


def _quality(path: Path, number: int, written: str) -> int:
    try:
        quality = int(written, 0) if written else GOOD
    except ValueError:
        quality = -1
    if not 0 <= quality <= LARGEST_QUALITY:
        raise _bad_line(
            path, number, "quality", written, "Write an OPC UA status code, like 0 or 0x80310000."
        )
    return quality


def _bad_line(path: Path, number: int, column: str, value: str, hint: str) -> RefusedError:
    return RefusedError(
        f'Line {number} of {path.name}: {column} is "{value}".', hint=hint, field="path"
    )


def _refused(path: Path, problem: str, hint: str) -> RefusedError:
    return RefusedError(f"The file {path} {problem}.", hint=hint, field="path", value=str(path))
