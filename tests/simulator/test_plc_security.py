"""Users, certificates, and what is offered to clients."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asyncua import Client, ua
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from asyncua.crypto.security_policies import (
    SecurityPolicyAes256Sha256RsaPss,
    SecurityPolicyBasic256Sha256,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from errors import UserError
from simulator.plc.security import APPLICATION_URI, make_certificate
from tests.simulator.plc_process import Plc, Simulator, connected

USER, PASSWORD = "operator", "correct horse"
POLICIES = (SecurityPolicyBasic256Sha256, SecurityPolicyAes256Sha256RsaPss)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where certificates are."""
    return tmp_path_factory.mktemp("plc")


@pytest.fixture(scope="module")
def simulator(folder: Path) -> Iterator[Simulator]:
    """One that asks who it is, and offers encryption."""
    arguments = (
        *("--machines", "2", "--user", USER, "--password-env", "PLC_PASSWORD"),
        *("--certificate", str(folder / "plc.der"), "--key", str(folder / "plc-key.pem")),
        "--make-certificate",
    )
    running = Simulator(folder, *arguments, PLC_PASSWORD=PASSWORD)
    yield running.wait_until_ready()
    assert running.stop() == 0, running.printed()


def named(client: Client) -> None:
    client.set_user(USER)
    client.set_password(PASSWORD)


async def test_the_right_password_lets_in(simulator: Simulator) -> None:
    async with connected(simulator.url, named) as client:
        assert await (await Plc.of(client)).quality("Machine_001.State") == 0


@pytest.mark.parametrize(
    ("user", "password"), [(USER, "wrong"), ("somebody", PASSWORD), ("admin", ""), (None, None)]
)
async def test_others_are_refused(
    simulator: Simulator, user: str | None, password: str | None
) -> None:
    def prepare(client: Client) -> None:
        if user:
            client.set_user(user)
            client.set_password(password or "")

    with pytest.raises(ua.UaError):
        async with connected(simulator.url, prepare):
            pass


async def test_encryption_is_offered(simulator: Simulator) -> None:
    endpoints = await Client(simulator.url).connect_and_get_server_endpoints()
    found = {
        (each.SecurityPolicyUri.rpartition("#")[2], each.SecurityMode.name) for each in endpoints
    }
    assert found == {
        ("None", "None_"),
        ("Basic256Sha256", "Sign"),
        ("Basic256Sha256", "SignAndEncrypt"),
        ("Aes256_Sha256_RsaPss", "Sign"),
        ("Aes256_Sha256_RsaPss", "SignAndEncrypt"),
    }
    tokens = {token.TokenType.name for each in endpoints for token in each.UserIdentityTokens}
    assert tokens == {"UserName"}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.__name__)
async def test_an_encrypted_session_works(
    simulator: Simulator, folder: Path, policy: type, tmp_path: Path
) -> None:
    uri = "urn:floorcast:test"
    certificate, key = tmp_path / "client.der", tmp_path / "client.pem"
    await setup_self_signed_certificate(
        key, certificate, uri, "localhost", [ExtendedKeyUsageOID.CLIENT_AUTH], {}
    )
    client = Client(simulator.url, timeout=10)
    client.application_uri = uri
    named(client)
    await client.set_security(
        policy,
        certificate=certificate,
        private_key=key,
        server_certificate=folder / "plc.der",
        mode=ua.MessageSecurityMode.SignAndEncrypt,
    )
    async with client:
        assert await (await Plc.of(client)).quality("Machine_001.State") == 0


async def test_without_a_user_anybody_may_come(tmp_path: Path) -> None:
    simulator = Simulator(tmp_path, "--machines", "1")
    try:
        simulator.wait_until_ready()
        endpoints = await Client(simulator.url).connect_and_get_server_endpoints()
        (endpoint,) = endpoints
        assert endpoint.SecurityMode.name == "None_"
        assert [token.TokenType.name for token in endpoint.UserIdentityTokens] == ["Anonymous"]
        async with connected(simulator.url) as client:
            assert await (await Plc.of(client)).quality("Machine_001.State") == 0
    finally:
        assert simulator.stop() == 0


@pytest.mark.parametrize("days", [30, 0, -30])
def test_a_certificate_lasts_as_long_as_it_is_told(tmp_path: Path, days: int) -> None:
    certificate, key = tmp_path / "plc.pem", tmp_path / "key.pem"
    make_certificate(certificate, key, "127.0.0.1", days)
    made = x509.load_pem_x509_certificate(certificate.read_bytes())
    ends = datetime.now(UTC) + timedelta(days=days)
    assert abs(made.not_valid_after_utc - ends) < timedelta(minutes=1)
    assert made.not_valid_before_utc < made.not_valid_after_utc
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [APPLICATION_URI]
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    private = load_pem_private_key(key.read_bytes(), None)
    assert private.public_key() == made.public_key()
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_host_may_have_a_name(tmp_path: Path) -> None:
    make_certificate(tmp_path / "plc.der", tmp_path / "key.pem", "plc.example", 1)
    made = x509.load_der_x509_certificate((tmp_path / "plc.der").read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["plc.example"]


@pytest.mark.parametrize("existing", ["plc.der", "key.pem"])
def test_no_certificate_is_written_over(tmp_path: Path, existing: str) -> None:
    (tmp_path / existing).write_text("precious")
    with pytest.raises(UserError, match="exists already"):
        make_certificate(tmp_path / "plc.der", tmp_path / "key.pem", "127.0.0.1", 1)
    assert [path.name for path in tmp_path.iterdir()] == [existing]
    assert (tmp_path / existing).read_text() == "precious"
