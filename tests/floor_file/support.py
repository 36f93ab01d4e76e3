"""Words the tests of the floor file are written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from floor_file.format import Floor
from machine_config import FloorFileError, load


def floor_of(tmp_path: Path, text: str) -> Floor:
    """The floor a text describes."""
    file = tmp_path / "floor.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def problems(tmp_path: Path, text: str) -> list[str]:
    """What is reported for a file of that text, each as "line: message"."""
    file = tmp_path / "floor.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FloorFileError) as caught:
        load(file)
    first, *listed = str(caught.value).splitlines()
    count = len(caught.value.problems)
    counted = "a problem" if count == 1 else f"{count} problems"
    assert first == f"{file} has {counted}; nothing was changed."
    assert listed == [f"floor.toml:{p.line}: {p.message} {p.hint}" for p in caught.value.problems]
    return [line.removeprefix("floor.toml:") for line in listed]
