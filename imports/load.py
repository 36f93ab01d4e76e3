"""Loading a recording: the same rows as any other program writes, all in one transaction.

Loading it again adds nothing: an instant and a minute are written once, and what is there
already is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from database.connect import Connect, Connection
from database.queries import query
from imports.entries import Reject
from imports.machines import NewMachine
from imports.recording import Recording
from imports.rejects import RejectsFile, beside
from imports.resolve import Resolver, Row

_COLUMNS = (
    "line_number",
    "machine_id",
    "at",
    "status",
    "detail",
    "good_pcs",
    "scrap_pcs",
    "product_id",
    "reason_id",
    "scrap_reason_id",
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an import. Events count instants, production counts minutes.

    ``good_pcs`` and ``scrap_pcs`` are those of the file, new or not. ``rejects`` counts bad
    lines, ``first_rejects`` has some, ``rejects_path`` all of them (None: there are none).
    ``created`` and ``machines`` are names; ``notes`` are remarks a person should read.
    """

    source: str
    events_new: int
    events_changed: int
    events_unchanged: int
    production_new: int
    production_changed: int
    production_unchanged: int
    good_pcs: int
    scrap_pcs: int
    rejects: int
    first_rejects: tuple[Reject, ...]
    rejects_path: Path | None
    machines: tuple[str, ...]
    created: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Import:
    """One import on its way."""

    recording: Recording
    source: str
    rejects: RejectsFile
    create: NewMachine | None
    strict: bool
    progress: Callable[[int], object]
    rows: int = 0

    async def run(self, connection: Connection) -> Result:
        await connection.execute(query("import_stage"))
        server_at = await connection.fetchval("select clock_timestamp()")
        resolver = Resolver(connection, self.recording, self.create, self.source, server_at)
        for chunk in self.recording.chunks():
            rows, rejects = await resolver.resolve(chunk.entries)
            self.rejects.write([*chunk.rejects, *rejects])
            await self._stage(connection, rows)
            self.progress(len(chunk))
        self.rejects.close()
        self.rejects.refuse(self.recording.path.name, self.rows, strict=self.strict)
        return await self._write(connection, resolver)

    async def _stage(self, connection: Connection, rows: list[Row]) -> None:
        self.rows += len(rows)
        await connection.copy_records_to_table(
            "import_rows", records=[row.values() for row in rows], columns=_COLUMNS
        )

    async def _write(self, connection: Connection, resolver: Resolver) -> Result:
        await connection.execute("analyze import_rows")
        events = await connection.fetchrow(query("import_status_events"), self.source)
        pieces = await connection.fetchrow(query("import_production"), self.source)
        assert events is not None  # noqa: S101 both return exactly one row
        assert pieces is not None  # noqa: S101
        machines = {machine.machine_id: machine for machine in resolver.machines.values()}.values()
        retired = [machine.name for machine in machines if machine.is_retired]
        remarks = [f"{name} is retired: it has this history now, but no tile." for name in retired]
        return Result(
            source=self.source,
            events_new=events["new_rows"],
            events_changed=events["changed_rows"],
            events_unchanged=events["unchanged_rows"],
            production_new=pieces["new_rows"],
            production_changed=pieces["changed_rows"],
            production_unchanged=pieces["unchanged_rows"],
            good_pcs=pieces["good_pcs"],
            scrap_pcs=pieces["scrap_pcs"],
            rejects=self.rejects.count,
            first_rejects=tuple(self.rejects.first),
            rejects_path=self.rejects.path if self.rejects.count else None,
            machines=tuple(machine.name for machine in machines),
            created=tuple(machine.name for machine in machines if machine.is_new),
            notes=(*self.recording.notes, *remarks),
        )


async def load(
    connect: Connect,
    recording: Recording,
    *,
    create: NewMachine | None = None,
    strict: bool = False,
    rejects: Path | None = None,
    source: str | None = None,
    progress: Callable[[int], object] = lambda lines: None,
) -> Result:
    """Load a recording: bad lines into the rejects file, all others into the database.

    ``create``: machines that are unknown are made (None: refused). ``strict``: a single bad
    line, and nothing is loaded. ``progress`` is called with the number of lines just done.
    Raises UserError where nothing can be loaded; the database is then as it was.
    """
    path = beside(recording.path, rejects)
    file = RejectsFile(path, recording.header, recording.delimiter)
    source = source or f"import:{recording.path.name}"
    connection = await connect()
    try:
        async with connection.transaction():
            job = _Import(recording, source, file, create, strict, progress)
            return await job.run(connection)
    finally:
        file.close()
        await connection.close()
