"""How figures are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.connect import Connection
from web import figures


def plain(text: str) -> str:
    """With common blanks instead of thin ones."""
    return text.replace(figures.THIN, " ")


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (None, "–"),
        (0, "0.0 %"),
        (0.7145, "71.5 %"),  # a half goes up, whatever binary makes of it
        (0.8125, "81.3 %"),
        (0.71449999, "71.4 %"),
        (1, "100.0 %"),
        (3.0004, "300.0 %"),
    ],
)
def test_a_ratio_is_written_to_a_thousandth(ratio: float | None, text: str) -> None:
    assert plain(figures.percent(ratio)) == text


async def test_a_ratio_rounds_as_the_feed_does(connection: Connection) -> None:
    ratios = [number / 1600 for number in range(0, 3_200, 7)] + [1 / 3, 0.0005, 0.1 + 0.2]
    rounded = await connection.fetch(
        "select round(ratio::numeric, 3) as ratio"
        " from unnest($1::float8[]) with ordinality as listed (ratio, place) order by place",
        ratios,
    )
    assert [figures.percent(ratio) for ratio in ratios] == [
        figures.percent(row["ratio"]) for row in rounded
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0, "0 s"),
        (-0.2, "0 s"),
        (44.5, "45 s"),
        (59.6, "1 min"),
        (870, "14 min 30 s"),
        (-300, "−5 min"),
        (3_599.7, "1 h 00 min"),
        (11_100, "3 h 05 min"),
        (4_234_800, "1,176 h 20 min"),
    ],
)
def test_a_length_of_time_is_written_to_add_up(seconds: float | None, text: str) -> None:
    assert plain(figures.span(seconds)) == text


def test_pieces_due_are_whole_and_the_gap_agrees_with_them() -> None:
    assert figures.pieces(1_234) == "1,234"
    assert figures.pieces(None) == figures.due(None) == figures.gap(None) == "–"
    assert (figures.due(1_729.57), figures.gap(1_360 - 1_729.57)) == ("1,729", "−369")
    assert (figures.due(1_297.17), figures.gap(1_399 - 1_297.17)) == ("1,297", "+102")
    assert figures.gap(-0.4) == "0"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "s", "–"),
        (Decimal("870"), "s", "14 min 30 s"),
        (Decimal("0.5986206896551725"), "ratio", "59.9 %"),
        (Decimal("1234"), "pcs", "1,234"),
        (Decimal("32.500000"), "s per piece", "32.5"),
    ],
)
def test_an_explanation_tells_values_by_their_unit(
    value: Decimal | None, unit: str, text: str
) -> None:
    assert plain(figures.measure(value, unit)) == text


@given(st.integers(0, 10**6), st.floats(0, 10**6))
def test_a_gap_is_what_is_made_less_what_is_due(good: int, target: float) -> None:
    written = int(figures.gap(good - target).replace(",", "").replace("−", "-"))
    due = int(figures.due(target).replace(",", ""))
    # a difference of doubles may miss a whole number by its last digit
    assert abs(written - (good - due)) <= (1 if abs(target - round(target)) < 1e-6 else 0)


def test_times_are_those_of_the_plant() -> None:
    zone = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 11, 20, 22, 30, 7, tzinfo=UTC)
    assert figures.clock(at, zone) == "23:30"
    assert figures.moment(at, zone) == "Fri 20 Nov, 23:30:07"
    assert figures.moment(datetime.min.replace(tzinfo=UTC), zone) == "always"
    assert figures.clock_s(at, zone) == "23:30:07"
    assert figures.day(date(2026, 11, 20)) == "Fri 20 Nov 2026"


@given(st.floats(-1, 5))
def test_a_drawing_never_leaves_its_place(ratio: float) -> None:
    assert 0 <= float(figures.share(ratio).rstrip("%")) <= 100
    assert 0 <= figures.heat(ratio) <= 9


def test_coverage_is_marked_below_its_limit() -> None:
    assert figures.is_covered(None)
    assert figures.is_covered(0.995)
    assert not figures.is_covered(0.9949)
