"""Our own certificate: made once, renewed in time, its key for us alone."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from errors import UserError
from ingest.opcua import certificate
from ingest.opcua.certificate import RENEW_BEFORE, own_certificate


def test_it_is_made_once_and_names_this_installation(pki: Path) -> None:
    first, second = own_certificate(pki), own_certificate(pki)
    assert first.der == second.der
    assert first.application_uri == certificate.application_uri()
    public = x509.load_der_x509_certificate((pki / "floorcast.der").read_bytes())
    assert public == first.certificate
    key = load_pem_private_key(first.key_pem, None)
    assert key.public_key() == first.certificate.public_key()


def test_nobody_else_can_read_the_key(pki: Path) -> None:
    assert stat.S_IMODE((pki / "floorcast.pem").stat().st_mode) == 0o600
    assert b"PRIVATE" not in (pki / "floorcast.der").read_bytes()


def test_it_keeps_its_name_when_the_host_is_renamed(
    pki: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = own_certificate(pki).application_uri
    monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
    assert own_certificate(pki).application_uri == name


def test_it_is_renewed_before_it_ends_with_the_same_key(tmp_path: Path) -> None:
    old = own_certificate(tmp_path)
    ends = old.certificate.not_valid_after_utc
    early = own_certificate(tmp_path, ends - RENEW_BEFORE - timedelta(days=1))
    assert early.der == old.der
    new = own_certificate(tmp_path, ends - RENEW_BEFORE + timedelta(days=1))
    assert new.certificate.not_valid_after_utc > ends
    assert new.certificate.public_key() == old.certificate.public_key()
    assert new.application_uri == old.application_uri
    assert (tmp_path / "floorcast.der").read_bytes() == new.der
    assert stat.S_IMODE((tmp_path / "floorcast.pem").stat().st_mode) == 0o600


def test_who_comes_second_takes_what_the_first_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = own_certificate(tmp_path)
    monkeypatch.setattr(certificate, "_load", lambda folder: None)  # looked before it was there
    assert own_certificate(tmp_path).der == first.der


def test_a_spoilt_file_is_told_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "floorcast.pem").write_text("nonsense")
    with pytest.raises(UserError, match=r"floorcast\.pem is not a key"):
        own_certificate(tmp_path)
    assert (tmp_path / "floorcast.pem").read_text() == "nonsense"


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be used") as caught:
        own_certificate(tmp_path / "file")
    assert "FLOORCAST_DATA" in caught.value.hint


def test_now_is_within_its_time(pki: Path) -> None:
    made = own_certificate(pki).certificate
    assert made.not_valid_before_utc <= datetime.now(UTC) < made.not_valid_after_utc
