"""Certificates for servers of the tests, made once a run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from asyncua.crypto.cert_gen import dump_private_key_as_pem, generate_private_key
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

URI = "urn:freeopcua:python:server"


class Certificates:
    """One key, and certificates of different times for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = generate_private_key()
        self.key = folder / "key.pem"
        self.key.write_bytes(dump_private_key_as_pem(self._key))
        day, now = timedelta(days=1), datetime.now(UTC)
        self.valid = self._make("valid", now - day, now + 100 * day)
        self.expired = self._make("expired", now - 30 * day, now - day)
        self.early = self._make("early", now + day, now + 30 * day)

    def options(self, name: str) -> dict[str, str]:
        """Options of a server that shows that one."""
        return {"key": str(self.key), "certificate": str(self._folder / f"{name}.der")}

    def _make(self, name: str, start: datetime, end: datetime) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Test {name}")])
        usage = x509.KeyUsage(True, True, True, True, False, True, False, False, False)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(
                x509.SubjectAlternativeName([x509.UniformResourceIdentifier(URI)]), critical=False
            )
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        (self._folder / f"{name}.der").write_bytes(certificate.public_bytes(Encoding.DER))
        return certificate
