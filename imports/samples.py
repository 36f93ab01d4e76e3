"""Samples of tags from a table: raw values with their time, into the historian.

Each line says when (time), which (tag, and the machine where names are not unique) and what
(value), perhaps with a quality. The database derives states and pieces from them, as from those
of a connector. Importing a file again stores nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import asyncpg

from database.connect import Connect, Connection
from database.queries import query
from imports import csv_file, local_time, table, values
from imports.csv_file import CsvFile
from imports.csv_records import Row
from imports.entries import CHUNK_ENTRIES, Options, Reject
from imports.rejects import RejectsFile, beside
from imports.rights import of_the_login
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
    machines: tuple[str, ...]
    created: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says, before it is known which tag it means. ``at`` may be without a zone."""

    tag: str
    machine: str | None
    at: datetime
    value: float | None
    text_value: str | None
    quality: int


class LineReader:
    """Turns one record after the other into what it says. Pure."""

    def __init__(self, file: CsvFile) -> None:
        """Raises UserError where a column that is needed is missing."""
        self._file = file
        self._positions = positions_of(file)
        self._header = [name.strip() for name in file.header.cells]

    def line(self, row: Row) -> Line:
        """What a record says. ValueError says what is wrong with it."""
        self._file.check(row)
        options = self._file.options
        machine, _ = self._cell(row, "machine")
        quality = values.quality(self._cell(row, "quality")[0])
        value, text = values.measured(*self._cell(row, "value"), options.decimal)
        if value is None and text is None:
            quality = quality or values.BAD  # nothing was measured
        return Line(
            self._cell(row, "tag")[0],
            machine or options.machine,
            values.instant(*self._cell(row, "time"), options.time_format),
            value,
            text,
            quality,
        )

    def _cell(self, row: Row, name: str) -> tuple[str, str]:
        place = self._positions.get(name)
        if place is None:
            return "", ""
        return row.cells[place].strip() if place < len(row.cells) else "", self._header[place]


@dataclass(slots=True)
class _Import:
    """One import of samples on its way. ``limits``: a row of the query import_limits."""

    reader: LineReader
    tags: Tags
    limits: asyncpg.Record
    rows: int = 0
    latest: dict[int, datetime] = field(default_factory=dict)

    async def record(self, row: Row) -> tuple[object, ...]:
        """One line as COPY wants it. ValueError says what is wrong with it."""
        line = self.reader.line(row)
        tag = await self.tags.find(line.tag, line.machine)
        at = local_time.to_utc(line.at, tag.zone, self.latest.get(tag.tag_id))
        local_time.refuse_future(at, self.limits["server_at"])
        if at < self.limits["oldest_at"]:
            age = self.limits["server_at"].date() - at.date()
            raise ValueError(
                f"{at:%Y-%m-%d %H:%M:%S} UTC is older than the {self.limits['keep_days']} days "
                f"samples are kept; to keep more, set historian.retention.keep_days to {age.days}"
            )
        self.latest[tag.tag_id] = at
        self.rows += 1
        return tag.tag_id, at, None, line.value, line.text_value, line.quality


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
    reader = LineReader(file)
    source = f"import:{path.name}"
    rejected = RejectsFile(beside(path, rejects), file.header.text, file.delimiter)
    connection = await connect()
    try:
        async with connection.transaction():
            tags = await Tags.read(connection, options, create=create)
            limits = await connection.fetchrow(query("import_limits"))
            assert limits is not None  # noqa: S101 both return exactly one row
            job = _Import(reader, tags, limits)
            async with of_the_login(connection) as role:
                await connection.execute(query("ingest_stage"))
                if role != "none":
                    await connection.execute(f'grant insert on staged_samples to "{role}"')
            await _stage(connection, file, job, rejected, progress)
            rejected.close()
            rejected.refuse(path.name, job.rows, strict=strict)
            async with of_the_login(connection):
                counted = await connection.fetchrow(query("ingest_sort_out"), source)
            assert counted is not None  # noqa: S101
    finally:
        rejected.close()
        await connection.close()
    return Result(
        source=source,
        stored=counted["stored"],
        repeated=counted["repeated"],
        refused=counted["refused"],
        rejects=rejected.count,
        first_rejects=tuple(rejected.first),
        rejects_path=rejected.path if rejected.count else None,
        tags=tuple(tag.full_name for tag in tags.used),
        machines=tuple(dict.fromkeys(tag.machine for tag in tags.used if tag.machine)),
        created=tuple(tag.full_name for tag in tags.created),
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
    file: CsvFile,
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

    for row in file.rows():
        try:
            records.append(await job.record(row))
        except ValueError as error:
            bad.append(Reject(row.line, str(error), row.text))
        if len(records) + len(bad) >= CHUNK_ENTRIES:
            await flush()
    await flush()
