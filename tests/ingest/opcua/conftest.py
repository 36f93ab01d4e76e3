"""Servers and certificates that several tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.opcua.certificate import own_certificate
from tests.ingest.opcua.certificates import Certificates
from tests.ingest.opcua.running import RunningServer


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate of ours: keys take their time to be made."""
    folder = tmp_path_factory.mktemp("pki")
    own_certificate(folder)
    return folder


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of servers: valid, expired, not yet valid."""
    return Certificates(tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="module")
def plc() -> Iterator[RunningServer]:
    """A server that nobody breaks."""
    with RunningServer(items=3).running() as server:
        yield server


@pytest.fixture
def own_plc() -> Iterator[RunningServer]:
    """A server of the test's own, to be broken."""
    with RunningServer(items=3).running() as server:
        yield server
