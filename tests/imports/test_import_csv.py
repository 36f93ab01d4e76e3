"""CSV: columns, times, counts, statuses; what is refused, and with which words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from errors import UserError
from imports import csv_file, entries
from imports.entries import Chunk, Entry, Options, pairs
from imports.recording import read
from tests.imports.given import Write

HEADER = "machine,time,status,good,scrap"
LINE = "Lathe_01,2026-03-02T10:00:00Z,down,3,1"


def _all(path: Path, **options: object) -> Chunk:
    whole = Chunk()
    for chunk in read(path, Options(**options)).chunks():  # type: ignore[arg-type]
        whole.entries += chunk.entries
        whole.rejects += chunk.rejects
    return whole


def _one(path: Path, **options: object) -> Entry:
    whole = _all(path, **options)
    assert whole.rejects == []
    (entry,) = whole.entries
    return entry


def _reason(path: Path, **options: object) -> str:
    whole = _all(path, **options)
    assert whole.entries == []
    (reject,) = whole.rejects
    return str(reject)


# What a line says ----------------------------------------------------------------------------


def test_a_line_says_a_status_and_pieces(write: Write) -> None:
    at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert _one(write(HEADER, LINE)) == Entry(2, "Lathe_01", at, "down", None, 3, 1, LINE)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write: Write, delimiter: str) -> None:
    assert _one(write(HEADER.replace(",", delimiter), LINE.replace(",", delimiter))).good_pcs == 3


@pytest.mark.parametrize("delimiter", ["\t", "\\t", "tab"])
def test_a_tab_can_be_given(write: Write, delimiter: str) -> None:
    path = write("machine\ttime\tstatus;;;", "Lathe_01\t2026-03-02T10:00Z\tdown")
    assert _one(path, delimiter=delimiter, columns={"status": "status;;;"}).status == "down"


def test_columns_and_words_can_be_mapped(write: Write) -> None:
    entry = _one(
        write("Anlage;Zeit;Zustand;Gut", "Lathe_01;02.03.2026 10:00;Läuft;12,0"),
        columns={"machine": "anlage", "time": "Zeit", "status": "Zustand", "good": "Gut"},
        status_words={"läuft": "operational"},
        time_format="%d.%m.%Y %H:%M",
    )
    assert entry.at == datetime(2026, 3, 2, 10)  # the zone is the plant's: the database knows it
    assert (entry.status, entry.detail, entry.good_pcs) == ("operational", "Läuft", 12)


@pytest.mark.parametrize(
    ("cell", "status"),
    [("DOWN", "down"), (" Operational ", "operational"), ("No Data", "no_data"), ("", None)],
)
def test_a_status_is_read_however_it_is_typed(write: Write, cell: str, status: str | None) -> None:
    assert _one(write(HEADER, f"Lathe_01,2026-03-02T10:00Z,{cell},1,")).status == status


@pytest.mark.parametrize("blank", ["", " ", "-", "NULL"])
def test_blank_cells_say_nothing(write: Write, blank: str) -> None:
    entry = _one(write(HEADER, f"Lathe_01,2026-03-02T10:00Z,{blank},{blank},0"))
    assert (entry.status, entry.good_pcs, entry.scrap_pcs) == (None, None, 0)


@pytest.mark.parametrize("blank", ["", " ", "-", "null"])
def test_product_and_reason_are_optional(write: Write, blank: str) -> None:
    header = "machine,time,status,detail,reason,product,good"
    entry = _one(write(header, "Lathe_01,2026-03-02T10:00Z,down,E7, Part jam ,Housing,1"))
    assert (entry.detail, entry.reason, entry.product) == ("E7", "Part jam", "Housing")
    entry = _one(write(header, f"Lathe_01,2026-03-02T10:00Z,down,E7,{blank},{blank},1"))
    assert (entry.detail, entry.reason, entry.product) == ("E7", None, None)


def test_a_mapped_column_is_nothing_else_as_well(write: Write) -> None:
    path = write("machine,time,status,reason", "Lathe_01,2026-03-02T10:00Z,down,jammed again")
    entry = _one(path, columns={"detail": "Reason"})
    assert (entry.detail, entry.reason) == ("jammed again", None)


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [("7", None, 7), ("+7", None, 7), ("7.0", None, 7), ("7,00", None, 7), ("1.000", ".", 1)],
)
def test_counts_may_carry_a_decimal_sign(
    write: Write, cell: str, decimal: str | None, value: int
) -> None:
    path = write(HEADER.replace(",", ";"), f"Lathe_01;2026-03-02T10:00Z;;{cell};")
    assert _one(path, decimal=decimal).good_pcs == value


@pytest.mark.parametrize(
    "cell", ["2026-03-02T10:00:00Z", "2026-03-02 11:00:00+01:00", "20260302T100000Z"]
)
def test_iso_times_are_read(write: Write, cell: str) -> None:
    at = _one(write(HEADER, f"Lathe_01,{cell},down,,")).at
    assert at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_given_time_format_does_not_exclude_iso(write: Write) -> None:
    path = write(HEADER, LINE, "Lathe_01,02.03.2026 10:00 +0000,down,,")
    whole = _all(path, time_format="%d.%m.%Y %H:%M %z")
    assert [entry.at for entry in whole.entries] == [datetime(2026, 3, 2, 10, tzinfo=UTC)] * 2


def test_one_machine_can_be_given_for_all_lines(write: Write) -> None:
    assert _one(write("time,good", "2026-03-02T10:00Z,1"), machine="Lathe_02").machine == "Lathe_02"


def test_a_given_machine_stands_for_one_name_in_the_file(write: Write) -> None:
    path = write(HEADER, "M1,2026-03-02T10:00Z,down,,", "M2,2026-03-02T10:00Z,down,,")
    whole = _all(path, machine="Lathe_01")
    assert [entry.machine for entry in whole.entries] == ["Lathe_01"]
    (reject,) = whole.rejects
    assert str(reject) == (
        'line 3: machine "M2" is another machine than "M1"; --machine can only stand for one'
    )


# The file ------------------------------------------------------------------------------------


def test_a_byte_order_mark_crlf_and_blank_lines_do_no_harm(write: Write) -> None:
    path = write("\ufeff" + HEADER + "\r", "\r", LINE + "\r", ",,,,\r", "")
    assert _one(path).line == 3


@pytest.mark.parametrize(("encoding", "given"), [("utf-16", None), ("cp1252", "cp1252")])
def test_other_encodings_are_read(write: Write, encoding: str, given: str | None) -> None:
    path = write("machine,time,status", "Säge,2026-03-02T10:00Z,down", encoding=encoding)
    assert _one(path, encoding=given).machine == "Säge"


def test_a_line_break_in_quotes_keeps_the_line_numbers_right(write: Write) -> None:
    path = write(
        "machine,time,status,detail",
        'Lathe_01,2026-03-02T10:00Z,down,"jam,',
        'at the ""infeed"""',
        "Lathe_01,2026-03-02T10:01Z,broken,",
        "Lathe_01,2026-03-02T10:02Z,down,",
    )
    whole = _all(path)
    assert [(entry.line, entry.detail) for entry in whole.entries] == [
        (2, 'jam,\nat the "infeed"'),
        (5, None),
    ]
    assert [reject.line for reject in whole.rejects] == [4]


def test_an_open_quote_costs_one_line(write: Write) -> None:
    bad = 'Lathe_01,2026-03-02T10:00Z,"down,1,'
    for behind in (3, 80):
        whole = _all(write(HEADER, LINE, bad, *[LINE] * behind))
        assert [str(reject) for reject in whole.rejects] == [
            "line 3: opens a quote that is never closed"
        ]
        assert [entry.line for entry in whole.entries] == [2, *range(4, 4 + behind)]


def test_a_large_file_comes_in_chunks(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "CHUNK_ENTRIES", 10)
    recording = read(write(HEADER, *[LINE] * 25))
    assert [len(chunk) for chunk in recording.chunks()] == [10, 10, 5]
    assert [len(chunk) for chunk in recording.chunks()] == [10, 10, 5]  # and again
    assert entries.CHUNK_ENTRIES == 50_000


# Bad lines -----------------------------------------------------------------------------------

BAD = [
    ("Lathe_01,2026-03-02T10:00Z,broken,,", 'status "broken" is unknown; choose operational, '
     'warning, down or no_data, or say what it means: --status-word "broken=down"'),
    ("Lathe_01,02.03.2026 10:00,down,,", 'time "02.03.2026 10:00" is not ISO 8601 '
     '(2026-03-02 14:05:00); say how it is written, for example --time-format "%d.%m.%Y %H:%M"'),
    ("Lathe_01,,down,,", "time is blank"),
    ("Lathe_01,1899-12-31 00:10:00,down,,", 'time "1899-12-31 00:10:00" lies in 1899: a '
     "spreadsheet stored a time of day without its date, as it does with times after midnight; "
     "put the date in front of it"),
    ("Lathe_01,1900-01-01T06:00,down,,", 'time "1900-01-01T06:00" lies in 1900: a spreadsheet '
     "stored a time of day without its date, as it does with times after midnight; put the date "
     "in front of it"),
    ("Lathe_01,0001-01-01,down,,", 'time "0001-01-01" is out of range: no recording is of 1'),
    ("Lathe_01,2026-03-02T10:00Z,,-3,", 'good "-3" is negative; pieces are counted from 0'),
    ("Lathe_01,2026-03-02T10:00Z,,1.5,", 'good "1.5" is not a whole number of pieces'),
    ("Lathe_01,2026-03-02T10:00Z,,,NaN", 'scrap "NaN" is not a whole number of pieces'),
    ("Lathe_01,2026-03-02T10:00Z,,many,", 'good "many" is not a whole number of pieces'),
    ('Lathe_01,2026-03-02T10:00Z,,"1,000",', 'good "1,000" is not a whole number of pieces: '
     "one or a thousand times it? say which with --decimal"),
    ("Lathe_01,2026-03-02T10:00Z,,9999999999,", 'good "9999999999" is more than '
     "2,147,483,647 pieces"),
    (" ,2026-03-02T10:00Z,down,,", "machine is blank"),
    ("Lathe_01,2026-03-02T10:00Z,,,", "has neither a status nor pieces"),
    ("Lathe_01,2026-03-02T10:00Z", "has neither a status nor pieces"),
    ("Lathe_01,2026-03-02T10:00Z,down,1,2,3", "has 6 fields, the header has 5; put a field "
     'that holds "," in quotes'),
    ('Lathe_01,2026-03-02T10:00Z,"down"x,1,2', "has text after a closing quote; a quote inside "
     "quotes is written twice"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), BAD, ids=[reason[:30] for _, reason in BAD])
def test_a_bad_line_is_rejected_with_a_reason(write: Write, line: str, reason: str) -> None:
    assert _reason(write(HEADER, line)) == f"line 2: {reason}"


def test_a_zero_byte_far_inside_is_rejected(write: Write) -> None:
    whole = _all(write(HEADER, *[LINE] * 2000, "Lathe_01,2026-03-02T10:00Z,down\0,,"))
    assert [str(reject) for reject in whole.rejects] == [
        "line 2002: holds a character that is no text (a zero byte)"
    ]


# Files and options that cannot be read -------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", r"a\.csv is empty\. Check that the program"),
        (b"\xef\xbb\xbf \r\n", "a.csv", r"a\.csv is empty"),
        (b"PK\x03\x04\x00\x00zip", "a.csv", r'not a text file; it begins with "PK.*unpack'),
        (b"<xml>hello</xml>\n", "a.txt", r'neither CSV nor SHDR.*begins with "<xml>hello</xml>"'),
        (b"x" * 500, "a.shdr", r'begins with "x{59}…"\. A CSV begins .* --format csv or --format'),
        (b"machine,time,status\nS\xe4ge,2026-03-02,down\n", "a.csv", r"not utf-8 text, from about "
         r"line \d+ on\. .*--encoding cp1252"),
        (b"machine,status\nA,down\n", "a.csv", r'No column of a\.csv holds the time\. Say which it '
         r'is: --column time="…"\. Its columns are: machine, status'),
        (b"time,status\n2026-03-02,down\n", "a.csv", r"holds the machine\. .*or --machine NAME"),
        (b"machine,time\nA,2026-03-02\n", "a.csv", r"holds a status or pieces\. .*--column good="),
        (b'machine,"time,status\nA,2026\n', "a.csv", r"header of a\.csv cannot be read: it opens a "
         r'quote that is never closed\. It begins with "machine'),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, content: bytes, name: str, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=message):
        _all(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nosuch\.csv does not exist\. Check the name"):
        read(tmp_path / "nosuch.csv")
    with pytest.raises(UserError, match=r"is a folder\. Name one file in it"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": {"speed": "x"}}, r'no field "speed" .* Fields are machine, time, status'),
        ({"columns": {"time": "Tme"}}, r'There is no column "Tme" in .* Did you mean time\?'),
        ({"delimiter": ";;"}, r'Delimiter ";;" is not one character'),
        ({"decimal": "'"}, r"Decimal sign \"'\" is unknown"),
        ({"time_format": "%H:%M"}, r'"%H:%M" does not describe a date and a time'),
        ({"time_format": "%Q"}, r'"%Q" does not describe a date and a time'),
        ({"status_words": {"on": "up"}}, r'"on" means "up", which is no status'),
        ({"encoding": "klingon"}, r'Encoding "klingon" is unknown'),
        ({"device": "mill"}, r"Device means something for shdr only; this file is csv"),
        ({"count_unseen": False}, r"Count unseen means something for shdr only"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    write: Write, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        _all(write(HEADER, LINE), **options)


def test_flags_given_as_pairs() -> None:
    assert pairs(["machine=Anlage", " time = Zeit "], "--column") == {
        "machine": "Anlage",
        "time": "Zeit",
    }
    with pytest.raises(UserError, match=r'--column "machine" is not of the form name=value'):
        pairs(["machine"], "--column")
    with pytest.raises(UserError, match=r"--column names time twice: a and b"):
        pairs(["time=a", "time=b"], "--column")
