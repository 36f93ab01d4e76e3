"""Excel workbooks: one sheet becomes the text of a CSV file, and is read like one.

Instants are written in ISO 8601, whole numbers without decimals, truth as 1 and 0. A row of the
sheet is a line of the text, so that problems are told by the row a person sees.
"""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from errors import UserError
from imports import text_file

SUFFIXES = (".xlsx", ".xlsm")
OLD_SUFFIX = ".xls"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"  # Excel 97, and workbooks with a password
MOST_BYTES = 2**30  # unpacked: a small file may hold a flood
MIDNIGHT = datetime(1899, 12, 30)
# what a cell shows that could not be worked out: nothing is known of it
_ERRORS = frozenset(
    {"#DIV/0!", "#GETTING_DATA", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
)
# what openpyxl raises for files that are no workbook, or a broken one
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The names of the sheets of a workbook, and which one was read."""

    names: tuple[str, ...]
    chosen: str


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook, as its first bytes and its name say."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError:
        return False  # whoever opens it as text says why
    named = path.suffix.lower() in (*SUFFIXES, OLD_SUFFIX)
    return head == _OLE or (head == _ZIP and named)


def to_csv(
    path: Path,
    sheet: str | None,
    target: Path,
    *,
    decimal: str | None = None,
    most_rows: int | None = None,
) -> Sheets:
    """Write a sheet (the first one that is shown, unless named) as CSV.

    ``decimal``: the sign to write numbers with, as texts of the sheet have it. ``most_rows``: stop
    after so many that hold something. Raises UserError where the workbook cannot be read, has no
    such sheet, or the sheet is empty.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and the like, which are not read
            return _convert(path, sheet, target, decimal or ".", most_rows)
    except _BROKEN as error:
        raise _unreadable(path, f"cannot be read as an Excel workbook: {error}") from error


def _convert(
    path: Path, sheet: str | None, target: Path, decimal: str, most_rows: int | None
) -> Sheets:
    workbook = _open(path)
    try:
        chosen = _sheet(path, workbook, sheet)
        written = 0
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            for cells in _rows(chosen, decimal):
                writer.writerow(cells)
                written += bool(cells)
                if written == most_rows:
                    break
        names = tuple(one.title for one in workbook.worksheets)
    finally:
        workbook.close()
    if not written:
        raise UserError(
            f'The sheet "{chosen.title}" of {path.name} is empty.',
            hint=f"Name another one: its sheets are {', '.join(names)}."
            if len(names) > 1
            else "Check that the program that wrote it had finished.",
            field="sheet",
            value=sheet,
        )
    return Sheets(names, chosen.title)


def _open(path: Path) -> Any:
    if text_file.first_bytes(path).startswith(_OLE):
        raise _unreadable(path, "is an old Excel file (.xls), or has a password")
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MOST_BYTES:
        raise _unreadable(path, f"holds {unpacked / 2**30:.0f} GB, which is too much")
    # here, because it takes as long to import as all the rest of a command
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(path, read_only=True, data_only=True)
    except InvalidFileException as error:
        raise _unreadable(path, "is not named as an Excel workbook is") from error


def _unreadable(path: Path, what: str) -> UserError:
    return UserError(
        f"{path.name} {what}.",
        hint="Save it as an Excel workbook (.xlsx) without a password, or as CSV.",
        field="file",
        value=str(path),
    )


def _sheet(path: Path, workbook: Any, name: str | None) -> Any:
    sheets = {sheet.title.casefold(): sheet for sheet in workbook.worksheets}
    if not sheets:
        raise _unreadable(path, "has no sheet with cells")
    if name is None:
        shown = (sheet for sheet in sheets.values() if sheet.sheet_state == "visible")
        return next(shown, next(iter(sheets.values())))
    if name.strip().casefold() not in sheets:
        raise UserError(
            f'{path.name} has no sheet "{name}".',
            hint=f"Its sheets are {', '.join(sheet.title for sheet in sheets.values())}.",
            field="sheet",
            value=name,
        )
    return sheets[name.strip().casefold()]


def _rows(sheet: Any, decimal: str) -> Iterator[list[str]]:
    """The cells of each row, from the first on; none for a row without anything."""
    sheet.reset_dimensions()  # some programs write wrong ones
    for row in sheet.iter_rows(values_only=True):
        cells = [text_of(value, decimal) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        yield cells


def text_of(value: object, decimal: str = ".") -> str:
    """A cell as a CSV file would have it."""
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case time():  # a time of day without a date: values.instant() says what to do
            return datetime.combine(MIDNIGHT, value).isoformat(sep=" ")
        case timedelta():
            return (MIDNIGHT + value).isoformat(sep=" ")
        case float():
            return str(int(value) if value.is_integer() else value).replace(".", decimal)
        case str() if value in _ERRORS:
            return ""
        case _:
            # a line break within a cell would make two lines of a row
            return re.sub(r"\s*[\r\n]+\s*", " ", str(value))
