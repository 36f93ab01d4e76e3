"""The settings of a connection: what is accepted, and how the rest is told."""

from __future__ import annotations

import pytest

from errors import UserError
from ingest.connectors import settings_of
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.connector import OpcUa


def made(**settings: object) -> OpcUaConfig:
    config = settings_of(OpcUa(), {"url": "opc.tcp://plc7:4841/x", **settings}, {})
    assert isinstance(config, OpcUaConfig)
    return config


def refusal(**settings: object) -> UserError:
    with pytest.raises(UserError) as caught:
        made(**settings)
    return caught.value


def test_an_address_is_kept_as_typed_with_the_usual_port_added() -> None:
    assert made().url == "opc.tcp://plc7:4841/x"
    assert (made().host, made().port) == ("plc7", 4841)
    assert made(url=" opc.tcp://10.0.0.5 ").url == "opc.tcp://10.0.0.5:4840"
    assert made(url="opc.tcp://[::1]/a").url == "opc.tcp://[::1]:4840/a"
    assert made(url="opc.tcp://[::1]/a").host == "::1"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://plc7", "opc.tcp://host:port/path"),
        ("plc7:4840", "opc.tcp://host:port/path"),
        ("opc.tcp://", "opc.tcp://host:port/path"),
        ("opc.tcp://plc7:99999", "port"),
        ("opc.tcp://plc7:abc", "port"),
        ("opc.tcp://me:secret@plc7", "their own fields"),
    ],
)
def test_what_is_no_address_is_refused_with_its_field(url: str, told: str) -> None:
    refused = refusal(url=url)
    assert refused.field == "url"
    assert told in refused.message


def test_an_unknown_setting_is_named() -> None:
    refused = refusal(pubishing_ms=500)
    assert refused.field == "pubishing_ms"
    assert 'no setting "pubishing_ms"' in refused.message
    assert "publishing_ms" in refused.hint


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("publishing_ms", 49),
        ("sampling_ms", -1),
        ("queue_size", 0),
        ("keep_alive_s", 0),
        ("session_timeout_s", 9),
        ("connect_timeout_s", 0),
        ("security_policy", "Basic256"),
        ("security_mode", "None"),
        ("clock", "mine"),
    ],
)
def test_bounds_are_kept(field: str, value: object) -> None:
    assert refusal(**{field: value}).field == field


def test_a_thumbprint_may_be_spaced_in_any_way_and_needs_security() -> None:
    digits = "5b:1f 0c-9a" + "00" * 16
    config = made(server_thumbprint=digits, security_policy="Basic256Sha256")
    assert config.server_thumbprint == "5B1F0C9A" + "00" * 16
    assert refusal(server_thumbprint=digits).field == "security_policy"
    short = refusal(server_thumbprint="5b1f", security_policy="Basic256Sha256")
    assert short.field == "server_thumbprint"


def test_a_password_needs_a_user() -> None:
    assert refusal(password="x").field == "user_name"
    assert made(user_name="floor", password="x").password.get_secret_value() == "x"


def test_the_schema_is_a_form_and_hides_the_password() -> None:
    schema = OpcUaConfig.model_json_schema()
    assert schema["required"] == ["url"]
    for field in schema["properties"].values():
        assert field["title"]
        assert field["description"]
    assert schema["properties"]["password"]["writeOnly"] is True
    assert "secret" not in repr(made(user_name="floor", password="secret"))
