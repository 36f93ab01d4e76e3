"""Which way of writing times a column keeps to."""

from __future__ import annotations

import pytest

from imports import values
from imports.time_formats import FORMATS, fitting


@pytest.mark.parametrize("one", FORMATS)
def test_every_format_is_one_that_may_be_given(one: str) -> None:
    values.check_time_format(one)


def test_iso_8601_needs_no_word() -> None:
    assert fitting(["2026-03-02 14:05", "2026-03-02T14:05:00Z"]) == []
    assert fitting([]) == []


def test_what_all_lines_keep_to_is_found() -> None:
    assert fitting(["02.03.2026 14:05", "31.03.2026 08:00"]) == ["%d.%m.%Y %H:%M"]
    assert fitting(["3/31/2026 2:05 PM"]) == ["%m/%d/%Y %I:%M %p"]


def test_a_line_that_is_wrong_does_not_hide_how_the_others_are_written() -> None:
    good = ["02.03.2026 14:05", "03.03.2026 14:05"]
    assert fitting([*good, "yesterday"]) == ["%d.%m.%Y %H:%M"]
    assert fitting([*good, "yesterday", "2026-03-02"]) == []


def test_days_and_months_that_may_be_either_stay_in_doubt() -> None:
    assert fitting(["02/03/2026 14:05"]) == ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]
    assert fitting(["02/03/2026 14:05", "13/03/2026 14:05"]) == ["%d/%m/%Y %H:%M"]


def test_what_nobody_writes_like_that_fits_nothing() -> None:
    assert fitting(["yesterday"]) == []
