"""What `floorcast import` says of its work: to people in sentences, to programs in JSON."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from pydantic_core import to_json

from errors import UserError
from imports import load, samples
from imports.preview import Preview
from imports.recording import Recording

WIDEST_CELL = 24


@dataclass(frozen=True, slots=True)
class Told:
    """Says a result on standard output. ``is_json``: one object, with the text as summary."""

    is_json: bool

    def story(self, recording: Recording, result: load.Result) -> None:
        """What came of states and pieces."""
        self._say("events", summary(recording, result), asdict(result))

    def samples(self, path: Path, result: samples.Result) -> None:
        """What came of samples."""
        self._say("samples", samples_summary(path, result), asdict(result))

    def preview(self, path: Path, found: Preview) -> None:
        """How a file would be read."""
        self._say(found.kind, preview_text(path, found), asdict(found))

    def refusal(self, error: UserError) -> None:
        """Why nothing was done, for programs."""
        body = {"error": error.message, "field": error.field, "value": error.value}
        click.echo(to_json({**body, "hint": error.hint}))

    def _say(self, kind: str, text: str, content: dict[str, Any]) -> None:
        click.echo(to_json({**content, "kind": kind, "summary": text}) if self.is_json else text)


def summary(recording: Recording, result: load.Result) -> str:
    """What came of an import, for a person to read."""
    created = f" (new: {', '.join(result.created)})" if result.created else ""
    events = (result.events_new, result.events_changed, result.events_unchanged)
    minutes = (result.production_new, result.production_changed, result.production_unchanged)
    pieces = f"{result.good_pcs:,} good, {result.scrap_pcs:,} scrap"
    lines = [
        f"{recording.path.name}, {recording.format.upper()}, of "
        f"{', '.join(result.machines) or 'no machine'}{created}",
        _counted("status events", *events),
        f"{_counted('minutes with pieces', *minutes)}: {pieces}",
        *(f"  Note: {note}" for note in result.notes),
        *_left_out(result),
    ]
    return "\n".join(lines)


def samples_summary(path: Path, result: samples.Result) -> str:
    """What came of an import of samples, for a person to read."""
    created = f" (new: {', '.join(result.created)})" if result.created else ""
    lines = [
        f"{path.name}, samples of {', '.join(result.tags) or 'no tag'}{created}",
        f"  {result.stored:,} samples added, {result.repeated:,} there already",
    ]
    if result.refused:
        lines.append(
            f"  {result.refused:,} refused by the database, with reasons in historian.dead_letters"
        )
    return "\n".join([*lines, *_left_out(result)])


def preview_text(path: Path, found: Preview) -> str:
    """How a file would be read, for a person to read."""
    known = ", read as the last one with these columns" if found.is_remembered else ""
    lines = [f"{path.name}, {found.kind}{known}"]
    if found.fields:
        meaning = {header: field for field, header in found.mapping.items()}
        lines += [f"  {name}: {meaning.get(name, 'left out')}" for name in found.columns]
    if found.problem:
        lines += [f"  Not yet: {found.problem} {found.hint}".rstrip()]
    if found.unknown_words:
        lines += [f"  Words without a meaning yet: {', '.join(found.unknown_words)}"]
    if found.bad_lines:
        lines += [f"  Of the first {found.looked_at:,} lines {found.bad_lines:,} cannot be read:"]
        lines += [f"    {reject}" for reject in found.first_rejects]
    return "\n".join([*lines, "", *_table([found.columns, *found.lines])])


def _table(rows: list[list[str]]) -> list[str]:
    columns = itertools.zip_longest(*rows, fillvalue="")
    width = [min(max(map(len, cells)), WIDEST_CELL) for cells in columns]
    lines = (
        "  ".join(cell[:wide].ljust(wide) for cell, wide in zip(cells, width, strict=False))
        for cells in rows
    )
    return [f"  {line}".rstrip() for line in lines]


def _left_out(result: load.Result | samples.Result) -> list[str]:
    if result.rejects_path is None:
        return []
    first = [f"    {reject}" for reject in result.first_rejects]
    return [f"  {result.rejects} bad lines left out, all in {result.rejects_path}:", *first]


def _counted(what: str, new: int, changed: int, unchanged: int) -> str:
    return f"  {new:,} {what} added, {changed:,} changed, {unchanged:,} there already"
