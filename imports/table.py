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


def open_table(path: Path, options: Options) -> CsvFile:
    """Read the header of a table. What a workbook was turned into goes with the result.

    Raises UserError where the file cannot be read, or an option makes no sense.
    """
    if options.format != "excel" and not (options.format is None and excel.is_workbook(path)):
        return csv_file.open_file(path, text_file.encoding_of(path, options.encoding), options)
    folder = Path(tempfile.mkdtemp(prefix="floorcast-import-"))
    try:
        text = folder / f"{path.stem}.csv"
        excel.to_csv(path, options.sheet, text)
        file = csv_file.open_file(text, "utf-8", replace(options, delimiter=","))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(file, shutil.rmtree, folder, ignore_errors=True)
    return file
