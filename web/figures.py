"""How figures are written, the same on every page: Jinja filters. Formatting, no arithmetic.

What is null is a dash: no figure, which is not zero. static/js/figures.js writes ratios by
the same rule.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

NOTHING = "–"
THIN = "\u202f"  # a thin space that does not break: between a number and its unit
FULL_COVERAGE = Decimal("0.995")
HEAT_LEVELS = 10


def percent(ratio: float | Decimal | None) -> str:
    """A ratio to a thousandth: 71.5 %. Halves go up, as PostgreSQL's round() has it."""
    return NOTHING if ratio is None else f"{percent_number(ratio)}{THIN}%"


def percent_number(ratio: float | Decimal | None) -> str:
    """The same without its unit, for figures that stand large."""
    if ratio is None:
        return NOTHING
    return str(_decimal(ratio).scaleb(2).quantize(Decimal("0.1"), ROUND_HALF_UP))


def span(seconds: float | None) -> str:
    """A length of time to add up: 45 s, 14 min 30 s, 3 h 05 min, 1,176 h 20 min."""
    if seconds is None:
        return NOTHING
    whole = int(abs(_decimal(seconds)).quantize(Decimal(1), ROUND_HALF_UP))
    sign = "−" if seconds < 0 and whole else ""
    if whole < 60:
        return f"{sign}{whole}{THIN}s"
    if whole < 3_600:
        rest = f" {whole % 60:02}{THIN}s" if whole % 60 else ""
        return f"{sign}{whole // 60}{THIN}min{rest}"
    minutes = (whole + 30) // 60
    return f"{sign}{minutes // 60:,}{THIN}h {minutes % 60:02}{THIN}min"


def pieces(number: int | None) -> str:
    """Pieces: 1,234."""
    return NOTHING if number is None else f"{number:,}"


def due(number: float | None) -> str:
    """Pieces due: only whole ones are, as in the feed."""
    return NOTHING if number is None else f"{int(_decimal(number).to_integral(ROUND_FLOOR)):,}"


def gap(number: float | None) -> str:
    """Pieces made less whole pieces due: +12, −3, 0."""
    if number is None:
        return NOTHING
    whole = int(_decimal(number).to_integral(ROUND_CEILING))
    return f"{whole:+,}".replace("-", "−") if whole else "0"


def measure(value: Decimal | float | None, unit: str | None) -> str:
    """A value by its unit, as an explanation has it."""
    if value is None:
        return NOTHING
    if unit == "s":
        return span(float(value))
    if unit == "ratio":
        return percent(value)
    number = f"{_decimal(value):,f}"
    return (number.rstrip("0").rstrip(".") if "." in number else number).replace("-", "−")


def day(value: date) -> str:
    """A business date: Fri 20 Nov 2026."""
    return value.strftime("%a %-d %b %Y")


def short_day(value: date) -> str:
    """A business date where the year is clear: Fri 20 Nov."""
    return value.strftime("%a %-d %b")


def weekday(value: date) -> str:
    """A business date where the month is clear: Fri 20."""
    return value.strftime("%a %-d")


def clock(value: datetime, zone: ZoneInfo) -> str:
    """Time of day in a plant: 14:30."""
    return value.astimezone(zone).strftime("%H:%M")


def clock_s(value: datetime, zone: ZoneInfo) -> str:
    """Time of day in a plant, to the second: 14:30:07."""
    return value.astimezone(zone).strftime("%H:%M:%S")


def moment(value: datetime, zone: ZoneInfo) -> str:
    """An instant in a plant, to the second: Fri 20 Nov, 14:30:07; always for -infinity."""
    if value.year == datetime.min.year:
        return "always"
    return value.astimezone(zone).strftime("%a %-d %b, %H:%M:%S")


def is_covered(ratio: float | None) -> bool:
    """Whether there is data of practically all of the time; so is no time at all."""
    return ratio is None or _decimal(ratio) >= FULL_COVERAGE


def share(ratio: float | None) -> str:
    """A ratio as a length in a drawing, within 0 % and 100 %."""
    return f"{100 * min(max(float(ratio or 0), 0), 1):.2f}%"


def heat(ratio: float) -> int:
    """The level a ratio is shaded with, 0 to 9."""
    return min(max(int(_decimal(ratio) * HEAT_LEVELS), 0), HEAT_LEVELS - 1)


def _decimal(number: float | Decimal) -> Decimal:
    """The number as PostgreSQL turns a double into a numeric: by its fifteen digits."""
    return number if isinstance(number, Decimal) else Decimal(format(number, ".15g"))


FILTERS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        percent,
        percent_number,
        span,
        pieces,
        due,
        gap,
        measure,
        day,
        short_day,
        weekday,
        clock,
        clock_s,
        moment,
        is_covered,
        share,
        heat,
    )
}
