"""Questions to devices, which pages ask through rows of historian.probes.

The ingester takes them, asks the device by the connector of the protocol, and writes the answer
as JSON beside the question. It alone speaks with devices: it may stand in another network.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any, TypeAlias
from uuid import UUID

from database.connect import Connection
from database.queries import query
from errors import UserError
from ingest.connectors import find, settings_of
from ingest.contract import Connector, LinkLostError, Session, Step
from ingest.questions import Ask, Sessions
from ingest.reports import to_json

TIME_LIMIT_S = 20.0
FORGET_AFTER_S = 60.0  # nobody waits so long for an answer
STATEMENT_TIMEOUT_S = 5.0
MOST_FOUND = 200

Answer: TypeAlias = dict[str, Any]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Probe:
    """A question, with the settings to ask it with."""

    probe_id: UUID
    kind: str
    protocol: str
    config: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)
    question: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str, str]:
        """What a session may be shared by."""
        config, secrets = (json.dumps(part, sort_keys=True) for part in (self.config, self.secrets))
        return self.protocol, config, secrets


class Probes:
    """Takes questions and gives answers, on the connection of whoever calls; asks in between."""

    def __init__(
        self,
        ingester: str,
        connectors: Mapping[str, Connector],
        answered: Callable[[], None] = lambda: None,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        """``answered`` is called when there is an answer to be given."""
        self._ingester = ingester
        self._connectors = connectors
        self._answered = answered
        self._time_limit_s = time_limit_s
        self._sessions = Sessions()
        self._tasks: set[asyncio.Task[None]] = set()
        self._answers: dict[UUID, Answer] = {}

    async def take(self, connection: Connection) -> None:
        """Begin to answer what nobody has begun to answer."""
        rows = await connection.fetch(
            query("ingest_take_probes"),
            self._ingester,
            FORGET_AFTER_S,
            timeout=STATEMENT_TIMEOUT_S,
        )
        for row in rows:
            secrets = json.loads(row["stored_secrets"]) | json.loads(row["secrets"])
            probe = Probe(
                row["probe_id"],
                row["probe_kind"],
                row["protocol"],
                json.loads(row["config"]),
                {name: value for name, value in secrets.items() if value is not None},
                json.loads(row["question"]),
            )
            task = asyncio.create_task(self._work_on(probe))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def give(self, connection: Connection) -> None:
        """Write the answers that are there."""
        for probe_id, answer in list(self._answers.items()):
            await connection.execute(
                query("ingest_answer_probe"), probe_id, to_json(answer), timeout=STATEMENT_TIMEOUT_S
            )
            del self._answers[probe_id]

    async def close(self) -> None:
        """Give up what is being asked, and close all sessions."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._sessions.close()

    async def _work_on(self, probe: Probe) -> None:
        self._answers[probe.probe_id] = await self.answer(probe)
        self._answered()

    async def answer(self, probe: Probe) -> Answer:
        """The answer by kind, or what is in its way."""
        try:
            connector = find(self._connectors, probe.protocol)
            settings = settings_of(connector, probe.config, probe.secrets)
            if probe.kind == "check":
                return {}
            if probe.kind == "test":
                return await self._test(connector, settings)
            name, ask = _question(probe)
            async with asyncio.timeout(self._time_limit_s):
                found = await self._sessions.ask(probe.key, lambda: connector.open(settings), ask)
            return {name: [asdict(part) for part in found]}
        except UserError as error:
            return _problem(error.message, error.hint, error.field, error.value)
        except LinkLostError as error:
            return _problem(str(error), error.hint)
        except TimeoutError:
            return _problem(
                f"The device did not answer within {self._time_limit_s:.0f} s.",
                "Test the connection: its steps show where it hangs.",
            )
        except Exception as error:
            log.exception("A question could not be answered")
            text = f"{type(error).__name__}: {error}".rstrip(": ")
            return _problem(f"{text}.", "The log of the ingester tells more.")

    async def _test(self, connector: Connector, settings: Any) -> Answer:
        """The steps as far as they went; one that takes too long has failed."""
        steps: list[Step] = []
        started_at = perf_counter()
        try:
            async with asyncio.timeout(self._time_limit_s):
                async for step in connector.test(settings):
                    steps.append(step)
                    started_at = perf_counter()
        except TimeoutError:
            elapsed_ms = (perf_counter() - started_at) * 1000
            text = f"Nothing came of it within {self._time_limit_s:.0f} s."
            hint = "Something lets us in and does not answer: a firewall, or a device that hangs."
            steps.append(Step(_step_after(steps), False, elapsed_ms, text, hint))
        is_ok = bool(steps) and all(step.is_ok for step in steps)
        return {"is_ok": is_ok, "steps": [asdict(step) for step in steps]}


_STEPS = ("dns", "tcp", "handshake", "authentication", "read")


def _step_after(steps: list[Step]) -> str:
    """Name of the step that was under way."""
    place = _STEPS.index(steps[-1].name) + 1 if steps else 0
    return _STEPS[min(place, len(_STEPS) - 1)]


def _question(probe: Probe) -> tuple[str, Ask]:
    """Name of the list that answers it, and how to ask."""
    asked = probe.question

    def ask(session: Session) -> Awaitable[Any]:
        match probe.kind:
            case "browse":
                return session.browse(asked.get("address"))
            case "search":
                return session.search(str(asked["text"]), int(asked.get("most") or MOST_FOUND))
            case "discover":
                return session.discover()
            case _:
                return session.read([str(address) for address in asked["addresses"]])

    needed = {"search": "text", "read": "addresses"}.get(probe.kind)
    if needed and not isinstance(asked.get(needed), str | list):
        raise UserError(
            f"The question has no {needed}.", hint=f"Give it in {needed}.", field=needed
        )
    return "machines" if probe.kind == "discover" else "nodes", ask


def _problem(error: str, hint: str, field: str | None = None, value: object = None) -> Answer:
    return {"error": error, "field": field, "value": value, "hint": hint}
