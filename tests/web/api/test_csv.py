"""Tables as CSV: what a spreadsheet opens must be what the view said."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest

from web.csv_table import csv_response, csv_text


def test_a_header_then_the_rows_with_crlf() -> None:
    rows: list[dict[str, object]] = [
        {"machine": "Ölpresse 1", "good_pcs": 12, "yield_ratio": 0.1 + 0.2, "is_retired": False},
        {"machine": None, "good_pcs": -3, "yield_ratio": None, "is_retired": True},
    ]
    assert csv_text(rows) == (
        "machine,good_pcs,yield_ratio,is_retired\r\n"
        "Ölpresse 1,12,0.30000000000000004,false\r\n"
        ",-3,,true\r\n"
    )


def test_dates_and_instants_are_iso_8601() -> None:
    row = {"day": date(2026, 11, 21), "at": datetime(2026, 11, 21, 6, tzinfo=UTC)}
    assert csv_text([row]) == "day,at\r\n2026-11-21,2026-11-21T06:00:00+00:00\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+49", "-x", "@sum(a1)", "\tx", "\rx"])
def test_a_text_is_never_a_formula(text: str) -> None:
    (cell,) = next(csv.reader(io.StringIO(csv_text([{"name": text}]).partition("\r\n")[2])))
    assert cell == f"'{text}"


def test_commas_quotes_and_line_breaks_come_back_as_they_were() -> None:
    text = 'He said "no", twice\r\nand left'
    read = list(csv.reader(io.StringIO(csv_text([{"detail": text, "x": 1}]), newline="")))
    assert read == [["detail", "x"], [text, "1"]]


def test_columns_choose_and_order_and_stay_where_there_is_no_row() -> None:
    assert csv_text([{"a": 1, "b": 2, "c": 3}], ["c", "a"]) == "c,a\r\n3,1\r\n"
    assert csv_text([], ["c", "a"]) == "c,a\r\n"
    assert csv_text([]) == ""


def test_it_is_a_file_to_keep_but_not_in_a_cache() -> None:
    response = csv_response("kpis_7_days.csv", [{"a": 1}])
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["content-disposition"] == 'attachment; filename="kpis_7_days.csv"'
    assert response.headers["cache-control"] == "no-store"


def test_a_file_name_cannot_break_out_of_its_header() -> None:
    header = csv_response('Öl "1"\r\nx: y.csv', []).headers["content-disposition"]
    assert header.startswith("attachment; filename=\"_l_1_x_y.csv\"; filename*=UTF-8''%C3%96l")
    assert "\n" not in header
