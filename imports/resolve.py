"""From what a file says to what the database needs: machines as keys, local times as instants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from database.connect import Connection
from errors import UserError
from imports import local_time, machines, names
from imports.entries import Entry, Reject
from imports.machines import Machine, NewMachine
from imports.names import Names
from imports.recording import Recording

MOST_UNKNOWN_MACHINES = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A row to write. ``at`` is an instant; a status, pieces, or both."""

    line: int
    machine_id: int
    at: datetime
    status: str | None
    detail: str | None
    good_pcs: int | None
    scrap_pcs: int | None
    product_id: int | None
    reason_id: int | None
    scrap_reason_id: int | None

    def values(self) -> tuple[object, ...]:
        """As COPY wants it, in the order of the staging table."""
        return (
            self.line,
            self.machine_id,
            self.at,
            self.status,
            self.detail,
            self.good_pcs,
            self.scrap_pcs,
            self.product_id,
            self.reason_id,
            self.scrap_reason_id,
        )


@dataclass(slots=True)
class Resolver:
    """Resolves the entries of one recording, in the order of the file.

    ``server_at`` is the database's clock: what lies more than 5 minutes ahead of it is refused
    (None: nothing is).
    """

    connection: Connection
    recording: Recording
    create: NewMachine | None
    source: str
    server_at: datetime | None
    machines: dict[str, Machine] = field(default_factory=dict)
    _unknown: dict[str, str] = field(default_factory=dict)
    _latest: dict[int, datetime] = field(default_factory=dict)
    _zone: ZoneInfo | None = None
    _names: Names | None = None

    def __post_init__(self) -> None:
        name = self.recording.options.time_zone
        self._zone = local_time.zone(name) if name else None

    async def resolve(self, entries: Iterable[Entry]) -> tuple[list[Row], list[Reject]]:
        """Rows for the entries that can be written, rejects for the others.

        Raises UserError where the machine given for the whole file is unknown.
        """
        rows: list[Row] = []
        rejects: list[Reject] = []
        for entry in entries:
            try:
                machine = self.machines.get(entry.machine) or await self._find(entry.machine)
                if entry.product or entry.reason:
                    self._names = self._names or await names.read(self.connection)
                rows.append(self._row(entry, machine))
            except ValueError as error:
                rejects.append(Reject(entry.line, str(error), entry.text))
        return rows, rejects

    def _row(self, entry: Entry, machine: Machine) -> Row:
        at = local_time.to_utc(
            entry.at, self._zone or machine.zone, self._latest.get(machine.machine_id)
        )
        if self.server_at is not None:
            local_time.refuse_future(at, self.server_at)
        product_id = reason_id = None
        if self._names is not None:
            product_id = self._names.find("product", entry.product)
            reason_id = self._names.find("reason", entry.reason)
        self._latest[machine.machine_id] = at
        # one reason a line: why it stands comes before why pieces were rejected
        is_of_status = entry.status is not None and (entry.status == "down" or not entry.scrap_pcs)
        return Row(
            entry.line,
            machine.machine_id,
            at,
            entry.status,
            entry.detail,
            entry.good_pcs,
            entry.scrap_pcs,
            product_id,
            reason_id if is_of_status else None,
            reason_id if entry.scrap_pcs and not is_of_status else None,
        )

    async def _find(self, name: str) -> Machine:
        if name in self._unknown:
            raise ValueError(self._unknown[name])
        try:
            self.machines[name] = await machines.find(
                self.connection, name, self.create, self.source
            )
        except UserError as error:
            if name == self.recording.options.machine or error.field != "machine":
                raise
            self._remember(name, error)
            raise ValueError(self._unknown[name]) from error
        return self.machines[name]

    def _remember(self, name: str, error: UserError) -> None:
        self._unknown[name] = f"{error.message.removesuffix('.')}. {error.hint}"
        if len(self._unknown) > MOST_UNKNOWN_MACHINES:
            raise UserError(
                f"More than {MOST_UNKNOWN_MACHINES} names in {self.recording.path.name} are no "
                f'machine here, for example "{name}"; nothing was loaded.',
                hint='Is it the right column? Say which is: --column machine="…".',
                field="columns",
                value=name,
            ) from error
