"""Who may connect to the server, and how the way there is encrypted."""

from __future__ import annotations

import hmac
import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asyncua import Server, ua
from asyncua.crypto.permission_rules import User, UserRole
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from errors import UserError

APPLICATION_URI = "urn:floorcast:plc-simulator"
OPEN = [ua.SecurityPolicyType.NoSecurity]
ENCRYPTED = [
    ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt,
    ua.SecurityPolicyType.Basic256Sha256_Sign,
    ua.SecurityPolicyType.Aes256Sha256RsaPss_SignAndEncrypt,
    ua.SecurityPolicyType.Aes256Sha256RsaPss_Sign,
]
KEY_BITS = 2048


@dataclass(frozen=True)
class Security:
    """Without a user anybody may connect; without a certificate nothing is encrypted."""

    user: str = ""
    password: str = ""
    certificate: Path | None = None
    key: Path | None = None


class OneUser:
    """The user manager asyncua asks."""

    def __init__(self, security: Security) -> None:
        self._security = security

    def get_user(
        self,
        iserver: object,
        username: str | None = None,
        password: str | None = None,
        certificate: object = None,
    ) -> User | None:
        """Who it is; None where name or password is wrong."""
        wanted = self._security
        if wanted.user:
            is_right = hmac.compare_digest(
                f"{username}\0{password}".encode(), f"{wanted.user}\0{wanted.password}".encode()
            )
            if not is_right:
                return None
        return User(role=UserRole.User, name=username)


async def secure(server: Server, security: Security) -> None:
    """Set up policies, certificate and identity tokens of a server that is not started."""
    policies = list(OPEN)
    if security.certificate and security.key:
        try:
            await server.load_certificate(security.certificate)
            await server.load_private_key(security.key)
        except (OSError, ValueError) as error:
            raise UserError(
                f"The certificate {security.certificate} or its key {security.key} cannot be "
                f"read: {error}.",
                hint="A certificate is a .der or .pem file, the key a .pem file without password; "
                "--make-certificate makes both.",
                field="certificate",
                value=str(security.certificate),
            ) from error
        policies += ENCRYPTED
    server.set_security_policy(policies)
    token = ua.UserNameIdentityToken if security.user else ua.AnonymousIdentityToken
    server.set_identity_tokens([token])


def make_certificate(certificate: Path, key: Path, host: str, days: int) -> None:
    """Write a self-signed certificate for a host, and its key. Negative days: it is expired."""
    for path in (certificate, key):
        if path.exists():
            raise UserError(
                f"{path} exists already.",
                hint="Leave out --make-certificate to use it, or name another file.",
                field="make_certificate",
                value=str(path),
            )
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    made = _certificate(private_key, host, days)
    is_pem = certificate.suffix == ".pem"
    encoding = serialization.Encoding.PEM if is_pem else serialization.Encoding.DER
    descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            private_key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    certificate.write_bytes(made.public_bytes(encoding))


def _certificate(key: rsa.RSAPrivateKey, host: str, days: int) -> x509.Certificate:
    """As OPC 10000-6, 6.2.2 wants it: the application's URI and the host are its other names."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Floorcast PLC simulator")])
    ends = datetime.now(UTC) + timedelta(days=days)
    names = [x509.UniformResourceIdentifier(APPLICATION_URI), _host_name(host)]
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(datetime.now(UTC), ends) - timedelta(days=1))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=True,
                data_encipherment=True,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _host_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
