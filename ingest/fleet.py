"""All connections of an ingester: their supervisors, brought in line with the configuration."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from database.connect import Connection
from ingest.configuration import Wanted, newest_samples, read
from ingest.contract import Connector, Sample
from ingest.link import Put
from ingest.reports import Report
from ingest.supervisor import Supervisor

STOP_TIMEOUT_S = 8.0

log = logging.getLogger(__name__)


class Fleet:
    """A supervisor for each connection. One that another ingester took over is kept, at rest:
    it may come back."""

    def __init__(
        self,
        ingester: str,
        connectors: Mapping[str, Connector],
        put: Put,
        told: Callable[[], None],
    ) -> None:
        """``put`` stores samples; ``told`` is called when a report should be written at once."""
        self._ingester = ingester
        self._connectors = connectors
        self._put = put
        self._told = told
        self._supervisors: dict[int, Supervisor] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._learned: dict[int, frozenset[int]] = {}  # tags fetched, by connection

    @property
    def reports(self) -> list[Report]:
        """How the connections fare that are ours."""
        return [one.report for one in self._supervisors.values() if one.wanted.is_ours]

    async def configure(self, connection: Connection) -> None:
        """Read what is wanted, and start, change and stop connections until it is so."""
        rows = await read(connection, self._ingester, self._supervisors)
        newest = await self._learn(connection, rows)
        for connection_id in self._supervisors.keys() - rows.keys():
            self._supervisors.pop(connection_id).stop(is_deleted=True)
        for connection_id, wanted in rows.items():
            samples = [newest[tag_id] for tag_id in wanted.tag_ids if tag_id in newest]
            if connection_id in self._supervisors:
                self._supervisors[connection_id].update(wanted, samples)
            else:
                self._start(wanted, samples)

    async def stop(self) -> None:
        """End all of them in order."""
        for supervisor in self._supervisors.values():
            supervisor.stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_TIMEOUT_S)
        for task in self._tasks:
            task.cancel()

    async def _learn(self, connection: Connection, rows: Mapping[int, Wanted]) -> dict[int, Sample]:
        """The newest stored sample of each tag that was not fetched until now: others may have
        written samples of it, the database itself when it was disabled."""
        unknown: set[int] = set()
        learned: dict[int, frozenset[int]] = {}
        for connection_id, wanted in rows.items():
            if wanted.is_to_run:
                unknown |= wanted.tag_ids - self._learned.get(connection_id, frozenset())
                learned[connection_id] = wanted.tag_ids
        samples = await newest_samples(connection, sorted(unknown)) if unknown else []
        self._learned = learned
        return {sample.tag_id: sample for sample in samples}

    def _start(self, wanted: Wanted, newest: list[Sample]) -> None:
        supervisor = Supervisor(wanted, self._connectors, self._put, newest, self._told)
        self._supervisors[wanted.connection_id] = supervisor
        task = asyncio.create_task(supervisor.run())
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("The supervisor of a connection failed", exc_info=error)
