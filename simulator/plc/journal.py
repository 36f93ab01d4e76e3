"""The journal: every value that was served, so that somebody can compare what was stored.

JSON lines ``{"address", "at", "value", "quality"}``: an address as connectors map it, source
time, value (null where the quality is bad), OPC UA status code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from errors import UserError
from simulator.plc.variables import Served


class Journal:
    """Appends to a file, or to nothing. What is noted is in the file when ``note`` returns."""

    def __init__(self, path: Path | None) -> None:
        self._file = None
        if path is not None:
            try:
                self._file = path.open("a", encoding="utf-8")
            except OSError as error:
                raise UserError(
                    f"The journal {path} cannot be written: {error.strerror}.",
                    hint="Name a file you may write to with --journal.",
                    field="journal",
                    value=str(path),
                ) from error

    def note(self, at: datetime, served: Sequence[Served]) -> None:
        """Append what was served with one source time."""
        if self._file is not None and served:
            # json.dumps of whole objects would cost more than serving them
            middle = f', "at": "{at.isoformat(timespec="milliseconds")}", "value": '
            self._file.writelines(
                f'{{"address": {_quoted(address)}{middle}{json.dumps(value)}'
                f', "quality": {quality}}}\n'
                for address, value, quality in served
            )
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


@cache
def _quoted(text: str) -> str:
    return json.dumps(text)
