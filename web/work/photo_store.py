"""Where pictures are kept: in the database, or in a folder (PHOTO_FOLDER), by their SHA-256.

A file of the folder may belong to several pictures. It is written before its row, and deleted
after the last of its rows, each time while its name is locked in the database: so no row is ever
without its file.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from database.connect import Connection
from database.queries import query
from web.api.answers import RefusedError
from web.work.pictures import Picture

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
_NAME = re.compile(r"[0-9a-f]{64}")
_LOCK = "select pg_advisory_xact_lock(hashtextextended('floorcast.photo ' || $1, 0))"
_IS_USED = "select exists (select from floor.work_order_photos where sha256 = $1)"


class PhotoStore:
    """Keeps pictures. Without a folder they are in their rows."""

    def __init__(self, folder: Path | None) -> None:
        """Nothing is made yet: the folder comes with the first picture."""
        self._folder = folder.absolute() if folder else None

    async def add(
        self, connection: Connection, work_order_id: int, file_name: str, picture: Picture
    ) -> int:
        """Keep a picture of an order, in the open transaction. Returns its key."""
        if self._folder is not None:
            await connection.execute(_LOCK, picture.sha256)
            await _in_thread(lambda: self._write(picture))
        photo_id: int = await connection.fetchval(
            query("work_add_photo"),
            work_order_id,
            file_name,
            picture.media_type,
            len(picture.content),
            picture.width_px,
            picture.height_px,
            picture.sha256,
            picture.content if self._folder is None else None,
        )
        return photo_id

    async def content(self, kept: bytes | None, sha256: str) -> bytes:
        """A picture, ``kept`` in its row or else in the folder. Raises RefusedError where the
        folder has lost it, or is not there."""
        if kept is not None:
            return kept
        try:
            return await _in_thread(lambda: self._path(sha256).read_bytes())
        except FileNotFoundError:
            raise RefusedError(
                "The file of this picture is missing.",
                hint="It was kept in PHOTO_FOLDER: put the folder back as it was.",
                field="photo_id",
                status=404,
            ) from None

    async def forget(self, connection: Connection, sha256: str) -> None:
        """Delete the file of a picture, once no row has it any more. ``connection`` acts for
        nobody: rows that somebody may not see count, too."""
        if self._folder is None:
            return
        async with connection.transaction():
            await connection.execute(_LOCK, sha256)
            if not await connection.fetchval(_IS_USED, sha256):
                with contextlib.suppress(RefusedError):
                    await _in_thread(lambda: self._path(sha256).unlink(missing_ok=True))

    def _path(self, sha256: str) -> Path:
        """Where a picture is. Nothing of it was ever said by a client."""
        if self._folder is None or not _NAME.fullmatch(sha256):
            raise FileNotFoundError(sha256)
        return self._folder / sha256[:2] / sha256

    def _write(self, picture: Picture) -> None:
        """All of the file, or none of it, even if the power fails."""
        path = self._path(picture.sha256)
        if path.exists():
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(picture.content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


async def _in_thread(work: Callable[[], Result]) -> Result:
    """Do it where a slow disk holds up nobody. Raises RefusedError where the disk fails."""
    try:
        return await asyncio.to_thread(work)
    except FileNotFoundError:
        raise
    except OSError as error:
        logger.error("pictures cannot be kept in PHOTO_FOLDER: %s", error)
        raise RefusedError(
            f"The folder of pictures cannot be used: {error.strerror}.",
            hint="See whether PHOTO_FOLDER is there, may be written to, and has room.",
            field="photo",
            status=503,
        ) from None
