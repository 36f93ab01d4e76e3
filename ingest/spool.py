"""The spool: batches of samples in a file, safe from the moment they are taken.

SQLite, because it survives kill -9 and power cuts at any instant. A put is on the disk when it
returns; forgetting what the database has is not forced to the disk, because the watermark
(historian.watermarks) knows it as well. The file belongs to one process at a time. Blocking,
and for one thread: store.py gives it one.

Batches are numbered; a number never returns. The file draws a name for itself when it is made,
so that the watermark of a lost file never swallows the batches of its successor.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from errors import UserError

log = logging.getLogger(__name__)

VERSION = 1
PAGE_BYTES = 16_384  # long bodies in few pages: forgetting a batch touches each of them
MOST_FREE_PAGES = 1_024  # more than this unused, and the file shrinks once it is empty
_PRAGMAS = (
    f"pragma page_size = {PAGE_BYTES}",
    "pragma auto_vacuum = incremental",
    "pragma locking_mode = exclusive",
    "pragma journal_mode = wal",
    "pragma journal_size_limit = 16777216",
)
_TABLES = (
    "create table batches (batch integer primary key autoincrement,"
    " received_at real not null, samples integer not null, body blob not null)",
    "create table about (spool_id text not null, dropped_samples integer not null)",
)
_SUMS = "select coalesce(sum(samples), 0), coalesce(sum(length(body)), 0) from batches"
_OLDEST = "select received_at from batches order by batch limit 1"
_UNREADABLE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Batch(NamedTuple):
    """Rows that were put together. ``body``: as encoding.py writes them."""

    number: int
    samples: int
    body: bytes


class Portion(NamedTuple):
    """The oldest batches of the spool of that name."""

    spool_id: uuid.UUID
    batches: list[Batch]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a spool, and what was dropped from it since it was made."""

    samples: int = 0
    bytes: int = 0
    oldest_at: datetime | None = None
    dropped_samples: int = 0


class SpoolError(OSError):
    """The disk is full or fails. Nothing has changed; trying again may help."""


class SpoolCorruptError(Exception):
    """The file is no spool any more: ``renew`` it."""


class Spool:
    """One file. Its methods raise SpoolError or SpoolCorruptError."""

    def __init__(self, path: Path, limit_bytes: int) -> None:
        """Open or make the file. One that cannot be read is moved aside. Raises UserError where
        it cannot be made, or another process has it."""
        self.path = path
        self.limit_bytes = limit_bytes
        self.waiting = Waiting()
        self.unreadable: Path | None = None  # where a file that could not be read was moved
        self.spool_id = uuid.UUID(int=0)
        self._handed_out_upto = 0  # perhaps stored already: never dropped
        self._forgotten_upto = 0  # also where the file could not be told
        self._file: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                self._open()
            except SpoolCorruptError as error:
                self.renew(error)
        except OSError as error:
            self.close()
            raise _cannot_open(path, error) from error

    @property
    def last_batch(self) -> int:
        """The highest number ever given; 0: none."""
        rows = self._rows("select seq from sqlite_sequence where name = 'batches'")
        return int(rows[0][0]) if rows else 0

    def put(self, batches: Sequence[tuple[int, bytes]]) -> int:
        """Keep batches: how many samples, and their rows. They are on the disk when it returns.

        Where they do not fit, the oldest are dropped for them; returns how many samples.
        """
        samples = sum(samples for samples, _ in batches)
        size = sum(len(body) for _, body in batches)
        received_at = time.time()
        with self._transaction("full"):
            dropped, freed = self._make_room(size)
            self._db.executemany(
                "insert into batches (received_at, samples, body) values (?, ?, ?)",
                [(received_at, count, body) for count, body in batches],
            )
            waiting = self._changed_by(samples - dropped, size - freed, dropped)
        self.waiting = waiting
        return dropped

    def peek(self, most_samples: int) -> Portion:
        """The oldest batches: one, and more as long as they fit; none where none waits."""
        fit, samples = 0, 0
        statement = "select samples from batches where batch > ? order by batch"
        with _honest(), contextlib.closing(self._execute(statement, self._forgotten_upto)) as found:
            for (count,) in found:
                samples += count
                if fit and samples > most_samples:
                    break
                fit += 1
        statement = (
            "select batch, samples, body from batches where batch > ? order by batch limit ?"
        )
        batches = [Batch(*row) for row in self._rows(statement, self._forgotten_upto, fit)]
        if batches:
            self._handed_out_upto = max(self._handed_out_upto, batches[-1].number)
        return Portion(self.spool_id, batches)

    def forget(self, spool_id: uuid.UUID, upto: int) -> None:
        """Forget batches up to that number, for good: the database has them. Those of a spool
        of another name mean nothing here."""
        if spool_id != self.spool_id:
            return
        self._forgotten_upto = max(self._forgotten_upto, upto)
        with self._transaction("normal"):
            ((samples, size),) = self._rows(f"{_SUMS} where batch <= ?", upto)
            self._execute("delete from batches where batch <= ?", upto)
            waiting = self._changed_by(-samples, -size)
        self.waiting = waiting
        if waiting.oldest_at is None:
            self._shrink()

    def rename(self) -> None:
        """Draw a new name, where this file is an older copy of what the database knows."""
        spool_id = uuid.uuid4()
        with self._transaction("full"):
            self._execute("update about set spool_id = ?", str(spool_id))
        self.spool_id = spool_id

    def renew(self, error: Exception) -> None:
        """Move the file aside, for people to look at, and begin a new one."""
        self.close()
        aside = f"{self.path.name}.unreadable-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
        for suffix in ("", "-wal", "-journal"):
            with contextlib.suppress(FileNotFoundError):
                file = self.path.with_name(self.path.name + suffix)
                file.rename(self.path.with_name(aside + suffix))
        self.unreadable = self.path.with_name(aside)
        log.error(
            "The spool %s cannot be read (%s): moved to %s with all that waited in it. "
            "A new one was begun.",
            self.path,
            error,
            self.unreadable,
        )
        self._open()

    def close(self) -> None:
        """Close the file; what waits in it stays."""
        if self._file is not None:
            with contextlib.suppress(sqlite3.Error):
                self._file.close()
        self._file = None

    # Opening --------------------------------------------------------------------------------

    def reopen(self) -> None:
        """Open the file unless it is open: renewing may have failed half-way."""
        if self._file is None:
            self._open()

    def _open(self) -> None:
        with _honest():
            self._file = sqlite3.connect(
                self.path, timeout=1, isolation_level=None, check_same_thread=False
            )
        try:
            for pragma in _PRAGMAS:
                self._execute(pragma)
            with self._transaction("full"):
                if self._rows("pragma user_version") == [(0,)]:
                    self._make_tables()
                ((spool_id, dropped),) = self._rows("select spool_id, dropped_samples from about")
                ((samples, size),) = self._rows(_SUMS)
            self.spool_id = uuid.UUID(spool_id)
        except ValueError as error:
            self.close()
            raise SpoolCorruptError(str(error)) from error
        except Exception:
            self.close()
            raise
        self._handed_out_upto = self._forgotten_upto = 0
        self.waiting = Waiting(samples, size, self._oldest_at(), dropped)

    def _make_tables(self) -> None:
        for table in _TABLES:
            self._execute(table)
        self._execute("insert into about values (?, 0)", str(uuid.uuid4()))
        self._execute(f"pragma user_version = {VERSION}")

    # Inside -----------------------------------------------------------------------------------

    @property
    def _db(self) -> sqlite3.Connection:
        if self._file is None:
            raise SpoolError("it is closed")
        return self._file

    @contextlib.contextmanager
    def _transaction(self, synchronous: Literal["full", "normal"]) -> Iterator[None]:
        """All or nothing. ``full``: on the disk in the end; ``normal``: with the next full one."""
        with _honest():
            self._execute(f"pragma synchronous = {synchronous}")
            self._execute("begin immediate")
            try:
                yield
                self._execute("commit")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # some failures have rolled back
                    self._db.execute("rollback")
                raise

    def _execute(self, statement: str, *arguments: object) -> sqlite3.Cursor:
        with _honest():
            return self._db.execute(statement, arguments)

    def _rows(self, statement: str, *arguments: object) -> list[Any]:
        with _honest():
            return self._db.execute(statement, arguments).fetchall()

    def _make_room(self, size: int) -> tuple[int, int]:
        """Drop the oldest until so many bytes fit. Returns the samples and bytes dropped."""
        excess = self.waiting.bytes + size - self.limit_bytes
        samples, freed, upto = 0, 0, 0
        if excess > 0:
            statement = (
                "select batch, samples, length(body) from batches where batch > ? order by batch"
            )
            found = self._execute(statement, self._handed_out_upto)
            with contextlib.closing(found):
                while freed < excess and (row := found.fetchone()):
                    upto, samples, freed = row[0], samples + row[1], freed + row[2]
            self._execute(
                "delete from batches where batch > ? and batch <= ?", self._handed_out_upto, upto
            )
            self._execute("update about set dropped_samples = dropped_samples + ?", samples)
        return samples, freed

    def _changed_by(self, samples: int, size: int, dropped: int = 0) -> Waiting:
        was = self.waiting
        return Waiting(
            was.samples + samples,
            was.bytes + size,
            self._oldest_at(),
            was.dropped_samples + dropped,
        )

    def _oldest_at(self) -> datetime | None:
        rows = self._rows(_OLDEST)
        return datetime.fromtimestamp(rows[0][0], UTC) if rows else None

    def _shrink(self) -> None:
        """Give the disk back what a long absence of the database took."""
        if self._rows("pragma freelist_count")[0][0] > MOST_FREE_PAGES:
            with _honest():  # as a script: execute() would free one page and stop
                self._db.executescript("pragma incremental_vacuum; pragma wal_checkpoint(truncate)")


@contextlib.contextmanager
def _honest() -> Iterator[None]:
    """Errors of SQLite as what they mean for us."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNREADABLE:
            raise SpoolCorruptError(str(error)) from error
        raise SpoolError(str(error)) from error


def _cannot_open(path: Path, error: OSError) -> UserError:
    said = error.strerror or str(error)
    if said == "database is locked":
        return UserError(
            f"Another process uses the spool {path}.",
            hint="Stop it first, or give this ingester another name with --name.",
        )
    return UserError(
        f"The spool {path} cannot be opened: {said}.",
        hint="Set FLOORCAST_DATA to a folder you may write to, on a disk with free space.",
        field="FLOORCAST_DATA",
        value=str(path.parent),
    )
