"""A look at a file before it is imported: its columns, its first lines, what they would mean."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from errors import UserError
from imports import csv_file, samples, table, text_file, time_formats, values
from imports.csv_file import CsvFile
from imports.csv_records import Row
from imports.entries import Entry, Options, Reject
from imports.recording import read
from imports.rejects import SHOWN

FIRST_LINES = 20
LOOKED_AT = 10_000  # lines whose words and mistakes are told
LONGEST_CELL = 100
MOST_WORDS = 100
MOST_TIMES = 200  # to tell how they are written
KINDS = ("events", "samples")
RECORDING = "recording"
UNKNOWN = "?"  # the machine of a recording, as long as nobody said it
TOLD = ("time", "machine", "status", "detail", "good", "scrap")  # of a recording


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read.

    ``columns``: the header; ``fields``: what they can be mapped to; ``mapping``: field → header
    as it is understood. ``problem``, ``hint`` and ``problem_field``: why it cannot be imported
    like that. ``words``: those of the column of states that are no status by themselves;
    ``unknown_words``: those of them without a meaning. ``bad_lines`` of the ``looked_at`` first
    ones cannot be read, ``first_rejects`` are some of them. ``time_formats``: those that would
    read its times.
    """

    kind: str
    format: str
    columns: list[str]
    lines: list[list[str]]
    fields: list[str]
    mapping: dict[str, str]
    delimiter: str = ""
    encoding: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    decimal: str | None = None
    time_format: str | None = None
    time_zone: str | None = None
    time_formats: list[str] = field(default_factory=list)
    status_words: Mapping[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    unknown_words: list[str] = field(default_factory=list)
    is_remembered: bool = False
    problem: str = ""
    hint: str = ""
    problem_field: str | None = None
    looked_at: int = 0
    bad_lines: int = 0
    first_rejects: list[Reject] = field(default_factory=list)


def kind_of(file: CsvFile, wanted: str | None) -> str:
    """events (states and pieces of machines) or samples (values of tags), as the columns say."""
    if wanted is not None:
        return wanted
    names = {cell.strip().casefold() for cell in file.header.cells}
    names |= {name for name, header in file.options.columns.items() if header}
    has_tag = any(name in names for name in samples.USUAL_NAMES["tag"][:-1])
    return "samples" if has_tag and "value" in names else "events"


def look(path: Path, kind: str, options: Options, *, is_remembered: bool = False) -> Preview:
    """The first lines of a table, and how they would be understood.

    Raises UserError where the file cannot be read at all.
    """
    file = table.open_table(path, options, most_rows=LOOKED_AT + 1)
    rows = list(itertools.islice(file.rows(), LOOKED_AT))
    usual = samples.USUAL_NAMES if kind == "samples" else csv_file.USUAL_NAMES
    header = [cell.strip() for cell in file.header.cells]
    found, problem, bad = dict[str, int](), None, list[Reject]()
    words = list[str]()
    try:
        found = csv_file.named_columns(file, usual)
        words = _words(_cells(rows, found.get("status")))
        bad = _bad_lines(rows, _reader(kind, _with_words(file, words)))
    except UserError as error:
        problem = error
    known = {word.strip().casefold() for word in options.status_words}
    return Preview(
        kind=kind,
        format="excel" if file.sheets else "csv",
        columns=header,
        lines=[
            [text_file.shorten(cell, LONGEST_CELL) for cell in row.cells]
            for row in rows[:FIRST_LINES]
        ],
        fields=list(usual),
        mapping={name: header[place] for name, place in found.items()},
        delimiter=file.delimiter,
        encoding=file.encoding,
        sheets=file.sheets.names if file.sheets else (),
        sheet=file.sheets.chosen if file.sheets else None,
        decimal=options.decimal,
        time_format=options.time_format,
        time_zone=options.time_zone,
        time_formats=time_formats.fitting(
            list(itertools.islice(_cells(rows, found.get("time")), MOST_TIMES))
        ),
        status_words=dict(options.status_words),
        words=words,
        unknown_words=[word for word in words if word.casefold() not in known],
        is_remembered=is_remembered,
        problem=problem.message if problem else "",
        hint=problem.hint if problem else "",
        problem_field=problem.field if problem else None,
        looked_at=len(rows),
        bad_lines=len(bad),
        first_rejects=bad[:SHOWN],
    )


def look_at_recording(path: Path, options: Options) -> Preview:
    """What an SHDR recording says of its machine. Raises UserError where it cannot be read."""
    problem = None
    if not options.machine:
        problem = UserError(
            f"{path.name} does not say which machine it is of.",
            hint="Say it: --machine NAME (with --create-machine for a new one).",
            field="machine",
        )
    recording = read(path, replace(options, machine=options.machine or UNKNOWN))
    entries, bad = list[Entry](), list[Reject]()
    for chunk in recording.chunks():
        entries += chunk.entries[: FIRST_LINES - len(entries)]
        bad += chunk.rejects
    return Preview(
        kind=RECORDING,
        format=recording.format,
        columns=list(TOLD),
        lines=[_told(entry) for entry in entries],
        fields=[],
        mapping={},
        time_zone=options.time_zone,
        problem=problem.message if problem else "",
        hint=problem.hint if problem else "",
        problem_field=problem.field if problem else None,
        looked_at=sum(session.records for session in recording.sessions),
        bad_lines=len(bad),
        first_rejects=sorted(bad, key=lambda reject: reject.line)[:SHOWN],
    )


def _told(entry: Entry) -> list[str]:
    machine = entry.machine if entry.machine != UNKNOWN else ""
    said = (machine, entry.status, entry.detail, entry.good_pcs, entry.scrap_pcs)
    return [f"{entry.at:%Y-%m-%d %H:%M:%S}", *("" if one is None else str(one) for one in said)]


def _cells(rows: Iterable[Row], place: int | None) -> Iterable[str]:
    """What a column holds, blank cells left out."""
    if place is None:
        return
    for row in rows:
        if place < len(row.cells) and not values.is_blank(row.cells[place]):
            yield row.cells[place].strip()


def _words(cells: Iterable[str]) -> list[str]:
    """Different words that are no status by themselves, in the order they come."""
    words: dict[str, str] = {}
    for cell in cells:
        if not csv_file.is_status(cell):
            words.setdefault(cell.casefold(), cell)
        if len(words) == MOST_WORDS:
            break
    return list(words.values())


def _with_words(file: CsvFile, words: Sequence[str]) -> CsvFile:
    """The file, where every word means something: those that do not yet are told apart."""
    meant = dict.fromkeys(words, "no_data") | dict(file.options.status_words)
    return replace(file, options=replace(file.options, status_words=meant))


def _reader(kind: str, file: CsvFile) -> Callable[[Row], object]:
    """What reads a line. Raises UserError where a column that is needed is missing."""
    if kind == "samples":
        return samples.LineReader(file).line
    story = csv_file.LineReader(file)

    def entry(row: Row) -> Entry:
        file.check(row)
        return story.entry(row)

    return entry


def _bad_lines(rows: Iterable[Row], read_line: Callable[[Row], object]) -> list[Reject]:
    bad = []
    for row in rows:
        try:
            read_line(row)
        except ValueError as error:
            bad.append(Reject(row.line, str(error), text_file.shorten(row.text)))
    return bad
