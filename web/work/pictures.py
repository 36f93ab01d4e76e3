"""Pictures that people send, decoded by a program of its own (picture.py), never in this one."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import sys
from dataclasses import dataclass

from settings import ROOT
from web.api.answers import RefusedError
from web.work.picture import LONGEST_SIDE_PX, NO_PICTURE

logger = logging.getLogger(__name__)

AT_ONCE = 2
LONGEST_WAIT_S = 10.0  # for one of the others to end
LONGEST_RUN_S = 30.0
LONGEST_LOGGED = 2_000
FIELD = "photo"
HINT = f"Send a JPEG, PNG or WebP picture; {LONGEST_SIDE_PX:,} pixels a side are kept."
BUSY_HINT = "Send it again in a moment."


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be shown to anybody."""

    content: bytes
    media_type: str
    width_px: int
    height_px: int

    @property
    def sha256(self) -> str:
        """What it is known by: SHA-256 in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


class PictureProgram:
    """Makes pictures harmless, two at once."""

    def __init__(self, longest_run_s: float = LONGEST_RUN_S) -> None:
        """Nothing runs yet."""
        self._longest_run_s = longest_run_s
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def clean(self, content: bytes, file_name: str) -> Picture:
        """The picture in a file. Raises RefusedError for what is none."""
        try:
            await asyncio.wait_for(self._slots.acquire(), LONGEST_WAIT_S)
        except TimeoutError:
            raise RefusedError(
                "Other pictures are being read just now.", hint=BUSY_HINT, field=FIELD, status=503
            ) from None
        try:
            return await self._run(content, file_name)
        finally:
            self._slots.release()

    async def _run(self, content: bytes, file_name: str) -> Picture:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "web.work.picture",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"PATH": os.environ.get("PATH", "")},  # no secret of this server
            start_new_session=True,
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(content), self._longest_run_s)
        except TimeoutError:
            raise _refused("It takes too long to read.", file_name) from None
        finally:
            await _end(process)
        head, _, picture = out.partition(b"\n")
        if process.returncode == NO_PICTURE:
            raise _refused(json.loads(head)["problem"], file_name)
        if process.returncode != 0:  # it ran out of memory or time, or worse
            logger.warning(
                "a picture could not be read, code %s: %s",
                process.returncode,
                err.decode(errors="replace")[-LONGEST_LOGGED:],
            )
            raise _refused("It cannot be read.", file_name)
        return Picture(picture, **json.loads(head))


async def _end(process: asyncio.subprocess.Process) -> None:
    """Leave no program behind, whatever happened."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())


def _refused(problem: str, file_name: str) -> RefusedError:
    return RefusedError(
        f"{file_name or 'The file'} is not taken. {problem}",
        hint=HINT,
        field=FIELD,
        value=file_name,
    )
