"""One `floorcast up` per data folder: the lock that says who it is, and where."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from errors import UserError

FILE = "floorcast.lock"


@dataclass(frozen=True)
class Holder:
    """The `up` that has the folder. ``address`` is empty while it starts."""

    pid: int
    address: str = ""


class Lock:
    """The open lock file. The system lets go of it when the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.was_left_behind = bool(_read(descriptor))
        """Whether the last holder was killed before it could tidy up."""

    def note(self, address: str) -> None:
        """Say in the file who holds it, and where the pages are."""
        self._write(json.dumps(asdict(Holder(os.getpid(), address))))

    def clear(self) -> None:
        """Say in the file that its holder ended in good order."""
        self._write("")

    def _write(self, text: str) -> None:
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)


@contextlib.contextmanager
def hold(data: Path) -> Iterator[Lock]:
    """Lock the folder while the block runs, making the folder if it is new.

    Raises UserError where another process has it or the folder cannot be written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UserError(
            f"The data folder {data} cannot be written: {error.strerror}.",
            hint="Set FLOORCAST_DATA to a folder you may write to.",
            field="FLOORCAST_DATA",
            value=str(data),
        ) from error
    with os.fdopen(descriptor, "r+b", buffering=0):
        _lock(descriptor, data)
        lock = Lock(descriptor)
        try:
            lock.note("")
            yield lock
        finally:
            lock.clear()


def holder(data: Path) -> Holder | None:
    """Who has the folder locked now, if anybody."""
    try:
        descriptor = os.open(data / FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _parse(_read(descriptor))
    finally:
        os.close(descriptor)
    return None


def _lock(descriptor: int, data: Path) -> None:
    for _ in range(5):  # somebody who only asks who holds it has it for a moment, too
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
    found = _parse(_read(descriptor))
    where = f" at {found.address}" if found and found.address else ""
    who = f" (process {found.pid})" if found else ""
    raise UserError(
        f"Floorcast is already running{where}{who} on the data in {data}.",
        hint="Use that one, stop it, or set FLOORCAST_DATA and PORT for a second one.",
        field="FLOORCAST_DATA",
        value=str(data),
    )


def _read(descriptor: int) -> str:
    return os.pread(descriptor, 1_000, 0).decode(errors="replace")


def _parse(text: str) -> Holder | None:
    try:
        return Holder(**json.loads(text))
    except (ValueError, TypeError):  # being written this moment
        return None
