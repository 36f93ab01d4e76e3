"""Settings come from the environment, and one that makes no sense is named with its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.environment import described, load_settings
from errors import UserError
from settings import Settings
from tests.programs import refuse, run


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_everything_has_a_default() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.simulator_interval) == ("127.0.0.1", 8000, 4)
    assert settings.database_url is None


def test_an_empty_variable_is_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("DATABASE_URL", "")
    settings = load_settings()
    assert settings.port == 8000
    assert settings.database_url is None


def test_a_password_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hush@db/floor")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "hush")
    assert "hush" not in repr(load_settings())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "web"),
        ("PORT", "70000"),
        ("SIMULATOR_INTERVAL", "0"),
        ("ENABLE_SIMULATOR", "perhaps"),
        ("DB_POOL_SIZE", "0"),
        ("AUTH_MODE", "none"),
        ("TRUSTED_PROXY", "proxy.example"),
        ("SESSION_DAYS", "0"),
        ("DATABRICKS_DEFAULT_ROLE", "boss"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match=f'{name} is "{value}"') as caught:
        load_settings()
    assert caught.value.field == name


def test_all_wrong_values_are_told_at_once(tmp_path: Path) -> None:
    refused = run(tmp_path, "up", PORT="web", SIMULATOR_INTERVAL="-1")
    assert refused.returncode == 2
    assert 'PORT is "web"' in refused.stderr
    assert 'SIMULATOR_INTERVAL is "-1"' in refused.stderr


@pytest.mark.parametrize(("name", "value"), [("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml")])
def test_a_log_setting_that_does_not_exist_is_refused(name: str, value: str) -> None:
    said = refuse("up", **{name: value})
    assert f'{name} is "{value}"' in said
    assert "Choose" in said


def test_help_names_the_variables_asked_for_with_their_defaults() -> None:
    text = described("PORT LOG_LEVEL")
    assert "PORT" in text
    assert "[8000]" in text
    assert "HOST" not in text
