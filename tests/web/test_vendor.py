"""Vendored libraries: the bytes that were read, under a name that tells their version."""

from __future__ import annotations

import hashlib
import re

from settings import ROOT

VENDOR = ROOT / "static" / "vendor"


def test_every_vendored_file_is_the_one_that_was_read() -> None:
    readme = (VENDOR / "README.md").read_text()
    listed = dict(re.findall(r"^\| `(.+?)` \|.*`([0-9a-f]{64})` \|$", readme, re.MULTILINE))
    files = {path.name for path in VENDOR.iterdir()} - {"README.md"}
    assert set(listed) == files
    for name, expected in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == expected, name


def test_every_name_tells_the_version_and_every_library_has_a_licence() -> None:
    for path in VENDOR.iterdir():
        if path.name == "README.md":
            continue
        library = re.match(r"[A-Za-z]+-\d+\.\d+\.\d+", path.name)
        assert library, path.name
        assert (VENDOR / f"{library.group()}.LICENSE").exists(), path.name
