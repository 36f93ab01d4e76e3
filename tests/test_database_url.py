"""auth.database_url: where the database is, and how to log in, by what is set."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from auth import database_url
from database.address import Address
from database.credentials import Credential, Credentials
from database.lakebase import Autoscaling, Provisioned
from errors import UserError
from settings import Settings

ENDPOINT = "projects/p/branches/b/endpoints/e"
NAMES = ("DATABASE_URL", "LAKEBASE_", "PG", "DATABRICKS_")


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever runs the tests says nothing."""
    for name in list(os.environ):
        if name.startswith(NAMES):
            monkeypatch.delenv(name)


def said(**names: Any) -> Settings:
    """Settings as environment variables give them."""
    return Settings(**{name.lower(): value for name, value in names.items()})


def test_a_url_of_ones_own_is_taken_as_it_is() -> None:
    url = "postgresql://me:secret@db.example:5432/floorcast"
    found = database_url(said(DATABASE_URL=SecretStr(url)))
    assert found == url
    assert found.credentials is None


def test_an_endpoint_is_reached_with_tls_and_a_password_that_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LAKEBASE_ENDPOINT", ENDPOINT)
    monkeypatch.setenv("PGHOST", "ep-one.database.example.com")
    monkeypatch.setenv("PGUSER", "4b9f@principal")
    monkeypatch.setenv("PGDATABASE", "databricks_postgres")
    found = database_url(Settings())
    assert found == (
        "postgresql://4b9f%40principal@ep-one.database.example.com:5432/databricks_postgres"
        "?sslmode=require"
    )
    assert isinstance(found.credentials, Credentials)


def test_its_host_is_asked_of_the_workspace_where_nobody_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Autoscaling, "host", lambda self: "ep-two.database.example.com")
    monkeypatch.setenv("LAKEBASE_ENDPOINT", ENDPOINT)
    monkeypatch.setenv("LAKEBASE_USER", "me@example.com")
    assert "@ep-two.database.example.com:5432/" in database_url(Settings())


def test_an_instance_is_provisioned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKEBASE_INSTANCE_NAME", "floorcast-prod")
    monkeypatch.setenv("PGHOST", "instance.database.example.com")
    monkeypatch.setenv("DATABRICKS_CLIENT_ID", "4b9f")
    monkeypatch.setenv("DATABRICKS_DATABASE_PORT", "5433")
    found = database_url(Settings())
    assert "4b9f@instance.database.example.com:5433" in found
    assert found.credentials is not None
    assert isinstance(found.credentials.source, Provisioned)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"DATABASE_URL": SecretStr("mysql://db/x")}, 'starts with "mysql:"'),
        (
            {"DATABASE_URL": SecretStr("postgresql://me@ep-one-pooler.example.com/x")},
            "connection pooler",
        ),
        ({"LAKEBASE_ENDPOINT": ENDPOINT, "LAKEBASE_INSTANCE_NAME": "x"}, "Both"),
        ({"DATABRICKS_APP_NAME": "floorcast-dev"}, "has no database"),
    ],
)
def test_what_cannot_be_meant_is_refused(names: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        database_url(said(**names))


def test_a_pooler_of_lakebase_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKEBASE_ENDPOINT", ENDPOINT)
    monkeypatch.setenv("PGHOST", "ep-one-pooler.database.example.com")
    monkeypatch.setenv("PGUSER", "me")
    with pytest.raises(UserError, match="LISTEN needs one that stays"):
        database_url(Settings())


def test_a_role_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKEBASE_ENDPOINT", ENDPOINT)
    monkeypatch.setenv("PGHOST", "ep-one.database.example.com")
    with pytest.raises(UserError, match="LAKEBASE_USER is not set"):
        database_url(Settings())


def test_an_app_listens_where_its_platform_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABRICKS_APP_NAME", "floorcast-dev")
    monkeypatch.setenv("DATABRICKS_APP_PORT", "8123")
    settings = Settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 8123)
    assert settings.auth_mode == "databricks"
    assert not settings.has_embedded_database


async def test_a_program_that_logs_in_by_itself_gets_the_password_too() -> None:
    credential = Credential("a token/with@signs", datetime(2100, 1, 1, tzinfo=UTC))
    source: Any = SimpleNamespace(name="the giver", fetch=lambda: credential)
    address = Address("postgresql://me@db.example:5432/x?sslmode=require", Credentials(source))
    assert await address.with_password() == (
        "postgresql://me:a%20token%2Fwith%40signs@db.example:5432/x?sslmode=require"
    )
