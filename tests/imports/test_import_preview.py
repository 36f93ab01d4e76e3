"""A look at a file: what is understood, what is missing, which words mean nothing yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import UserError
from imports import preview, table
from imports.entries import Options
from imports.preview import Preview, kind_of, look, look_at_recording
from tests.imports.given import ACTIVE, START, Workbook, Write, stamped

STORY = ("Anlage;Zeit;Zustand;Gut", "Presse 1;02.03.2026 10:00;Störung;3")
MAPPED = {"machine": "Anlage", "time": "Zeit", "status": "Zustand", "good": "Gut"}


def kind(path: Path, wanted: str | None = None, **columns: str) -> str:
    return kind_of(table.open_table(path, Options(columns=columns)), wanted)


def test_the_kind_is_told_by_the_columns(write: Write) -> None:
    assert kind(write("time,tag,value")) == "samples"
    assert kind(write("Timestamp,ADDRESS,Value,quality")) == "samples"
    assert kind(write("name,time,value")) == "events"  # a name may be anything
    assert kind(write("machine,time,status")) == "events"
    assert kind(write("machine,time,status"), "samples") == "samples"
    assert kind(write(STORY[0])) == "events"
    assert kind(write("Zeit,Messstelle,Wert"), tag="Messstelle", value="Wert") == "samples"
    assert kind(write("time,tag,value"), tag="") == "samples"


def problem(found: Preview) -> tuple[str, str | None]:
    return found.problem, found.problem_field


def test_what_is_understood_and_what_is_missing(write: Write) -> None:
    found = look(write(*STORY), "events", Options())
    assert found.columns == ["Anlage", "Zeit", "Zustand", "Gut"]
    assert found.lines == [["Presse 1", "02.03.2026 10:00", "Störung", "3"]]
    assert (found.format, found.delimiter, found.encoding) == ("csv", ";", "utf-8")
    assert found.fields == [
        "machine", "time", "status", "detail", "reason", "good", "scrap", "product"
    ]  # fmt: skip
    assert found.mapping == {}
    assert problem(found) == ("No column of shift.csv holds the machine.", "columns")
    assert "--column machine=" in found.hint


def test_words_and_lines_that_cannot_be_read_are_told(write: Write) -> None:
    path = write(*STORY, "Presse 1;02.03.2026 10:05;läuft;x", "Presse 1;02.03.2026 10:06;DOWN;")
    found = look(path, "events", Options(columns=MAPPED, status_words={"läuft": "operational"}))
    assert problem(found) == ("", None)
    assert found.mapping == MAPPED
    assert found.words == ["Störung", "läuft"]
    assert found.unknown_words == ["Störung"]
    assert found.time_formats == ["%d.%m.%Y %H:%M"]
    assert (found.looked_at, found.bad_lines) == (3, 3)
    assert found.first_rejects[0].reason.startswith('Zeit "02.03.2026 10:00" is not ISO 8601')
    given = Options(columns=MAPPED, time_format="%d.%m.%Y %H:%M", time_zone="Europe/Berlin")
    found = look(path, "events", given)
    assert [str(reject) for reject in found.first_rejects] == [
        'line 3: Gut "x" is not a whole number of pieces'
    ]
    assert (found.time_format, found.time_zone) == ("%d.%m.%Y %H:%M", "Europe/Berlin")


def test_words_are_looked_for_behind_the_lines_that_are_shown(write: Write) -> None:
    lines = ["M,2026-03-02 10:00,down"] * 500
    found = look(
        write("machine,time,status", *lines, "M,2026-03-02 10:00,Pause", "M,2026-03-02 10:01,-"),
        "events",
        Options(),
    )
    assert len(found.lines) == preview.FIRST_LINES
    assert found.unknown_words == ["Pause"]
    assert (found.looked_at, found.bad_lines) == (502, 1)  # the last one says nothing


def test_a_column_can_be_left_out(write: Write) -> None:
    path = write("machine,time,status,good", "M,2026-03-02 10:00,whatever,3")
    found = look(path, "events", Options(columns={"status": ""}))
    assert found.mapping == {"machine": "machine", "time": "time", "good": "good"}
    assert (found.problem, found.words, found.bad_lines) == ("", [], 0)


def test_an_unnamed_column_is_nobodys(write: Write) -> None:
    found = look(
        write("machine,time,,good", "M,2026-03-02,x,1"), "events", Options(columns={"detail": ""})
    )
    assert found.columns == ["machine", "time", "", "good"]
    assert "detail" not in found.mapping


def test_samples_are_looked_at_like_that(write: Write) -> None:
    path = write("time,tag,value", "2026-03-02 10:00,A,1", "never,A,1", "2026-03-02 10:01,A,1,2,3")
    found = look(path, "samples", Options())
    assert found.mapping == {"time": "time", "tag": "tag", "value": "value"}
    assert [reject.line for reject in found.first_rejects] == [3, 4]
    missing = look(path, "samples", Options(columns={"value": ""}))
    assert problem(missing) == ("No column of shift.csv holds the value.", "columns")


def test_a_mapping_to_a_column_there_is_not_is_a_problem_to_tell(write: Write) -> None:
    found = look(write(*STORY), "events", Options(columns={"time": "Zeiten"}))
    assert found.problem == 'There is no column "Zeiten" in shift.csv.'
    assert "Did you mean Zeit?" in found.hint


def test_a_workbook_tells_its_sheets(workbook: Workbook) -> None:
    path = workbook(("a",), Monday=[("machine", "time"), ("M", "x" * 500)])
    found = look(path, "events", Options(sheet="Monday"))
    assert (found.format, found.sheets, found.sheet) == ("excel", ("Sheet", "Monday"), "Monday")
    assert found.lines[0][1] == "x" * (preview.LONGEST_CELL - 1) + "…"


def test_what_cannot_be_read_at_all_is_refused(write: Write) -> None:
    path = write("machine,time,status", "M,2026-03-02 10:00,Störung", encoding="cp1252")
    with pytest.raises(UserError) as refused:
        look(path, "events", Options())
    assert refused.value.field == "encoding"
    assert look(path, "events", Options(encoding="cp1252")).words == ["Störung"]


def test_a_recording_shows_what_it_says(write: Write) -> None:
    path = write(*stamped(START, ACTIVE, "partcount|3", "2026-03-02Tnever|a|b"), name="a.shdr")
    found = look_at_recording(path, Options())
    assert (found.kind, found.format) == ("recording", "shdr")
    assert problem(found) == ("a.shdr does not say which machine it is of.", "machine")
    assert found.columns == ["time", "machine", "status", "detail", "good", "scrap"]
    assert found.lines[0][:3] == ["2026-03-02 10:00:00", "", "down"]
    assert found.bad_lines == 1
    named = look_at_recording(path, Options(machine="Lathe_01"))
    assert (named.problem, named.lines[0][1]) == ("", "Lathe_01")
