"""A recording is read line by line, and what is wrong with it is said with line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.contract import RefusedError
from ingest.recording import read


def _file(folder: Path, text: str) -> Path:
    path = folder / "press.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_in_order_of_time_with_the_first_value_of_each_address(tmp_path: Path) -> None:
    recording = read(
        _file(
            tmp_path,
            "\ufeffAddress, at ,VALUE,quality,note\n"
            "state,2026-03-02T06:00:02Z,6,,later\n"
            "state,2026-03-02T07:00:00+01:00,3,0x480\n"
            "\n"
            'text,2026-03-02T06:00:01,"a, b"\n'
            "door,2026-03-02T06:00:01Z,TRUE\n"
            "gone,2026-03-02T06:00:03Z,,0x80310000\n",
        )
    )
    told = [
        (entry.offset_s, entry.address, entry.value, entry.text, entry.quality)
        for entry in recording.entries
    ]
    assert told == [
        (0, "state", 3, None, 0x480),
        (1, "text", None, "a, b", 0),
        (1, "door", 1, None, 0),
        (2, "state", 6, None, 0),
        (3, "gone", None, None, 0x80310000),
    ]
    shown = {address: entry.shown() for address, entry in recording.addresses.items()}
    assert shown == {"state": "3", "text": "a, b", "door": "1", "gone": "nothing"}
    assert recording.length_s == 3


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "has no column at and no column address and no column value"),
        ("at,address\n", "has no column value"),
        ("at,address,value\n", "holds no samples"),
        ("at,address,value\nyesterday,a,1\n", 'Line 2 of press.csv: at is "yesterday"'),
        ("at,address,value\n2026-03-02,,1\n", 'Line 2 of press.csv: address is ""'),
        (
            "at,address,value,quality\n2026-03-02,a,1,0\n\n2026-03-02,a,1,fine\n",
            'Line 4 of press.csv: quality is "fine"',
        ),
        ("at,address,value,quality\n2026-03-02,a,1,-1\n", 'quality is "-1"'),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read(_file(tmp_path, text))
    assert problem in caught.value.message
    assert caught.value.hint
    assert caught.value.field == "path"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="does not exist"):
        read(tmp_path / "no.csv")
    with pytest.raises(RefusedError, match="cannot be read: Is a directory"):
        read(tmp_path)
    (tmp_path / "other.csv").write_bytes(b"at,address,value\n2026-03-02,a,\xe4\n")
    with pytest.raises(RefusedError, match="not UTF-8"):
        read(tmp_path / "other.csv")
