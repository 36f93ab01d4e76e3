"""The rejects file: lines that were not loaded, each with its problem.

It is a CSV with the columns of the original behind line and problem, so that it can be
mended and imported in its turn.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from errors import UserError
from imports.entries import Reject

SHOWN = 5


def beside(path: Path, wanted: Path | None) -> Path:
    """Where bad lines of a file go: as wanted, else beside it. Raises UserError for itself."""
    rejects = wanted or path.with_name(path.name + ".rejects.csv")
    if rejects.resolve() == path.resolve():
        raise UserError(
            f"The rejects file cannot be {path} itself, which is being read.",
            hint="Name another one with --rejects.",
            field="rejects",
            value=str(path),
        )
    return rejects


class RejectsFile:
    """Made with the first reject; an older one of that name is replaced then."""

    def __init__(self, path: Path, header: str, delimiter: str) -> None:
        self.path = path
        self.count = 0
        self.first: list[Reject] = []
        self._header = header
        self._delimiter = delimiter
        self._file: TextIO | None = None

    def write(self, rejects: Iterable[Reject]) -> None:
        """Add rejects, by line. Raises UserError where the file cannot be written."""
        for reject in sorted(rejects, key=lambda reject: reject.line):
            self.count += 1
            if len(self.first) < SHOWN:
                self.first.append(reject)
            try:
                if self._file is None:
                    self._file = self.path.open("w", encoding="utf-8-sig", newline="")
                    self._file.write(self._line("line", "problem", self._header or "text"))
                text = reject.text if self._header else self._quoted(reject.text)
                self._file.write(self._line(str(reject.line), reject.reason, text))
            except OSError as error:
                raise UserError(
                    f"The rejects file {self.path} cannot be written: {error.strerror}. "
                    "Nothing was loaded.",
                    hint="Name another one with --rejects.",
                    field="rejects",
                    value=str(self.path),
                ) from error

    def refuse(self, name: str, good: int, *, strict: bool) -> None:
        """Raise UserError where too much of the file of that name is wrong to load the rest:
        ``good`` of its lines are not. ``strict``: one bad line is too much."""
        if not self.count or (good and not strict):
            return
        message = (
            f"{self.count} of {good + self.count} lines of {name} are bad; nothing was loaded."
            if good
            else f"None of the {self.count} lines of {name} could be read; nothing was loaded."
        )
        listed = "\n".join(f"  {reject}" for reject in self.first)
        others = self.count - len(self.first)
        more = f"\n  and {others} more" if others else ""
        raise UserError(
            f"{message}\n{listed}{more}\n",
            hint=f"All of them, with reasons: {self.path}.",
            field="file",
        )

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _line(self, number: str, reason: str, text: str) -> str:
        return f"{number}{self._delimiter}{self._quoted(reason)}{self._delimiter}{text}\n"

    def _quoted(self, text: str) -> str:
        cell = io.StringIO()
        csv.writer(cell, delimiter=self._delimiter, lineterminator="").writerow([text])
        return cell.getvalue()
