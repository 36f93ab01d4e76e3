"""Numbers as they are written: decimal signs, thousands, and what is none."""

from __future__ import annotations

import pytest

from imports.numbers import parse


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1), ("-3", -3), ("+4.", 4), ("1.5", 1.5), ("1,5", 1.5), (".5", 0.5), ("1e-7", 1e-7),
        ("23.456", 23.456), ("0,123", 0.123), ("1.234,5", 1234.5), ("1,234.5", 1234.5),
        ("1.234.567", 1_234_567), ("1,234,567", 1_234_567),
    ],
)  # fmt: skip
def test_a_number_is_understood_without_a_word(text: str, number: float) -> None:
    assert parse(text, "value", None) == number


@pytest.mark.parametrize(
    "text", ["abc", "02.03.2026", "1.2.3", "1,2,3", "12 °C", "nan", "inf", "1e999", "٣", "9" * 41]
)
def test_what_is_no_number_is_left_to_be_text(text: str) -> None:
    assert [parse(text, "value", decimal) for decimal in (None, ".", ",")] == [None] * 3


def test_a_comma_before_three_digits_is_in_doubt() -> None:
    with pytest.raises(ValueError, match=r'Wert "1,234" may be 1234 or 1.234: .*--decimal'):
        parse("1,234", "Wert", None)
    assert parse("1,234", "Wert", ",") == 1.234
    assert parse("1,234", "Wert", ".") == 1234
    assert parse("1.234", "Wert", ",") == 1234


@pytest.mark.parametrize(("text", "decimal"), [("1,5", "."), ("1.5", ","), ("1.234,5", ".")])
def test_the_other_decimal_sign_is_refused(text: str, decimal: str) -> None:
    with pytest.raises(ValueError, match="is no number whose decimal sign is"):
        parse(text, "value", decimal)
