"""historian.secret_names: which settings of a protocol are secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from database.connect import Connection


class Config(BaseModel):
    """Settings as a connector has them."""

    url: str
    password: SecretStr
    token: SecretStr | None = None
    pins: list[SecretStr] = []


async def names(connection: Connection, schema: Any) -> list[str]:
    """Names of the secrets."""
    found: list[str] = await connection.fetchval(
        "select historian.secret_names($1::jsonb)", None if schema is None else json.dumps(schema)
    )
    return found


async def test_secrets_are_found_however_they_are_written(connection: Connection) -> None:
    assert await names(connection, Config.model_json_schema()) == ["password", "pins", "token"]


@pytest.mark.parametrize("schema", [{}, {"properties": {}}, {"properties": {"url": {}}}])
async def test_there_may_be_none(connection: Connection, schema: Any) -> None:
    assert await names(connection, schema) == []


async def test_without_a_schema_usual_names_are_secrets(connection: Connection) -> None:
    assert {"password", "token"} <= set(await names(connection, None))
