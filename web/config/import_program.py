"""Imports run as a program of their own: this process has the change feed to serve.

It is the command line's `floorcast import FILE --json`, so pages and people at a terminal are
told the same sentences.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any

from database.address import Address
from settings import ROOT, Settings
from web.api.answers import RefusedError
from web.config.uploads import Upload

logger = logging.getLogger(__name__)

AT_ONCE = 2
LONGEST_WAIT_S = 10.0  # for one of the others to end
LONGEST_RUN_S = 600.0
USER_ERROR = 2  # exit code of what a person can put right
DATABASE = "DATABASE_URL"
LONGEST_LOGGED = 2_000
BUSY_HINT = "Try again in a moment; an import adds nothing twice."


class ImportProgram:
    """Runs imports, two at once."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        """``database_url`` is handed on in the environment, where nobody else sees it; one whose
        password expires the program finds as we do."""
        self._environment = {"FLOORCAST_DATA": str(settings.floorcast_data.absolute())}
        if not isinstance(database_url, Address) or database_url.credentials is None:
            self._environment[DATABASE] = database_url
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self, upload: Upload, arguments: Sequence[str]) -> dict[str, Any]:
        """What an import of an upload says. Raises RefusedError with what it says if it fails."""
        try:
            await asyncio.wait_for(self._slots.acquire(), LONGEST_WAIT_S)
        except TimeoutError:
            raise RefusedError(
                "Other files are being imported just now.", hint=BUSY_HINT, status=503
            ) from None
        try:
            return await self._run(upload, arguments)
        finally:
            self._slots.release()

    async def _run(self, upload: Upload, arguments: Sequence[str]) -> dict[str, Any]:
        folder = upload.path.parent
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "cli.py"),
            "import",
            f"./{upload.path.name}",  # no folder of this server in what it says
            "--json",
            *arguments,
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # what it leaves behind when it is ended goes with the upload
            env={**os.environ, **self._environment, "TMPDIR": str(folder)},
            start_new_session=True,
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(), LONGEST_RUN_S)
        except TimeoutError:
            raise RefusedError(
                f"The import took more than {LONGEST_RUN_S / 60:.0f} minutes and was ended; "
                "nothing was loaded.",
                hint="Import it on the command line: floorcast import FILE.",
                status=503,
            ) from None
        finally:
            await _end(process)
        return _answer(process.returncode, out, err)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Leave no program behind, whatever happened."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())


def _answer(code: int | None, out: bytes, err: bytes) -> dict[str, Any]:
    """What the program said. Raises RefusedError for a refusal, and where it broke off."""
    try:
        said = json.loads(out)
    except ValueError:
        said = None
    if code == 0 and isinstance(said, dict):
        return said
    if code == USER_ERROR and isinstance(said, dict):
        raise RefusedError(
            str(said["error"]).rstrip(),
            hint=said["hint"],
            field=said["field"],
            value=said["value"],
            status=503 if said["field"] == DATABASE else 400,
        )
    logger.error(
        "an import broke off with code %s: %s", code, err.decode(errors="replace")[-LONGEST_LOGGED:]
    )
    raise RefusedError(
        "The import broke off; nothing was loaded.",
        hint="Try again; if it stays, the log of the server says why.",
        status=503,
    )
