"""SHDR: the form of lines, which key carries what, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from database.connect import Connect
from errors import UserError
from imports import mtconnect, shdr
from imports.entries import Options
from imports.load import load
from imports.recording import read
from tests.imports.given import (
    ACTIVE,
    START,
    Recorded,
    Write,
    entries_of,
    rejects_of,
    stamped,
    states_of,
    utc,
)

# Lines ---------------------------------------------------------------------------------------


def test_assets_and_commands_are_skipped_whatever_they_hold(recorded: Recorded) -> None:
    said = [
        "* adapterVersion: 2.0",
        utc("10:00:00") + "|" + START,
        utc("08:00:00") + "|@ASSET@|T1|CuttingTool|--multiline--ABCD",
        f"<Tool>{utc('07:00:00')}|execution|ACTIVE</Tool>",
        "--multiline--WXYZ",
        "",
        "--multiline--ABCD",
        utc("07:00:00") + "|@REMOVE_ALL_ASSETS@|CuttingTool",
        utc("07:00:00") + "|@ASSET@|T2|CuttingTool|<Tool/>",
        utc("10:00:01") + "|" + ACTIVE,
        utc("10:00:02") + "|X|1",
    ]
    recording = recorded(*said)
    assert [state[0] for state in states_of(recording)] == ["10:00:00", "10:00:01"]
    assert recording.sessions[0].records == 3
    assert rejects_of(recording) == []


def test_a_block_that_never_ends_is_told(recorded: Recorded) -> None:
    recording = recorded(START, ACTIVE, "X|1", "@ASSET@|T1|Tool|--multiline--AB", "<Tool>", "<x>")
    (reject,) = rejects_of(recording)
    assert str(reject) == (
        'line 4: opens a block that never ends: no "--multiline--AB" in the 2 lines behind it'
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("20XX|execution|ACTIVE", 'time "20XX" is not ISO 8601 (2026-03-02T14:05:00Z)'),
        ("2026-03-02|X|1", 'time "2026-03-02" is not ISO 8601 (2026-03-02T14:05:00Z)'),
        ("20260302 what is this", "is not of the form timestamp|key|value"),
        (utc("10:00:01") + "|execution", '"execution" has no value'),
        (utc("10:00:01") + "|X|\0", "holds a character that is no text (a zero byte)"),
    ],
)
def test_a_bad_line_is_rejected_and_the_others_are_read(
    write: Write, line: str, reason: str
) -> None:
    filler = ["* the first 64 KB tell whether it is a text file"] * 2000
    said = [*stamped(START, ACTIVE), line, utc("10:00:02") + "|X|1"]
    path = write(*filler, *said, name="lathe.shdr")
    recording = read(path, Options(machine="Lathe_01"))
    (reject,) = rejects_of(recording)
    assert reject.reason == reason
    assert reject.text == line
    assert len(states_of(recording)) == 2


def test_values_may_hold_escaped_bars_and_times_a_duration_or_an_offset() -> None:
    lines = [
        '2026-03-02T10:00:00.1234567Z@12.5|note|"a\\|b"|execution|ACTIVE',
        "2026-03-02T12:00:01+02:00|msg|M1|just a message",
        "2026-03-02T10:00:02|X|",
    ]
    first, second, third = (line for line in shdr.parse(lines) if isinstance(line, shdr.Line))
    assert first.values == (("note", "a|b"), ("execution", "ACTIVE"))
    assert first.at == datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)
    assert second.values == (("msg", "M1"),)
    assert second.at == datetime(2026, 3, 2, 10, 0, 1, tzinfo=UTC)
    assert (third.at, third.values) == (datetime(2026, 3, 2, 10, 0, 2, tzinfo=UTC), (("X", ""),))


def test_times_without_a_zone_are_utc_unless_told(recorded: Recorded) -> None:
    said = ["2026-03-02T10:00:00|" + START, "2026-03-02T10:00:01|X|1"]
    assert entries_of(recorded(*said))[0].at.hour == 10
    assert entries_of(recorded(*said, time_zone="Europe/Berlin"))[0].at.hour == 9


# Which key carries what ----------------------------------------------------------------------


def test_keys_can_be_named_by_the_caller(recorded: Recorded) -> None:
    said = ["avail|AVAILABLE|Zustand|ACTIVE|Zaehler|3", "Zaehler|4", "X|1"]
    keys = {"execution": "zustand", "good_count": "z.*ler"}
    recording = recorded(*said, keys=keys)
    assert [state[1] for state in states_of(recording)] == ["operational"]
    assert recording.sessions[0].good_pcs == 1


def test_one_device_of_several_is_chosen(recorded: Recorded) -> None:
    said = [
        "saw:avail|AVAILABLE|saw:execution|ACTIVE",
        "mill:avail|AVAILABLE|mill:execution|READY|mill:partcount|1",
        "mill:partcount|2",
        "mill:X|1",
    ]
    with pytest.raises(UserError, match=r"More than one device .* devices are mill, saw\."):
        recorded(*said)
    with pytest.raises(UserError, match=r'No device "drill" .* devices are mill, saw\.'):
        recorded(*said, device="drill")
    recording = recorded(*said, device="mill")
    assert states_of(recording) == [("10:00:01", "down", "ready")]
    assert recording.sessions[0].good_pcs == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"machine": None}, r"does not say which machine it is of\. Say it: --machine NAME"),
        ({"keys": {"speed": "x"}}, r'no signal "speed" .* Signals are availability, '),
        ({"keys": {"execution": "("}}, r'"\(" of the execution key is no regular expression'),
        ({"keys": {"execution": "nosuch"}}, r"No key .* carries the execution .* keys are: avail,"),
        ({"gap_minutes": 0}, r"A gap of 0 minutes cannot be"),
        ({"mapping": Path("nosuch.toml")}, r"mapping nosuch\.toml cannot be read: No such file"),
        ({"delimiter": ";"}, r"Delimiter means something for csv only; this file is shdr"),
        ({"format": "xml"}, r'Format "xml" is unknown\. Choose csv, excel or shdr'),
        ({"time_zone": "Europe/Berln"}, r'Time zone "Europe/Berln" is unknown\. .*Europe/Berlin'),
    ],
)
def test_options_that_make_no_sense_are_refused(
    recorded: Recorded, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        recorded(START, ACTIVE, "X|1", **options)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('status = "warning"', 'status = "broken"', 'unknown status "broken": choose operational'),
        ('signal = "execution"', 'signal = "speed"', 'unknown signal of a rule "speed"'),
        ("why =", "because =", 'unknown entry of a rule "because"'),
        ("[signals.execution]", "[signals.speed]", 'unknown signal "speed"'),
        ("silence_minutes", "minutes", "lacks something or has it in the wrong place"),
        ("[[rules]]", "[[rules", "is not TOML"),
    ],
)
def test_a_broken_mapping_is_refused(
    recorded: Recorded, tmp_path: Path, old: str, new: str, message: str
) -> None:
    mapping = tmp_path / "mine.toml"
    mapping.write_text(mtconnect.DEFAULT.read_text().replace(old, new))
    with pytest.raises(UserError, match=message):
        recorded(START, ACTIVE, mapping=mapping)


def test_another_mapping_is_used(recorded: Recorded, tmp_path: Path) -> None:
    mapping = tmp_path / "mine.toml"
    text = mtconnect.DEFAULT.read_text()
    old = 'value = "FEED_HOLD"\nstatus = "warning"'
    assert text.count(old) == 2
    mapping.write_text(text.replace(old, 'value = "FEED_HOLD"\nstatus = "down"'))
    states = states_of(recorded(START, "execution|FEED_HOLD", "X|1", mapping=mapping))
    assert states[-1][1:] == ("down", "feed hold")


def test_a_value_without_a_rule_is_named(recorded: Recorded) -> None:
    recording = recorded(START, "execution|DREAMING", "X|1")
    assert recording.notes == [
        'Execution "DREAMING" has no rule in the mapping (1 times): taken as no_data.'
    ]


def test_a_log_without_a_readable_line_is_refused(recorded: Recorded) -> None:
    with pytest.raises(UserError, match=r"no line that could be read as SHDR: line 1: time"):
        recorded("20XX|a|b", format="shdr")
    with pytest.raises(UserError, match=r"it holds assets and commands only"):
        recorded(utc("10:00:00") + "|@REMOVE_ASSET@|T1", format="shdr")


async def test_a_recording_from_a_clock_ahead_is_refused(
    floor: Connect, recorded: Recorded
) -> None:
    ahead = [f"2099-01-01T00:00:0{second}Z|{said}" for second, said in enumerate([START, ACTIVE])]
    with pytest.raises(UserError, match=r"ahead of the database's clock .* check the clock"):
        await load(floor, recorded(*ahead))
