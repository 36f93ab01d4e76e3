"""Questions to devices: the server puts them into a table, and the ingester answers there.

The server itself never speaks with a device: the ingester may stand in a network of its own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from starlette.requests import Request

from database.queries import query
from errors import UserError
from web.api.answers import RefusedError
from web.api.connection_rows import Settings, gone
from web.api.constraints import told
from web.api.database import reading, writing

TAKEN_WITHIN_S = 2.0
ANSWERED_WITHIN_S = 25.0
FIRST_PAUSE_S, LATER_PAUSE_S = 0.025, 0.1
OFTEN_FOR_S = 0.5
UNAVAILABLE = 503
# settings that say where a device is, whatever the protocol
ADDRESSES = ("url", "uri", "endpoint", "address", "host", "server", "broker", "port")
_STATE = "select taken_at, answered_at, answer from historian.probes where probe_id = $1"
_FORGET = "delete from historian.probes where probe_id = $1"


class SilentIngesterError(RefusedError):
    """Nobody took the question."""

    def __init__(self, ingester: str) -> None:
        name = "" if ingester == "main" else f" --name {ingester}"
        super().__init__(
            f'No ingester named "{ingester}" is running.',
            hint=f"Start it: `floorcast ingest{name}`.",
            field="ingester",
            value=ingester,
            status=UNAVAILABLE,
        )


@dataclass(frozen=True, slots=True)
class Probe:
    """A question: how to reach the device, and what is asked."""

    kind: str
    settings: Settings
    connection_id: int | None = None
    question: Mapping[str, Any] = field(default_factory=dict)


def refuse_elsewhere(stored: Settings, given: Settings, secret_names: Collection[str]) -> None:
    """Raises RefusedError where secrets that are kept (``secret_names``), and not given anew, would
    go to another address than that they were given for."""
    if set(secret_names) <= set(given.secrets):
        return
    for name in ADDRESSES:
        if given.config.get(name) != stored.config.get(name):
            raise RefusedError(
                f"The secrets that are kept were given for another {name}.",
                hint=f"Give them again with the new one: {', '.join(sorted(secret_names))}.",
                field=name,
                value=given.config.get(name),
            )


async def ask(request: Request, probe: Probe) -> dict[str, Any]:
    """The answer to a question. Raises RefusedError for what the device or the ingester says is
    wrong, SilentIngesterError where nobody took it."""
    probe_id = await _put(request, probe)
    try:
        answer = await _answer(request, probe_id, probe)
    finally:
        async with writing(request) as connection:
            await connection.execute(_FORGET, probe_id)
    if "error" in answer:
        raise _refused(answer, probe.settings.secrets)
    return answer


async def _put(request: Request, probe: Probe) -> UUID:
    async with writing(request) as connection:
        with told(probe.connection_id):
            probe_id: UUID = await connection.fetchval(
                query("probes_ask"),
                probe.kind,
                probe.settings.ingester,
                probe.settings.protocol,
                json.dumps(probe.settings.config),
                json.dumps(probe.settings.secrets),
                probe.connection_id,
                json.dumps(probe.question),
            )
    return probe_id


async def _answer(request: Request, probe_id: UUID, probe: Probe) -> dict[str, Any]:
    asked_at, ingester = monotonic(), probe.settings.ingester
    while True:
        # looking up anew each time, so that no connection of the pool is held meanwhile
        async with reading(request) as connection:
            state = await connection.fetchrow(_STATE, probe_id)
        waited_s = monotonic() - asked_at
        if state is None and probe.connection_id is not None:
            raise gone(probe.connection_id)  # it went with its connection
        if state is None or waited_s > ANSWERED_WITHIN_S:
            raise _slow(ingester, waited_s)
        if state["answered_at"] is not None:
            answer: dict[str, Any] = json.loads(state["answer"])
            return answer
        if state["taken_at"] is None and waited_s > TAKEN_WITHIN_S:
            raise SilentIngesterError(ingester)
        await asyncio.sleep(FIRST_PAUSE_S if waited_s < OFTEN_FOR_S else LATER_PAUSE_S)


def _slow(ingester: str, waited_s: float) -> UserError:
    return RefusedError(
        f'The ingester "{ingester}" took the question and has not answered in {waited_s:.0f} s.',
        hint="The device may be slow or far away: try again, or ask for less.",
        field="ingester",
        value=ingester,
        status=UNAVAILABLE,
    )


def _refused(answer: Mapping[str, Any], secrets: Mapping[str, str | None]) -> UserError:
    """What the ingester says is wrong, without what may be a secret."""
    value = answer.get("value")
    if answer.get("field") in secrets or value in secrets.values():
        value = None
    return RefusedError(
        str(answer["error"]),
        hint=str(answer.get("hint") or ""),
        field=answer.get("field"),
        value=value,
        # without a field nothing that was sent is wrong: the device is away
        status=400 if answer.get("field") else UNAVAILABLE,
    )
