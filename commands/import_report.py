"""What `floorcast import` says of its work: to people in sentences, to programs in JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from pydantic_core import to_json

from commands.import_table import Asked
from errors import UserError
from imports import load, preview, samples
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

    def preview(self, asked: Asked) -> None:
        """How a table would be read."""
        found = preview.look(
            asked.path, asked.kind or "events", asked.options, is_remembered=asked.has_memory
        )
        self._say(found.kind, preview_text(asked.path, found), asdict(found))

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


def preview_text(path: Path, found: preview.Preview) -> str:
    """How a table would be read, for a person to read."""
    meaning = {header: field for field, header in found.mapping.items()}
    width = [
        min(
            max(len(cells[place]) if place < len(cells) else 0 for cells in (*found.lines, [name])),
            WIDEST_CELL,
        )
        for place, name in enumerate(found.columns)
    ]
    lines = [
        f"{path.name}, {found.kind}"
        + (", read as the last one with these columns" if found.is_remembered else ""),
        *(
            f"  {header}: {meaning.get(header, 'left out')}"
            for header in found.columns
        ),
    ]
    if found.problem:
        lines += [f"  Not yet: {found.problem} {found.hint}".rstrip()]
    if found.unknown_words:
        lines += [f"  Words without a meaning yet: {', '.join(found.unknown_words)}"]
    lines += [""]
    for cells in found.lines:
        shown = zip(cells, width, strict=False)
        lines.append("  " + "  ".join(cell[:wide].ljust(wide) for cell, wide in shown).rstrip())
    return "\n".join(lines)


def _left_out(result: load.Result | samples.Result) -> list[str]:
    if result.rejects_path is None:
        return []
    first = [f"    {reject}" for reject in result.first_rejects]
    return [f"  {result.rejects} bad lines left out, all in {result.rejects_path}:", *first]


def _counted(what: str, new: int, changed: int, unchanged: int) -> str:
    return f"  {new:,} {what} added, {changed:,} changed, {unchanged:,} there already"
