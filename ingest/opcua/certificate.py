"""Our own application certificate: what servers know us by.

Made once in the folder pki of FLOORCAST_DATA. Key and certificate are one file, so that they
always belong together; floorcast.der beside it is the certificate alone, to be copied to servers.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asyncua.crypto.cert_gen import (
    dump_private_key_as_pem,
    generate_private_key,
    generate_self_signed_app_certificate,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from errors import UserError

VALID_DAYS = 3650  # a renewed certificate must be trusted anew at each server: seldom
RENEW_BEFORE = timedelta(days=30)
_FILE, _PUBLIC_FILE = "floorcast.pem", "floorcast.der"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OwnCertificate:
    """Key and certificate, as asyncua takes them."""

    key_pem: bytes
    certificate: x509.Certificate
    public_file: Path

    @property
    def der(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def application_uri(self) -> str:
        """The name of this installation: the one in the certificate, or servers refuse us."""
        names = self.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        return names.value.get_values_for_type(x509.UniformResourceIdentifier)[0]

    def __str__(self) -> str:
        return f"{self.public_file} (SHA-1 {thumbprint(self.certificate)})"


def own_certificate(folder: Path, now: datetime | None = None) -> OwnCertificate:
    """Our certificate, made if there is none and renewed before it ends. Raises UserError."""
    now = now or datetime.now(UTC)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        own = _load(folder)
        if own is None:
            own = _make(folder, generate_private_key(), application_uri(), now, is_new=True)
        elif own.certificate.not_valid_after_utc - now < RENEW_BEFORE:
            key = load_pem_private_key(own.key_pem, None)
            own = _make(folder, key, own.application_uri, now, is_new=False)
            log.warning(
                "Our OPC UA certificate was renewed: servers must trust it again",
                extra={"file": str(own.public_file), "sha1": thumbprint(own.certificate)},
            )
    except OSError as error:
        raise UserError(
            f"The folder {folder} for our OPC UA certificate cannot be used: {error.strerror}.",
            hint="Set FLOORCAST_DATA to a folder you may write to.",
        ) from error
    return own


def application_uri() -> str:
    """A name for this installation, from its host's."""
    return f"urn:{socket.gethostname()}:floorcast"


def thumbprint(certificate: x509.Certificate, digits: int = 40) -> str:
    """The certificate's fingerprint as tools show it: SHA-1, or SHA-256 for 64 digits."""
    algorithm = hashes.SHA256() if digits > 40 else hashes.SHA1()  # noqa: S303 -- as OPC UA has it
    return certificate.fingerprint(algorithm).hex(":").upper()


def _load(folder: Path) -> OwnCertificate | None:
    with contextlib.suppress(FileNotFoundError):
        return _read(folder)
    return None


def _read(folder: Path) -> OwnCertificate:
    content = (folder / _FILE).read_bytes()
    try:
        certificate = x509.load_pem_x509_certificate(content)
        load_pem_private_key(content, None)
    except ValueError as error:
        raise UserError(
            f"{folder / _FILE} is not a key with a certificate.",
            hint="Remove the file to have a new one made; servers must then trust it anew.",
        ) from error
    return OwnCertificate(content, certificate, folder / _PUBLIC_FILE)


def _make(
    folder: Path, key: PrivateKeyTypes, uri: str, now: datetime, *, is_new: bool
) -> OwnCertificate:
    valid_days = VALID_DAYS + (now - datetime.now(UTC)).days
    certificate = generate_self_signed_app_certificate(
        key,
        "Floorcast",
        {"organizationName": "Floorcast"},
        [x509.UniformResourceIdentifier(uri), x509.DNSName(socket.gethostname())],
        [ExtendedKeyUsageOID.CLIENT_AUTH],
        valid_days,
    )
    scratch = folder / f".{_FILE}.{os.getpid()}"
    scratch.unlink(missing_ok=True)
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(dump_private_key_as_pem(key) + certificate.public_bytes(Encoding.PEM))
    if is_new:
        with contextlib.suppress(FileExistsError):  # another ingester was first: take its
            os.link(scratch, folder / _FILE)
        scratch.unlink()
    else:
        scratch.replace(folder / _FILE)
    own = _read(folder)
    own.public_file.write_bytes(own.der)
    return own
