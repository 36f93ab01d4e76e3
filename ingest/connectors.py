"""The protocols this program speaks, and how rows become the settings of one.

A new protocol is one module that keeps to contract.py, and one line in ``connectors()``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from errors import UserError
from ingest.contract import Connector
from ingest.opcua.connector import OpcUa
from ingest.replay import Replay

FROM_ENVIRONMENT = "env:"


def connectors(data: Path) -> dict[str, Connector]:
    """All connectors by protocol. ``data``: folder of their files (FLOORCAST_DATA)."""
    found: list[Connector] = [OpcUa(data / "pki"), Replay(data / "recordings")]
    return {connector.protocol: connector for connector in found}


def described(known: Mapping[str, Connector]) -> list[dict[str, Any]]:
    """Rows of historian.connectors."""
    return [
        {
            "protocol": connector.protocol,
            "title": connector.title,
            "description": connector.description,
            "config_schema": ordered(connector.Config.model_json_schema()),
            "can_browse": connector.can_browse,
        }
        for connector in known.values()
    ]


def ordered(schema: dict[str, Any]) -> dict[str, Any]:
    """The same with its properties numbered: the database does not keep their order."""
    properties = enumerate(schema.get("properties", {}).items(), 1)
    return {
        **schema,
        "properties": {name: {**rule, "order": number} for number, (name, rule) in properties},
    }


def find(known: Mapping[str, Connector], protocol: str) -> Connector:
    """The connector of a protocol. Raises UserError that names the choices."""
    if protocol not in known:
        raise UserError(
            f'This ingester does not speak "{protocol}".',
            hint=f"Choose {' or '.join(known)}.",
            field="protocol",
            value=protocol,
        )
    return known[protocol]


def settings_of(
    connector: Connector,
    config: Mapping[str, Any],
    secrets: Mapping[str, str],
    environment: Mapping[str, str] = os.environ,
) -> BaseModel:
    """The validated settings of a connection. Raises UserError that names setting and remedy."""
    given = {**config, **{name: _secret(name, secrets[name], environment) for name in secrets}}
    try:
        return connector.Config.model_validate(given)
    except ValidationError as error:
        raise _refusal(connector, error.errors()[0], secrets) from error


def _secret(name: str, value: str, environment: Mapping[str, str]) -> str:
    """The secret itself, or what the variable holds that it names."""
    if not value.startswith(FROM_ENVIRONMENT):
        return value
    variable = value.removeprefix(FROM_ENVIRONMENT)
    if variable not in environment:
        raise UserError(
            f'The secret "{name}" is to come from the environment variable {variable}, which '
            "the ingester does not have.",
            hint=f"Set {variable} where `floorcast ingest` is started, or give the secret itself.",
            field=name,
        )
    return environment[variable]


def _refusal(connector: Connector, details: ErrorDetails, secrets: Mapping[str, str]) -> UserError:
    name = str(details["loc"][0]) if details["loc"] else ""
    field = connector.Config.model_fields.get(name)
    title = (field and field.title) or name or connector.title
    is_shown = name not in secrets and details["type"] != "missing" and bool(name)
    value = details["input"] if is_shown else None
    reason = details["msg"].removeprefix("Value error, ").rstrip(".")
    if details["type"] == "missing":
        message = f"{title} is missing."
    elif details["type"] == "extra_forbidden":
        message = f'{connector.title} has no setting "{name}".'
    elif is_shown:
        message = f'{title} is "{value}": {reason[:1].lower()}{reason[1:]}.'
    else:
        message = f"{title}: {reason[:1].lower()}{reason[1:]}."
    hint = (field and field.description) or f"It has {', '.join(connector.Config.model_fields)}."
    return UserError(message, hint=hint, field=name or None, value=value)
