"""Tables people bring: CSV files, and sheets of Excel workbooks by way of a CSV file."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import replace
from pathlib import Path

from imports import csv_file, excel, text_file
from imports.csv_file import CsvFile
from imports.entries import Options


class _Folder:
    """A temporary folder that goes with the last who needs it."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="floorcast-import-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def is_excel(path: Path, options: Options) -> bool:
    """Whether a file is to be read as a workbook: as it was said, else as it looks."""
    return options.format == "excel" or (options.format is None and excel.is_workbook(path))


def open_table(path: Path, options: Options, *, most_rows: int | None = None) -> CsvFile:
    """Read the header of a table. What a workbook was turned into goes with the result.

    ``most_rows``: of a workbook, turn no more rows than that. Raises UserError where the file
    cannot be read, or an option makes no sense.
    """
    if not is_excel(path, options):
        return csv_file.open_file(path, text_file.encoding_of(path, options.encoding), options)
    folder = _Folder()
    text = folder.path / path.name  # errors tell this name
    sheets = excel.to_csv(path, options.sheet, text, decimal=options.decimal, most_rows=most_rows)
    file = csv_file.open_file(text, "utf-8", replace(options, delimiter=","))
    return replace(file, sheets=sheets, home=folder)
