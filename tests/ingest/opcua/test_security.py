"""Which endpoint is chosen, and which certificates are trusted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asyncua import ua
from cryptography.hazmat.primitives.serialization import Encoding

from errors import UserError
from ingest.contract import RefusedError
from ingest.opcua import problems, security
from ingest.opcua.certificate import thumbprint
from ingest.opcua.config import OpcUaConfig
from tests.ingest.opcua.certificates import Certificates

MODE = ua.MessageSecurityMode
URL = "opc.tcp://plc:4840"


def endpoint(policy: str, mode: ua.MessageSecurityMode, **more: object) -> ua.EndpointDescription:
    uri = security.POLICIES[policy].URI
    return ua.EndpointDescription(
        EndpointUrl="opc.tcp://unknown:1", SecurityPolicyUri=uri, SecurityMode=mode, **more
    )


def config(**settings: object) -> OpcUaConfig:
    return OpcUaConfig.model_validate({"url": URL, **settings})


OFFERED = [
    endpoint("None", MODE.None_),
    endpoint("Basic256Sha256", MODE.Sign),
    endpoint("Basic256Sha256", MODE.SignAndEncrypt),
    endpoint("Aes256Sha256RsaPss", MODE.SignAndEncrypt),
]


@pytest.mark.parametrize(
    ("policy", "mode", "place"),
    [
        ("None", "SignAndEncrypt", 0),
        ("Basic256Sha256", "Sign", 1),
        ("Basic256Sha256", "SignAndEncrypt", 2),
        ("Aes256Sha256RsaPss", "SignAndEncrypt", 3),
    ],
)
def test_policy_and_mode_choose_not_the_address(policy: str, mode: str, place: int) -> None:
    settings = config(security_policy=policy, security_mode=mode)
    assert security.choose(OFFERED, settings) is OFFERED[place]


def test_what_is_not_offered_is_told_with_what_is() -> None:
    with pytest.raises(RefusedError, match="does not offer Aes128Sha256RsaOaep") as caught:
        security.choose(OFFERED, config(security_policy="Aes128Sha256RsaOaep"))
    assert "Basic256Sha256, Sign; Basic256Sha256, SignAndEncrypt; no security" in caught.value.hint


def test_a_server_without_endpoints_is_told() -> None:
    with pytest.raises(RefusedError) as caught:
        security.choose([], config())
    assert "path" in caught.value.hint


def users(*kinds: ua.UserTokenType, policy: str | None = None) -> ua.EndpointDescription:
    tokens = [ua.UserTokenPolicy(TokenType=kind, SecurityPolicyUri=policy) for kind in kinds]
    return endpoint("None", MODE.None_, UserIdentityTokens=tokens)


def test_users_of_the_wrong_kind_are_told_before_they_are_tried() -> None:
    anonymous, named = ua.UserTokenType.Anonymous, ua.UserTokenType.UserName
    security.check_user(users(anonymous, named), config())
    security.check_user(users(), config())
    security.check_user(users(named), config(user_name="floor"))
    with pytest.raises(UserError, match="wants a user name"):
        security.check_user(users(named), config())
    with pytest.raises(UserError, match="takes no user names"):
        security.check_user(users(anonymous), config(user_name="floor"))


def test_a_password_in_the_clear_is_noticed() -> None:
    named = ua.UserTokenType.UserName
    secure = security.POLICIES["Basic256Sha256"].URI
    floor = config(user_name="floor")
    assert security.sends_password_openly(users(named), floor)
    assert not security.sends_password_openly(users(named, policy=secure), floor)
    assert not security.sends_password_openly(users(named), config())


def test_certificates_are_trusted_for_their_time(certificates: Certificates) -> None:
    secure = config(security_policy="Basic256Sha256")
    security.check_certificate(certificates.valid, secure)
    with pytest.raises(UserError, match=r"expired on \d{4}-\d\d-\d\d"):
        security.check_certificate(certificates.expired, secure)
    with pytest.raises(UserError, match=r"valid only from \d{4}-\d\d-\d\d"):
        security.check_certificate(certificates.early, secure)
    in_a_year = datetime.now(UTC) + timedelta(days=365)
    with pytest.raises(UserError, match="expired"):
        security.check_certificate(certificates.valid, secure, in_a_year)
    with pytest.raises(UserError, match="shows no certificate"):
        security.check_certificate(None, secure)


@pytest.mark.parametrize("digits", [40, 64])
def test_a_pinned_certificate_is_the_only_one(certificates: Certificates, digits: int) -> None:
    pinned = thumbprint(certificates.valid, digits)
    secure = config(security_policy="Basic256Sha256", server_thumbprint=pinned.lower())
    security.check_certificate(certificates.valid, secure)
    other = config(security_policy="Basic256Sha256", server_thumbprint="AB" * (digits // 2))
    with pytest.raises(UserError) as caught:
        security.check_certificate(certificates.valid, other)
    assert pinned in caught.value.message
    assert ":".join(["AB"] * (digits // 2)) in caught.value.message


def test_a_certificate_with_its_chain_behind_it_is_read(certificates: Certificates) -> None:
    one, two = (
        each.public_bytes(Encoding.DER) for each in (certificates.valid, certificates.expired)
    )
    chain = endpoint("Basic256Sha256", MODE.Sign, ServerCertificate=one + two)
    assert security.server_certificate(chain) == certificates.valid
    with pytest.raises(UserError, match="cannot be read"):
        security.server_certificate(endpoint("None", MODE.None_, ServerCertificate=b"x"))


@pytest.mark.parametrize(
    ("code", "told", "kind"),
    [
        ("BadSecurityChecksFailed", "does not accept our certificate", "RefusedError"),
        ("BadCertificateUntrusted", "does not accept our certificate", "RefusedError"),
        ("BadUserAccessDenied", "refuses anonymous users", "RefusedError"),
        ("BadSecurityPolicyRejected", "refuses no security", "RefusedError"),
        ("BadTcpEndpointUrlInvalid", "does not know the address", "RefusedError"),
        ("BadTooManySessions", "no session left", "LinkLostError"),
        ("BadServerHalted", "stopped", "LinkLostError"),
        ("BadInternalError", "answered BadInternalError", "LinkLostError"),
    ],
)
def test_codes_of_servers_are_sentences(code: str, told: str, kind: str) -> None:
    error = ua.UaStatusCodeError(getattr(ua.StatusCodes, code))
    problem = problems.told(error, config(), "/data/pki/floorcast.der")
    assert type(problem).__name__ == kind
    assert told in str(problem.args[0])
    assert code in str(problem.args[0])
    assert problem.hint
