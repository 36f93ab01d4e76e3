"""One object, one file, one test file of the same name."""

from __future__ import annotations

from pathlib import Path

import pytest

from database.queries import SQL

OBJECTS = sorted(file for kind in ("functions", "views") for file in (SQL / kind).rglob("*.sql"))


@pytest.mark.parametrize("file", OBJECTS, ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_it_is_tested_under_its_name(file: Path) -> None:
    test = Path(__file__).parent / file.parent.name / f"test_{file.stem}.py"
    assert test.is_file(), f"{file.relative_to(SQL.parent)} is tested in no file of its name"
