"""CSV files: each line says what a machine did, how many pieces it made, or both.

A line may span several lines of text (a line break in quotes); it carries the number of
its first one. Bad lines become rejects, and reading goes on behind them.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from errors import UserError
from imports import text_file, values
from imports.csv_records import Row, records
from imports.entries import CHUNK_ENTRIES, NOT_TEXT, STATUSES, Chunk, Entry, Options, Reject
from imports.excel import Sheets

_TAB = {"tab": "\t", "\\t": "\t"}  # a tab is hard to type
DELIMITERS = (",", ";", "\t", "|")
USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "machine": ("machine", "machine_name"),
    "time": ("time", "timestamp", "datetime", "at"),
    "status": ("status", "state"),
    "detail": ("detail",),
    "reason": ("reason", "reason_name"),
    "good": ("good", "good_pcs"),
    "scrap": ("scrap", "scrap_pcs"),
    "product": ("product", "product_name"),
}


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file whose header was read. ``sheets``: those of the workbook it was made of, which
    it then holds in ``home``."""

    path: Path
    encoding: str
    options: Options
    delimiter: str
    header: Row
    sheets: Sheets | None = None
    home: object = None

    def rows(self) -> Iterator[Row]:
        """The records behind the header, from its start; blank lines left out."""
        rows = records(text_file.lines(self.path, self.encoding), self.delimiter)
        for row in itertools.dropwhile(lambda row: row.line <= self.header.line, rows):
            if row.cells or row.problem:
                yield row

    def check(self, row: Row) -> None:
        """ValueError where a record cannot be read, or is longer than the header."""
        if row.problem:
            raise ValueError(row.problem)
        if "\0" in row.text:
            raise ValueError(NOT_TEXT)
        if any(cell.strip() for cell in row.cells[len(self.header.cells) :]):
            remedy = (
                "give each column a name"
                if self.sheets
                else f'put a field that holds "{self.delimiter}" in quotes'
            )
            raise ValueError(
                f"has {len(row.cells)} fields, the header has {len(self.header.cells)}; {remedy}"
            )

    def chunks(self) -> Iterator[Chunk]:
        """What machines did and made, piece by piece."""
        reader = LineReader(self)
        chunk = Chunk()
        for row in self.rows():
            try:
                self.check(row)
                chunk.entries.append(reader.entry(row))
            except ValueError as error:
                chunk.rejects.append(Reject(row.line, str(error), row.text))
            if len(chunk) >= CHUNK_ENTRIES:
                yield chunk
                chunk = Chunk()
        yield chunk


class LineReader:
    """Turns one record after the other into an entry. ValueError says what is wrong with it."""

    def __init__(self, file: CsvFile) -> None:
        options = file.options
        self._header = [name.strip() for name in file.header.cells]
        self._positions = positions(file)
        self._options = options
        self._words = {
            word.strip().casefold(): status for word, status in options.status_words.items()
        }
        self._own_name = ""  # what the file calls the machine given by the caller

    def entry(self, row: Row) -> Entry:
        machine = self._machine(*self._cell(row, "machine"))
        said, status_column = self._cell(row, "status")
        status = values.status(said, status_column, self._words)
        good = values.count(*self._cell(row, "good"), self._options.decimal)
        scrap = values.count(*self._cell(row, "scrap"), self._options.decimal)
        if status is None and good is None and scrap is None:
            raise ValueError("has neither a status nor pieces")
        at = values.instant(*self._cell(row, "time"), self._options.time_format)
        # the file's own word says more than ours
        word = said.strip() if said.strip().casefold() in self._words else None
        detail = self._cell(row, "detail")[0].strip() or word
        return Entry(
            row.line,
            machine,
            at,
            status,
            detail if status else None,
            good,
            scrap,
            row.text,
            self._name(row, "product"),
            self._name(row, "reason"),
        )

    def _name(self, row: Row, field: str) -> str | None:
        name = self._cell(row, field)[0].strip()
        return None if values.is_blank(name) else name

    def _cell(self, row: Row, field: str) -> tuple[str, str]:
        column = self._positions.get(field)
        if column is None:
            return "", ""
        return row.cells[column] if column < len(row.cells) else "", self._header[column]

    def _machine(self, cell: str, column: str) -> str:
        name = cell.strip()
        if self._options.machine is None:
            if not name:
                raise ValueError(f"{column} is blank")
            return name
        self._own_name = self._own_name or name
        if name not in ("", self._own_name):
            raise ValueError(
                f'{column} "{text_file.shorten(name)}" is another machine than "{self._own_name}"; '
                "--machine can only stand for one"
            )
        return self._options.machine


def open_file(path: Path, encoding: str, options: Options) -> CsvFile:
    """Understand the header of a CSV file and the options meant for it; reads no more yet.

    Raises UserError where a column is missing, or an option makes no sense.
    """
    _check(options)
    first = next((line for line in text_file.lines(path, encoding) if line.strip()), "")
    delimiter = _TAB.get(options.delimiter or "", options.delimiter) or sniffed(first)
    header = next(
        row
        for row in records(text_file.lines(path, encoding), delimiter)
        if row.cells or row.problem
    )
    if header.problem:
        raise UserError(
            f"The header of {path.name} cannot be read: it {header.problem}.",
            hint=f'It begins with "{text_file.shorten(first)}".',
            field="file",
            value=str(path),
        )
    return CsvFile(path, encoding, options, delimiter, header)


def sniffed(header: str) -> str:
    """The delimiter of a header line: the candidate it holds most often, outside of quotes."""
    outside = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=outside.count)


def is_header(line: str) -> bool:
    """Whether a line looks like the header of a CSV file that needs no column mapping."""
    names = {name.strip().strip('"').lower() for name in line.split(sniffed(line))}
    return any(usual in names for usual in USUAL_NAMES["time"])


def is_status(word: str) -> bool:
    """Whether a word is one of the four statuses, however it is typed."""
    try:
        return values.status(word, "status", {}) is not None
    except ValueError:
        return False


def _check(options: Options) -> None:
    given = _TAB.get(options.delimiter or ",", options.delimiter or ",")
    if len(given) != 1 or given in '\r\n"':
        raise UserError(
            f'Delimiter "{options.delimiter}" is not one character.',
            hint="Usual ones are a comma, a semicolon or a tab.",
            field="delimiter",
            value=options.delimiter,
        )
    if options.decimal not in (None, ".", ","):
        raise UserError(
            f'Decimal sign "{options.decimal}" is unknown.',
            hint='Choose "." or ",".',
            field="decimal",
            value=options.decimal,
        )
    if options.time_format is not None:
        values.check_time_format(options.time_format)
    for word, status in options.status_words.items():
        if status not in STATUSES:
            raise UserError(
                f'Status word "{word}" means "{status}", which is no status.',
                hint=f"Choose {', '.join(STATUSES[:-1])} or {STATUSES[-1]}.",
                field="status_words",
                value=status,
            )


def positions(file: CsvFile) -> dict[str, int]:
    """Which column holds which field of a machine's story.

    Raises UserError where no column holds what every line needs.
    """
    found = named_columns(file, USUAL_NAMES)
    _refuse_missing(file.path, file.header.cells, found, file.options)
    return found


def named_columns(file: CsvFile, usual_names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Which column holds which field: as mapped (to "": no column), else by its usual names,
    ignoring case. Raises UserError for a mapping of a field or a column there is not.
    """
    path, header = file.path, file.header.cells
    named = {name.strip().casefold(): column for column, name in reversed(list(enumerate(header)))}
    for field, name in file.options.columns.items():
        if field not in usual_names:
            raise UserError(
                f'There is no field "{field}" to map a column to.',
                hint=f"Fields are {', '.join(usual_names)}.",
                field="columns",
                value=field,
            )
        if name and name.strip().casefold() not in named:
            raise no_column(path, header, f'There is no column "{name}" in {path.name}.', name)
    mapped = {field: name.strip().casefold() for field, name in file.options.columns.items()}
    found: dict[str, int] = {}
    for field, usual in usual_names.items():
        free = [name for name in usual if name not in mapped.values()]
        names = [mapped[field]] if field in mapped else free
        known = [name for name in names if name and name in named]
        if known:
            found[field] = named[known[0]]
    return found


def _refuse_missing(
    path: Path, header: list[str], found: Mapping[str, int], options: Options
) -> None:
    """Raise UserError where no column holds what every line needs."""
    needed = ["time"] if options.machine else ["machine", "time"]
    for field in needed:
        if field not in found:
            also = ", or --machine NAME for all lines" if field == "machine" else ""
            hint = f'Say which it is: --column {field}="…"{also}.'
            raise no_column(
                path, header, f"No column of {path.name} holds the {field}.", field, hint
            )
    if not found.keys() & {"status", "good", "scrap"}:
        hint = 'Say which it is, for example --column status="…" or --column good="…".'
        raise no_column(
            path, header, f"No column of {path.name} holds a status or pieces.", "status", hint
        )


def no_column(path: Path, header: list[str], message: str, value: str, hint: str = "") -> UserError:
    """The error of a column there is not, with the one that was perhaps meant."""
    near = difflib.get_close_matches(value, header, 1, 0.5)
    shown = ", ".join(text_file.shorten(name, 30) for name in header[:20])
    guess = f"Did you mean {near[0]}? " if near and not hint else ""
    return UserError(
        message,
        hint=f"{guess}{hint}{' ' if hint else ''}Its columns are: {shown}.",
        field="columns",
        value=value,
    )
