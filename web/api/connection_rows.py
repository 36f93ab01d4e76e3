"""Connections as rows: read, made, changed and deleted, for the API and the command line.

Raises UserError in the words of both. A caller holds the transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from database.connect import Connection
from database.queries import query
from errors import UserError
from web.api.answers import RefusedError
from web.api.connection_models import LARGEST_ID, ChangedConnection, NewConnection
from web.api.constraints import told

MOST_FINDINGS = 100
MOST_DEAD_LETTERS = 200
_SECRETS = "select secret_name from floor.connection_secrets where connection_id = $1"
_REMOVE = "delete from floor.connections where connection_id = $1 returning connection_id"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a device is spoken with. ``secrets``: those that were given now, none that are kept."""

    protocol: str
    config: Mapping[str, Any]
    secrets: Mapping[str, str | None]
    ingester: str

    def parted(self, secret_names: list[str]) -> Settings:
        """The same, with secrets that stand among the other settings moved to the secrets."""
        misplaced = {name: self.config[name] for name in secret_names if name in self.config}
        kept = {name: value for name, value in self.config.items() if name not in misplaced}
        given = {name: None if value is None else str(value) for name, value in misplaced.items()}
        return replace(self, config=kept, secrets={**given, **self.secrets})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a protocol and of the ingester that is to speak it."""

    is_known: bool
    secret_names: list[str]
    protocols: str | None
    is_ingester_alive: bool


async def rows(connection: Connection) -> list[dict[str, Any]]:
    """All connections, as the API answers them."""
    found = await connection.fetch(query("connections_rows"), None)
    return [json.loads(row["row_json"]) for row in found]


async def row(connection: Connection, connection_id: int) -> dict[str, Any]:
    """One connection. Raises RefusedError where it is gone."""
    found = await connection.fetchval(query("connections_rows"), _key(connection_id))
    if found is None:
        raise gone(connection_id)
    one: dict[str, Any] = json.loads(found)
    return one


async def settings(connection: Connection, connection_id: int) -> Settings:
    """What a connection is asked with. Raises RefusedError where it is gone."""
    found = await connection.fetchrow(query("connections_settings"), _key(connection_id))
    if found is None:
        raise gone(connection_id)
    return Settings(found["protocol"], json.loads(found["config_json"]), {}, found["ingester"])


async def secret_names(connection: Connection, connection_id: int) -> list[str]:
    """Names of the secrets that are kept for a connection."""
    return [row["secret_name"] for row in await connection.fetch(_SECRETS, connection_id)]


async def known(connection: Connection, protocol: str, ingester: str) -> Known:
    """What is known of a protocol and an ingester."""
    found = await connection.fetchrow(query("connections_protocol"), protocol, ingester)
    assert found is not None  # noqa: S101 always one row
    return Known(**dict(found))


def refuse_unknown_protocol(protocol: str, about: Known) -> None:
    """Raises UserError for a protocol nobody speaks. Before the first ingester ran, any may be."""
    if about.protocols and not about.is_known:
        raise UserError(
            f'No ingester speaks the protocol "{protocol}".',
            hint=f"The protocols are {about.protocols}.",
            field="protocol",
            value=protocol,
        )


async def add(connection: Connection, new: NewConnection, parted: Settings) -> int:
    """A new connection. ``parted``: its settings, secrets apart. Returns its key."""
    with told(new.name):
        return int(
            await connection.fetchval(
                query("connections_add"),
                new.name,
                parted.protocol,
                json.dumps(parted.config),
                parted.ingester,
                new.is_enabled,
                json.dumps(parted.secrets),
            )
        )


async def change(
    connection: Connection,
    connection_id: int,
    changed: ChangedConnection,
    parted: Settings | None = None,
) -> None:
    """Change what was given of a connection. ``parted``: its settings, secrets apart, where any
    of them changes. Raises RefusedError where it is gone."""
    with told(changed.name):
        found = await connection.fetchval(
            query("connections_change"),
            _key(connection_id),
            changed.name,
            parted.protocol if parted else None,
            json.dumps(parted.config) if parted else None,
            parted.ingester if parted else None,
            changed.is_enabled,
            json.dumps(parted.secrets if parted else {}),
        )
    if found is None:
        raise gone(connection_id)


async def reload(connection: Connection, connection_id: int) -> None:
    """Have a connection closed and opened anew. Raises RefusedError where it is gone."""
    if await connection.fetchval(query("connections_reload"), _key(connection_id)) is None:
        raise gone(connection_id)


async def remove(connection: Connection, connection_id: int) -> None:
    """Delete a connection, with its tags. Raises RefusedError where it is gone."""
    if await connection.fetchval(_REMOVE, _key(connection_id)) is None:
        raise gone(connection_id)


async def dead_letters(connection: Connection, connection_id: int) -> dict[str, Any]:
    """Its newest samples that could not be stored. Raises RefusedError where it is gone."""
    await settings(connection, connection_id)
    found = await connection.fetchrow(
        query("connections_dead_letters"), connection_id, MOST_DEAD_LETTERS
    )
    assert found is not None  # noqa: S101 always one row
    return {"total": found["total"], "dead_letters": json.loads(found["rows_json"])}


async def findings(connection: Connection, connection_id: int) -> dict[str, Any]:
    """What to look at in its counters. Raises RefusedError where it is gone."""
    await settings(connection, connection_id)
    rows = await connection.fetch(query("connections_findings"), connection_id, MOST_FINDINGS)
    return {"findings": [dict(row) for row in rows]}


def gone(connection_id: int) -> RefusedError:
    """The error of a connection there is not."""
    return RefusedError(
        f"There is no connection {connection_id}.",
        hint="It may have been deleted meanwhile: GET /api/connections lists those there are.",
        field="connection_id",
        value=connection_id,
        status=404,
    )


def _key(connection_id: int) -> int:
    if connection_id > LARGEST_ID:
        raise gone(connection_id)
    return connection_id
