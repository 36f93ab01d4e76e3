"""Numbers as people and programs write them: which decimal sign, and thousands apart or not."""

from __future__ import annotations

import math
import re

from imports.text_file import shorten

LONGEST = 40
_OTHER = {".": ",", ",": "."}


def _pattern(decimal: str) -> re.Pattern[str]:
    whole = rf"[1-9]\d{{0,2}}(?:\{_OTHER[decimal]}\d{{3}})+|\d+"
    return re.compile(
        rf"[+-]?(?:(?:{whole})(?:\{decimal}\d*)?|\{decimal}\d+)(?:e[+-]?\d+)?",
        re.ASCII | re.IGNORECASE,
    )


_PATTERNS = {decimal: _pattern(decimal) for decimal in _OTHER}


def parse(text: str, column: str, decimal: str | None) -> float | None:
    """A finite number, or None where the text is none. ``decimal``: the sign, where it was said.

    Raises ValueError where two numbers may be meant, or one with the other decimal sign.
    """
    if len(text) > LONGEST:
        return None
    point, comma = _read(text, "."), _read(text, ",")
    if decimal is not None:
        found, other = (point, comma) if decimal == "." else (comma, point)
        if found is None and other is not None:
            raise ValueError(
                f'{column} "{shorten(text)}" is no number whose decimal sign is "{decimal}"'
            )
        return found
    if None not in (point, comma) and point != comma and "," in text:
        # in one country a thousand times what it is in another
        raise ValueError(
            f'{column} "{shorten(text)}" may be {point:g} or {comma:g}: say which with --decimal'
        )
    return comma if point is None else point  # programs write a point


def _read(text: str, decimal: str) -> float | None:
    if not _PATTERNS[decimal].fullmatch(text):
        return None
    number = float(text.replace(_OTHER[decimal], "").replace(decimal, "."))
    return number if math.isfinite(number) else None
