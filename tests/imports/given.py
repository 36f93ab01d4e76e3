"""What the import tests are given: the types of their fixtures, and time that can be steered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from imports.entries import Entry, Reject
from imports.recording import Recording


class Write(Protocol):
    """Writes a file of these lines and returns its path."""

    def __call__(self, *lines: str, name: str = ..., encoding: str = ...) -> Path: ...


class Workbook(Protocol):
    """Writes an Excel workbook of these rows, and of further sheets, and returns its path."""

    def __call__(
        self, *rows: Sequence[Any], name: str = ..., **more: Sequence[Sequence[Any]]
    ) -> Path: ...


class Told(Protocol):
    """Reads what the database knows of a machine."""

    async def __call__(self, machine: str) -> list[tuple[Any, ...]]: ...


class Recorded(Protocol):
    """Reads an SHDR recording of these lines."""

    def __call__(self, *said: str, **options: object) -> Recording: ...


class FakeTime:
    """Time that passes only while somebody sleeps. It begins an hour ago, at a whole minute."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=1)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


# SHDR recordings, a line a second ------------------------------------------------------------

START = "avail|AVAILABLE|estop|ARMED|mode|AUTOMATIC|fmode|PRODUCTION|execution|READY|partcount|0"
ACTIVE = "execution|ACTIVE"


def utc(clock: str) -> str:
    return f"2026-03-02T{clock}Z"


def stamped(*said: str) -> list[str]:
    """Lines a second apart from 10:00:00 on; one that begins with a time keeps it."""
    return [
        line if line[:2] == "20" or line[:1] in "*<-" else f"2026-03-02T10:00:{number:02}Z|{line}"
        for number, line in enumerate(said)
    ]


def entries_of(recording: Recording) -> list[Entry]:
    return [entry for chunk in recording.chunks() for entry in chunk.entries]


def rejects_of(recording: Recording) -> list[Reject]:
    return [reject for chunk in recording.chunks() for reject in chunk.rejects]


def states_of(recording: Recording) -> list[tuple[str, str | None, str | None]]:
    """Clock, status and detail of each event but the last one, which ends the recording."""
    entries = [entry for entry in entries_of(recording) if entry.status]
    assert (entries[-1].status, entries[-1].detail) == ("no_data", "end of recording")
    return [(f"{entry.at:%H:%M:%S}", entry.status, entry.detail) for entry in entries[:-1]]
