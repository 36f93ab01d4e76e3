"""A look at a table before it is imported: its columns, its first lines, what they would mean."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from errors import UserError
from imports import csv_file, samples, table
from imports.csv_file import CsvFile
from imports.entries import Options

FIRST_LINES = 20
KINDS = ("events", "samples")


@dataclass(frozen=True, slots=True)
class Preview:
    """``columns``: the header; ``fields``: what can be mapped; ``mapping``: field → header as it
    is understood; ``problem`` and ``hint``: why it could not be imported like that."""

    kind: str
    delimiter: str
    columns: list[str]
    lines: list[list[str]]
    fields: list[str]
    mapping: dict[str, str]
    is_remembered: bool = False
    problem: str = ""
    hint: str = ""
    status_words: Mapping[str, str] = field(default_factory=dict)
    unknown_words: list[str] = field(default_factory=list)


def kind_of(file: CsvFile, wanted: str | None) -> str:
    """events (states and pieces of machines) or samples (values of tags), as the columns say."""
    if wanted is not None:
        return wanted
    names = {cell.strip().casefold() for cell in file.header.cells}
    names |= set(file.options.columns)
    has_tag = any(name in names for name in samples.USUAL_NAMES["tag"][:-1])
    return "samples" if has_tag and "value" in names else "events"


def look(path: Path, kind: str, options: Options, *, is_remembered: bool = False) -> Preview:
    """The first lines of a table, and how they would be understood.

    Raises UserError where the file cannot be read at all.
    """
    file = table.open_table(path, options)
    usual = samples.USUAL_NAMES if kind == "samples" else csv_file.USUAL_NAMES
    header = [cell.strip() for cell in file.header.cells]
    problem, hint, found = "", "", {}
    try:
        found = csv_file.named_columns(file, usual)
        (samples.positions_of if kind == "samples" else csv_file.positions)(file)
    except UserError as error:
        problem, hint = error.message, error.hint
    lines = [row.cells for row in itertools.islice(file.rows(), FIRST_LINES)]
    return Preview(
        kind=kind,
        delimiter=file.delimiter,
        columns=header,
        lines=lines,
        fields=list(usual),
        mapping={name: header[place] for name, place in found.items()},
        is_remembered=is_remembered,
        problem=problem,
        hint=hint,
        status_words=dict(options.status_words),
        unknown_words=_unknown_words(lines, found, options) if kind == "events" else [],
    )


def _unknown_words(lines: list[list[str]], found: Mapping[str, int], options: Options) -> list[str]:
    """Words of the status column that mean nothing yet."""
    place = found.get("status")
    if place is None:
        return []
    known = {word.strip().casefold() for word in options.status_words}
    words = dict.fromkeys(cells[place].strip() for cells in lines if place < len(cells))
    return [
        word
        for word in words
        if word and word.casefold() not in known and not csv_file.is_status(word)
    ]
