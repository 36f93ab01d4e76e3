"""Which of a server's endpoints to use, and whether its certificate may be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from asyncua import ua
from asyncua.crypto import security_policies, uacrypto
from cryptography import x509

from ingest.contract import RefusedError
from ingest.opcua.certificate import thumbprint
from ingest.opcua.config import OpcUaConfig

POLICIES = {
    "None": security_policies.SecurityPolicyNone,
    "Basic256Sha256": security_policies.SecurityPolicyBasic256Sha256,
    "Aes128Sha256RsaOaep": security_policies.SecurityPolicyAes128Sha256RsaOaep,
    "Aes256Sha256RsaPss": security_policies.SecurityPolicyAes256Sha256RsaPss,
}
_TRANSPORT = "opc.tcp:"


def mode(config: OpcUaConfig) -> ua.MessageSecurityMode:
    """The mode in OPC UA's words."""
    if not config.is_secure:
        return ua.MessageSecurityMode.None_
    return ua.MessageSecurityMode[config.security_mode]


def choose(
    endpoints: Sequence[ua.EndpointDescription], config: OpcUaConfig
) -> ua.EndpointDescription:
    """The endpoint with our policy and mode; its address is not looked at.

    Raises RefusedError, with what the server offers instead.
    """
    policy = POLICIES[config.security_policy].URI
    usable = [each for each in endpoints if (each.EndpointUrl or "").startswith(_TRANSPORT)]
    for endpoint in usable:
        if endpoint.SecurityPolicyUri == policy and endpoint.SecurityMode == mode(config):
            return endpoint
    offers = sorted({_security(each) for each in usable})
    raise RefusedError(
        f"The server does not offer {config.security}.",
        hint=f"It offers: {'; '.join(offers)}."
        if offers
        else "It offers no opc.tcp endpoint under this address: check the path.",
        field="security_policy",
        value=config.security_policy,
    )


def check_user(endpoint: ua.EndpointDescription, config: OpcUaConfig) -> None:
    """Raise RefusedError where the endpoint takes no users of our kind."""
    tokens = {token.TokenType for token in endpoint.UserIdentityTokens or ()}
    if not tokens:
        return
    if config.user_name and ua.UserTokenType.UserName not in tokens:
        raise RefusedError(
            "The server takes no user names.",
            hint="Clear user name and password to connect as anonymous."
            if ua.UserTokenType.Anonymous in tokens
            else "It wants certificates of users, which are not supported.",
            field="user_name",
            value=config.user_name,
        )
    if not config.user_name and ua.UserTokenType.Anonymous not in tokens:
        raise RefusedError(
            "The server wants a user name and a password.",
            hint="Enter a user of the server.",
            field="user_name",
        )


def sends_password_openly(endpoint: ua.EndpointDescription, config: OpcUaConfig) -> bool:
    """Whether everyone on the network could read the password."""
    if not config.user_name or endpoint.SecurityMode == ua.MessageSecurityMode.SignAndEncrypt:
        return False
    for token in endpoint.UserIdentityTokens or ():
        if token.TokenType == ua.UserTokenType.UserName:
            policy = token.SecurityPolicyUri or endpoint.SecurityPolicyUri
            return bool(policy == security_policies.SecurityPolicyNone.URI)
    return False


def server_certificate(endpoint: ua.EndpointDescription) -> x509.Certificate | None:
    """The certificate the endpoint shows, without the chain some servers put behind it."""
    try:
        certificate = uacrypto.x509_from_der(endpoint.ServerCertificate)
    except ValueError as error:
        raise RefusedError(
            f"The server's certificate cannot be read: {error}.",
            hint="Make a new one in the server's settings.",
        ) from error
    return certificate if isinstance(certificate, x509.Certificate) else None


def check_certificate(
    certificate: x509.Certificate | None, config: OpcUaConfig, now: datetime | None = None
) -> None:
    """Raise RefusedError where the server's certificate is missing, out of date or another's."""
    now = now or datetime.now(UTC)
    if certificate is None:
        raise RefusedError(
            f"The server shows no certificate, which {config.security} needs.",
            hint="Make one in the server's settings, or choose no security.",
            field="security_policy",
        )
    starts, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > ends:
        raise RefusedError(
            f"The server's certificate expired on {ends:%Y-%m-%d %H:%M} UTC.",
            hint="Renew it in the server's settings, and check our clock: "
            f"it shows {now:%Y-%m-%d %H:%M} UTC.",
        )
    if now < starts:
        raise RefusedError(
            f"The server's certificate is valid only from {starts:%Y-%m-%d %H:%M} UTC on.",
            hint=f"Check the server's clock, and ours: it shows {now:%Y-%m-%d %H:%M} UTC.",
        )
    wanted = config.server_thumbprint
    if wanted and thumbprint(certificate, len(wanted)).replace(":", "") != wanted:
        raise RefusedError(
            f"The server shows another certificate: {thumbprint(certificate, len(wanted))} "
            f"instead of {_spaced(wanted)}.",
            hint="Was it renewed? Ask who looks after the server; only then enter the new "
            "thumbprint.",
            field="server_thumbprint",
            value=_spaced(wanted),
        )


def _security(endpoint: ua.EndpointDescription) -> str:
    policy = (endpoint.SecurityPolicyUri or "").rpartition("#")[2].replace("_", "")
    if endpoint.SecurityMode == ua.MessageSecurityMode.None_:
        return "no security"
    return f"{policy}, {endpoint.SecurityMode.name}"


def _spaced(digits: str) -> str:
    return bytes.fromhex(digits).hex(":").upper()
