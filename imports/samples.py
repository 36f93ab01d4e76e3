"""Samples of tags from a table: raw values with their time, into the historian.

Each line says when (time), which (tag, and the machine where names are not unique) and what
(value), perhaps with a quality. The database derives states and pieces from them, as from those
of a connector. Importing a file again stores nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg

from database.connect import Connect, Connection
from database.queries import query
from errors import UserError
from imports import csv_file, local_time, table, values
from imports.csv_file import CsvFile
from imports.csv_records import Row
from imports.entries import CHUNK_ENTRIES, Options, Reject
from imports.rejects import RejectsFile
from imports.tags import Tags

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "time": ("time", "timestamp", "datetime", "at"),
    "tag": ("tag", "tag_name", "address", "signal", "name"),
    "value": ("value",),
    "machine": ("machine", "machine_name"),
    "quality": ("quality", "status_code"),
}
COLUMNS = ("tag_id", "at", "server_at", "value", "text_value", "quality")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an import of samples. ``refused`` ones are in historian.dead_letters, with
    reasons; ``rejects`` could not be read, and are in the rejects file."""

    source: str
    stored: int
    repeated: int
    refused: int
    rejects: int
    first_rejects: tuple[Reject, ...]
    rejects_path: Path | None
    tags: tuple[str, ...]
    created: tuple[str, ...]


@dataclass(slots=True)
class _Import:
    """One import of samples on its way."""

    file: CsvFile
    tags: Tags
    positions: dict[str, int]
    latest: dict[int, datetime] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)

    async def record(self, row: Row) -> tuple[object, ...]:
        """One line as COPY wants it. ValueError says what is wrong with it."""
        self.file.check(row)
        options = self.file.options
        machine = self._cell(row, "machine") or options.machine
        tag = await self.tags.find(self._cell(row, "tag"), machine)
        column = self.file.header.cells[self.positions["time"]].strip()
        local = values.instant(self._cell(row, "time"), column, options.time_format)
        at = local_time.to_utc(local, tag.zone, self.latest.get(tag.tag_id))
        quality = values.quality(self._cell(row, "quality"))
        number, text = values.measured(self._cell(row, "value"), options.decimal)
        if number is None and text is None:
            quality = quality or values.BAD
        self.latest[tag.tag_id] = at
        self.days.add(at.date())
        return tag.tag_id, at, None, number, text, quality

    def _cell(self, row: Row, name: str) -> str:
        place = self.positions.get(name)
        return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


async def load(
    connect: Connect,
    path: Path,
    options: Options,
    *,
    create: bool = False,
    strict: bool = False,
    rejects: Path | None = None,
    progress: Callable[[int], object] = lambda lines: None,
) -> Result:
    """Load the samples of a table, all in one transaction.

    ``create``: tags that are unknown are made, on a connection named Imported. ``strict``: a
    single bad line, and nothing is loaded. Raises UserError where nothing can be loaded.
    """
    file = table.open_table(path, options)
    positions = positions_of(file)
    source = f"import:{path.name}"
    rejected = RejectsFile(
        rejects or path.with_name(path.name + ".rejects.csv"), file.header.text, file.delimiter
    )
    connection = await connect()
    try:
        async with connection.transaction():
            tags = await Tags.read(connection, options, create=create)
            job = _Import(file, tags, positions)
            await connection.execute(query("ingest_stage"))
            await _stage(connection, job, rejected, progress)
            rejected.close()
            _refuse(path, rejected, strict=strict, has_samples=bool(job.days))
            if job.days:
                await _make_room(connection, min(job.days), max(job.days))
            counted = await connection.fetchrow(query("ingest_sort_out"), source)
    finally:
        rejected.close()
        await connection.close()
    assert counted is not None  # noqa: S101 it returns exactly one row
    return Result(
        source=source,
        stored=counted["stored"],
        repeated=counted["repeated"],
        refused=counted["refused"],
        rejects=rejected.count,
        first_rejects=tuple(rejected.first),
        rejects_path=rejected.path if rejected.count else None,
        tags=tuple(tags.used),
        created=tuple(tags.created),
    )


def positions_of(file: CsvFile) -> dict[str, int]:
    """Which column holds which field. Raises UserError where one that is needed is missing."""
    found = csv_file.named_columns(file, USUAL_NAMES)
    for needed in ("time", "tag", "value"):
        if needed not in found:
            raise csv_file.no_column(
                file.path,
                file.header.cells,
                f"No column of {file.path.name} holds the {needed}.",
                needed,
                f'Say which it is: --column {needed}="…".',
            )
    return found


async def _stage(
    connection: Connection,
    job: _Import,
    rejected: RejectsFile,
    progress: Callable[[int], object],
) -> None:
    records: list[tuple[object, ...]] = []
    bad: list[Reject] = []

    async def flush() -> None:
        await connection.copy_records_to_table("staged_samples", records=records, columns=COLUMNS)
        rejected.write(bad)
        progress(len(records) + len(bad))
        records.clear()
        bad.clear()

    for row in job.file.rows():
        try:
            records.append(await job.record(row))
        except ValueError as error:
            bad.append(Reject(row.line, str(error), row.text))
        if len(records) + len(bad) >= CHUNK_ENTRIES:
            await flush()
    await flush()


def _refuse(path: Path, rejected: RejectsFile, *, strict: bool, has_samples: bool) -> None:
    """Raise UserError where too much is wrong to load the rest."""
    if not rejected.count or (has_samples and not strict):
        return
    listed = "\n".join(f"  {reject}" for reject in rejected.first)
    raise UserError(
        f"{rejected.count} lines of {path.name} are bad; nothing was loaded.\n{listed}\n",
        hint=f"All of them, with reasons: {rejected.path}.",
        field="file",
    )


async def _make_room(connection: Connection, first: date, last: date) -> None:
    """Partitions for the days of the file. Raises UserError for days older than are kept."""
    try:
        last = min(last, datetime.now(UTC).date())
        await connection.execute(query("import_make_room"), min(first, last), last)
    except asyncpg.PostgresError as error:
        raise UserError(
            f"Samples of {first} cannot be kept: {error.args[0]}.",
            hint=getattr(error, "hint", None) or "",
            field="time",
            value=first.isoformat(),
        ) from error
