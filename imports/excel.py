"""Excel workbooks: one sheet becomes the text of a CSV file, and is read like one.

Instants are written in ISO 8601, whole numbers without decimals, truth as 1 and 0. A row of the
sheet is a line of the text, so that problems are told by the row a person sees.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from errors import UserError

SUFFIXES = (".xlsx", ".xlsm")
OLD_SUFFIX = ".xls"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"  # Excel 97, and workbooks with a password
MIDNIGHT = datetime(1899, 12, 30)


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook, as its first bytes and its name say."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError:
        return False  # whoever opens it as text says why
    named = path.suffix.lower() in (*SUFFIXES, OLD_SUFFIX)
    return head == _OLE or (head == _ZIP and named)


def to_csv(path: Path, sheet: str | None, target: Path) -> None:
    """Write a sheet (the first one that is shown, unless named) as CSV.

    Raises UserError where the workbook cannot be read, or has no such sheet, or is empty.
    """
    workbook = _open(path)
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            is_empty = True
            for cells in _rows(_sheet(path, workbook, sheet)):
                is_empty = is_empty and not any(cells)
                # a line without anything is a blank line, not one of commas
                writer.writerow(cells if any(cells) else [])
    finally:
        workbook.close()
    if is_empty:
        raise UserError(
            f"The sheet of {path.name} is empty.",
            hint=f"Name another one: its sheets are {', '.join(workbook.sheetnames)}.",
            field="sheet",
            value=sheet,
        )


def _open(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            is_old = file.read(4) == _OLE
        if is_old:
            raise _unreadable(path, "is an old Excel file (.xls), or has a password")
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise _unreadable(path, f"cannot be read as an Excel workbook: {error}") from error


def _unreadable(path: Path, what: str) -> UserError:
    return UserError(
        f"{path.name} {what}.",
        hint="Save it as an Excel workbook (.xlsx) without a password, or as CSV.",
        field="file",
        value=str(path),
    )


def _sheet(path: Path, workbook: Any, name: str | None) -> Any:
    names = {sheet.title.casefold(): sheet for sheet in workbook.worksheets}
    if name is None:
        shown = (sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible")
        return next(shown, workbook.worksheets[0])
    if name.strip().casefold() not in names:
        raise UserError(
            f'{path.name} has no sheet "{name}".',
            hint=f"Its sheets are {', '.join(workbook.sheetnames)}.",
            field="sheet",
            value=name,
        )
    return names[name.strip().casefold()]


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # some programs write wrong ones
    for row in sheet.iter_rows(values_only=True):
        cells = [text_of(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def text_of(value: object) -> str:
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
        case float() if value.is_integer():
            return str(int(value))
        case _:
            # a line break within a cell would end the line of text for some readers
            return str(value).replace("\r\n", "\n").replace("\r", "\n")
