"""Files people upload to be imported: each in a folder of its own, forgotten after a day."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from web.api.answers import RefusedError
from web.api.mistakes import shown

logger = logging.getLogger(__name__)

KEPT_S = 24 * 3600.0
MOST_KEPT = 100  # of at most 50 MB each
LONGEST_NAME = 200  # bytes; the rejects file has a longer one
REJECTS = ".rejects.csv"
_ON_ITS_WAY = ".part"
_PIECE_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was uploaded."""

    import_id: str
    path: Path

    @property
    def rejects(self) -> Path:
        """Where its bad lines go."""
        return self.path.with_name(self.path.name + REJECTS)


class Uploads:
    """The folder of uploaded files. Whatever a file is called, it stays in there."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made yet: the folder comes with the first file."""
        self._folder = folder.absolute()

    async def keep(self, name: str, content: AsyncIterator[bytes]) -> Upload:
        """Keep a file as it comes in. Raises RefusedError where its name is none, or there is no
        room for it; whatever ``content`` raises leaves nothing behind."""
        _refuse_no_name(name)
        import_id = str(uuid4())
        part = self._folder / f"{import_id}{_ON_ITS_WAY}"
        try:
            await asyncio.to_thread(self._forget_old)
            await asyncio.to_thread(part.mkdir, mode=0o700, parents=True)
            with await asyncio.to_thread((part / name).open, "wb") as file:
                await _write(file, content)
            await asyncio.to_thread(part.rename, self._folder / import_id)
        except OSError as error:
            logger.error("cannot keep an upload in %s: %s", self._folder, error)
            raise RefusedError(
                f"The file cannot be kept: {error.strerror}.",
                hint="See whether there is room in the data folder of the server.",
                field="body",
                status=503,
            ) from None
        finally:
            await asyncio.to_thread(shutil.rmtree, part, ignore_errors=True)
        return Upload(import_id, self._folder / import_id / name)

    def find(self, import_id: str) -> Upload:
        """The file of that id. Raises RefusedError where there is none, or no longer."""
        with contextlib.suppress(ValueError, OSError):
            folder = self._folder / str(UUID(import_id))
            # the other one is that of its bad lines
            names = sorted((one.name for one in folder.iterdir() if one.is_file()), key=len)
            if names:
                return Upload(folder.name, folder / names[0])
        raise RefusedError(
            "There is no such upload.",
            hint="Uploads are forgotten after a day: upload the file again.",
            field="import_id",
            value=shown(import_id),
            status=404,
        )

    def _forget_old(self) -> None:
        """Forget what is older than a day, and the oldest where there are too many."""
        with contextlib.suppress(FileNotFoundError):
            found = sorted((one.stat().st_mtime, one) for one in self._folder.iterdir())
            oldest = time.time() - KEPT_S
            for place, (changed_at, folder) in enumerate(found):
                if changed_at < oldest or place < len(found) - MOST_KEPT:
                    shutil.rmtree(folder, ignore_errors=True)


async def _write(file: BinaryIO, content: AsyncIterator[bytes]) -> None:
    """In pieces large enough that the disk is seldom asked, which the change feed must not feel."""
    piece = bytearray()
    async for chunk in content:
        piece += chunk
        if len(piece) >= _PIECE_BYTES:
            await asyncio.to_thread(file.write, piece)
            piece = bytearray()
    await asyncio.to_thread(file.write, piece)


def _refuse_no_name(name: str) -> None:
    """Raise RefusedError for what is not the plain name of a file."""
    is_name = (
        name.strip()
        and not name.startswith(".")
        and not set(name) & set("/\\")
        and name.isprintable()
        and len(name.encode(errors="replace")) <= LONGEST_NAME
    )
    if not is_name:
        raise RefusedError(
            f"file_name={shown(name)!r} is not the name of a file."
            if name
            else "file_name is missing.",
            hint="Send its plain name without a folder, for example shift.csv, as ?file_name=….",
            field="file_name",
            value=shown(name),
        )
