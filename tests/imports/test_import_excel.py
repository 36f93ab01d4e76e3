"""Excel workbooks: what cells become, which sheet is read, and what is none."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from database.connect import Connect
from errors import UserError
from imports import excel, table
from imports.entries import Options
from imports.load import load
from imports.recording import read
from tests.imports.given import Told, Workbook, Write, entries_of, rejects_of

HEADER = ("machine", "time", "status", "good", "scrap")
NOON = datetime(2026, 3, 2, 12, 0, 0)


def text(path: Path, sheet: str | None = None, **options: object) -> list[str]:
    target = path.with_suffix(".txt")
    excel.to_csv(path, sheet, target, **options)  # type: ignore[arg-type]
    return target.read_text(encoding="utf-8").splitlines()


def test_cells_become_what_a_csv_file_would_have(workbook: Workbook) -> None:
    path = workbook(
        ("a", "b"),
        (NOON, date(2026, 3, 2)),
        (12.0, 12.5),
        (True, False),
        ("two\nlines", "a, b"),
        ("#N/A", "#DIV/0!"),
        (time(0, 5), timedelta(hours=30)),
        (None, 0),
    )
    assert text(path) == [
        "a,b",
        "2026-03-02 12:00:00,2026-03-02 00:00:00",
        "12,12.5",
        "1,0",
        'two lines,"a, b"',
        "",
        "1899-12-30 00:05:00,1899-12-31 06:00:00",
        ",0",
    ]


def test_numbers_are_written_as_the_texts_of_the_sheet_are(workbook: Workbook) -> None:
    path = workbook(("value",), (1.5,), ("2,5",), (1e-7,), (3,))
    assert text(path, decimal=",") == ["value", '"1,5"', '"2,5"', "1e-07", "3"]


def test_a_row_of_the_sheet_is_a_line(workbook: Workbook) -> None:
    path = workbook((), HEADER, (), ("Lathe_01", "never", "down\nhard", None, None), (), ())
    recording = read(path)
    assert recording.format == "excel"
    assert [reject.line for reject in rejects_of(recording)] == [4]


def test_the_first_sheet_that_is_shown_is_read(workbook: Workbook) -> None:
    path = workbook(("hidden",), Monday=[("Monday",)], Tuesday=[("Tuesday",)])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].sheet_state = "hidden"
    book.save(path)
    assert text(path) == ["Monday"]
    assert text(path, " tuesday ") == ["Tuesday"]
    assert text(path, "Sheet") == ["hidden"]


def test_all_sheets_are_told(workbook: Workbook) -> None:
    found = table.open_table(workbook(HEADER, Monday=[HEADER]), Options(sheet="monday")).sheets
    assert found == excel.Sheets(("Sheet", "Monday"), "Monday")


def test_dimensions_are_not_believed(workbook: Workbook) -> None:
    """Some programs write that a sheet has one cell."""
    path = workbook(HEADER, ("Lathe_01", NOON, "down", 1, 0))
    wrong = path.with_name("wrong.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(wrong, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            assert part.filename != "xl/worksheets/sheet1.xml" or b'ref="A1:E2"' in content
            target.writestr(part, content.replace(b'ref="A1:E2"', b'ref="A1"'))
    assert len(text(wrong)) == 2
    assert text(wrong) == text(path)


def test_only_so_many_rows_are_turned(workbook: Workbook) -> None:
    path = workbook((), HEADER, (), *[("Lathe_01", NOON, "down", 1, 0)] * 100)
    assert len(text(path, most_rows=1)) == 2
    assert table.open_table(path, Options(), most_rows=1).header.cells == list(HEADER)


def refusal(path: Path, **options: object) -> UserError:
    with pytest.raises(UserError) as refused:
        read(path, Options(**options))  # type: ignore[arg-type]
    return refused.value


def test_an_unknown_sheet_is_refused_with_the_choices(workbook: Workbook) -> None:
    error = refusal(workbook(HEADER, Monday=[HEADER]), sheet="Mondey")
    assert error.message == 'shift.xlsx has no sheet "Mondey".'
    assert error.hint == "Its sheets are Sheet, Monday."
    assert (error.field, error.value) == ("sheet", "Mondey")


def test_an_empty_sheet_names_the_others(workbook: Workbook) -> None:
    error = refusal(workbook(("", " "), (None,), Monday=[HEADER]))
    assert error.message == 'The sheet "Sheet" of shift.xlsx is empty.'
    assert "Sheet, Monday" in error.hint
    assert "had finished" in refusal(workbook()).hint


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", b"\xd0\xcf\x11\xe0"])
def test_an_old_file_or_one_with_a_password_says_how_to_save_it(
    tmp_path: Path, content: bytes
) -> None:
    for name in ("old.xls", "locked.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        error = refusal(path)
        assert error.message == f"{name} is an old Excel file (.xls), or has a password."
        assert ".xlsx" in error.hint


def _parts(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_what_is_no_workbook_is_refused(tmp_path: Path, workbook: Workbook) -> None:
    empty = _parts(tmp_path / "a.xlsx", readme=b"no workbook")
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(workbook(HEADER).read_bytes()[:900])
    garbage = tmp_path / "garbage.xlsx"
    garbage.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 8)
    for path in (empty, cut, garbage):
        error = refusal(path)
        assert error.message.startswith(f"{path.name} cannot be read as an Excel workbook")
        assert error.field == "file"
    named = tmp_path / "text.xlsx"
    named.write_bytes(b"\0\1\2\3")
    assert "is not a text file" in refusal(named).message
    assert "does not exist" in refusal(tmp_path / "gone.xlsx", format="excel").message


def test_a_sheet_that_breaks_off_is_refused(workbook: Workbook) -> None:
    path = workbook(HEADER, *[("Lathe_01", NOON, "down", 1, 0)] * 50)
    broken = path.with_name("broken.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            target.writestr(part, content[: len(content) // 2] if is_sheet else content)
    assert "cannot be read as an Excel workbook" in refusal(broken).message


def test_a_flood_is_refused_before_it_is_unpacked(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "MOST_BYTES", 1_000)
    assert "too much" in refusal(workbook(HEADER)).message


def test_cells_beside_the_table_want_a_name(workbook: Workbook) -> None:
    path = workbook(HEADER, ("Lathe_01", NOON, "down", 1, 0, "a remark"))
    assert [str(reject) for reject in rejects_of(read(path))] == [
        "line 2: has 6 fields, the header has 5; give each column a name"
    ]


def test_an_option_of_text_files_is_refused(workbook: Workbook) -> None:
    assert (
        "Delimiter means something for csv only" in refusal(workbook(HEADER), delimiter=";").message
    )


def test_a_missing_column_names_the_workbook(workbook: Workbook) -> None:
    error = refusal(workbook(("Anlage", "Zeit", "Zustand")))
    assert error.message == "No column of shift.xlsx holds the machine."
    assert "Anlage, Zeit, Zustand" in error.hint


def test_a_time_after_midnight_without_its_date_is_explained(workbook: Workbook) -> None:
    path = workbook(HEADER, ("Lathe_01", time(0, 30), "down", None, None))
    (reject,) = rejects_of(read(path))
    assert "put the date in front of it" in reject.reason


def test_what_it_was_turned_into_does_not_stay(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    recording = read(workbook(HEADER, ("Lathe_01", NOON, "down", 1, 0)))
    assert len(entries_of(recording)) == 1
    assert len(list(scratch.iterdir())) == 1
    del recording
    assert list(scratch.iterdir()) == []


async def test_the_same_story_from_both_files_gives_the_same_rows(
    floor: Connect, write: Write, workbook: Workbook, events: Told, pieces: Told
) -> None:
    lines = [
        ("Lathe_01", "2026-03-02 10:00:00", "down", "3", "1"),
        ("Lathe_01", "2026-03-02 10:05:00", "operational", "", ""),
        ("Lathe_01", "2026-03-29 02:30:00", "down", "", ""),  # never was in Berlin
    ]
    told = []
    for is_text in (True, False):
        if is_text:
            path = write(",".join(HEADER), *(",".join(line) for line in lines))
        else:
            cells = [
                (machine, datetime.fromisoformat(at), status, float(good) if good else None, scrap)
                for machine, at, status, good, scrap in lines
            ]
            path = workbook(HEADER, *cells)
        result = await load(floor, read(path))
        assert (result.events_new + result.events_changed, result.rejects) == (2, 1)
        assert result.first_rejects[0].line == 4
        told.append((await events("Lathe_01"), (await pieces("Lathe_01"))[-1]))
    assert told[0] == told[1]
    assert told[0][0][0] == ("2026-03-02 09:00", "down", None)
