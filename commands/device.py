"""Which device a command is about, and how it is spoken with: from this process."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import click
from pydantic import BaseModel

from auth import database_url
from commands.environment import load_settings
from commands.reach import open_connection
from database.connect import Connection
from database.queries import query
from errors import UserError
from ingest.connectors import connectors, find, settings_of
from ingest.contract import Connector, LinkLostError, Session

FROM_ENVIRONMENT = "env:"
_NAME_US = "set application_name = 'floorcast connection'"
_SECRETS = "select secret_name, secret_value from floor.connection_secrets where connection_id = $1"


@dataclass(frozen=True, slots=True)
class Given:
    """What the options say of a device."""

    protocol: str | None = None
    settings: tuple[str, ...] = ()
    user: str | None = None
    password_env: str | None = None

    def config(self) -> dict[str, Any]:
        """Settings by name. Raises UserError for one that is not written FIELD=VALUE."""
        found: dict[str, Any] = {}
        for text in self.settings:
            name, sign, value = text.partition("=")
            if not sign or not name.strip():
                raise UserError(
                    f'--set "{text}" is no setting.',
                    hint="Write it FIELD=VALUE, for example publishing_ms=250.",
                    field="--set",
                    value=text,
                )
            found[name.strip()] = value
        return found if self.user is None else {**found, "user_name": self.user}

    def secrets(self) -> dict[str, str]:
        """Secrets by name, as references to the environment."""
        if self.password_env is None:
            return {}
        return {"password": f"{FROM_ENVIRONMENT}{self.password_env}"}


def options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say how to speak with a device, for a command that takes them as
    ``**options``: ``Given(**options)`` is what they say."""
    for option in reversed(
        (
            click.option("--protocol", help="Which protocol.  [told by the address]"),
            click.option(
                "--set",
                "settings",
                multiple=True,
                metavar="FIELD=VALUE",
                help="A setting; repeatable.",
            ),
            click.option("--user", help="User name at the device."),
            click.option(
                "--password-env",
                metavar="VAR",
                help="Environment variable that holds the password.",
            ),
        )
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Device:
    """A device, and what to speak with it."""

    connector: Connector
    settings: BaseModel

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """A session for questions. Raises UserError where there is none."""
        try:
            async with self.connector.open(self.settings) as session:
                yield session
        except LinkLostError as error:
            raise UserError(str(error), hint=error.hint) from error


@asynccontextmanager
async def database() -> AsyncIterator[Connection]:
    """A connection to the database. Raises UserError where there is none."""
    connection = await open_connection(database_url(load_settings()))
    try:
        await connection.execute(_NAME_US)
        yield connection
    finally:
        await connection.close()


def known_connectors() -> dict[str, Connector]:
    """All connectors by protocol."""
    return connectors(load_settings().floorcast_data.expanduser().resolve())


async def device(target: str, given: Given) -> Device:
    """The device at an address, or of a stored connection. Raises UserError for what is wrong."""
    if given.protocol is not None or "://" in target:
        connector, config = addressed(target, given)
        return _device(connector, config, given.secrets())
    async with database() as connection:
        connection_id = await find_id(connection, target)
        stored = await connection.fetchrow(query("connections_settings"), connection_id)
        rows = await connection.fetch(_SECRETS, connection_id)
    secrets = {row["secret_name"]: row["secret_value"] for row in rows}
    assert stored is not None  # noqa: S101 it was there a moment ago
    connector = find(known_connectors(), stored["protocol"])
    config = {**json.loads(stored["config_json"]), **given.config()}
    return _device(connector, config, {**secrets, **given.secrets()})


def _device(connector: Connector, config: Mapping[str, Any], secrets: Mapping[str, str]) -> Device:
    for variable in _variables(secrets):
        if variable not in os.environ:
            raise UserError(
                f"The environment variable {variable} is not set.",
                hint=f"It is to hold a password: `export {variable}=…` before.",
                field=variable,
            )
    return Device(connector, settings_of(connector, config, secrets))


def addressed(address: str, given: Given) -> tuple[Connector, dict[str, Any]]:
    """The connector for an address, and the settings it makes with the options. The address is
    the first setting that the connector must have."""
    known = known_connectors()
    protocol = given.protocol or _of_scheme(known, address)
    connector = find(known, protocol)
    required = connector.Config.model_json_schema().get("required", [])
    return connector, {**dict.fromkeys(required[:1], address), **given.config()}


def _of_scheme(known: Mapping[str, Connector], address: str) -> str:
    """The protocol whose examples begin as the address does."""
    scheme = address.partition("://")[0].lower() + "://"
    for protocol, connector in known.items():
        properties = connector.Config.model_json_schema()["properties"].values()
        examples = [text for part in properties for text in part.get("examples", ())]
        if any(str(text).startswith(scheme) for text in examples):
            return protocol
    raise UserError(
        f"No protocol has addresses like {scheme}…",
        hint=f"Name one with --protocol: {', '.join(known)}.",
        field="address",
        value=address,
    )


async def find_id(connection: Connection, name: str) -> int:
    """Key of the connection of that name. Raises UserError with names that come close."""
    found = await connection.fetchrow(query("connections_by_name"), name)
    assert found is not None  # noqa: S101 always one row
    if found["connection_id"] is None:
        similar = found["similar_names"]
        raise UserError(
            f'There is no connection "{name}".',
            hint=f"Did you mean {similar}?"
            if similar
            else "Make one with `floorcast connection add`, or give an address like opc.tcp://….",
            field="name",
            value=name,
        )
    return int(found["connection_id"])


def without_environment(secrets: Mapping[str, str]) -> Mapping[str, str]:
    """An environment for a check here: what only the ingester's has is taken as given."""
    return {**dict.fromkeys(_variables(secrets), "unknown here"), **os.environ}


def _variables(secrets: Mapping[str, str]) -> list[str]:
    """The environment variables that secrets are to come from."""
    return [
        text.removeprefix(FROM_ENVIRONMENT)
        for text in secrets.values()
        if text.startswith(FROM_ENVIRONMENT)
    ]
