"""What a validator found, in words that teach: the field, the value, the remedy, the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from web.api.answers import RefusedError

LONGEST_SHOWN = 80
KINDS = {dict: "an object", list: "a list", type(None): "null", bool: "true or false"}


def in_words(
    error: ValidationError,
    rules: Mapping[str, tuple[str, str]],
    known: Sequence[str],
    known_above: Sequence[str],
    inner: Mapping[str, Sequence[str]] | None = None,
    hidden: frozenset[str] = frozenset(),
) -> RefusedError:
    """The first mistake. ``rules``: what a field must be, and the remedy. ``known``: the fields
    of a row; ``known_above``: those around the rows; ``inner``: those of objects within a row, by
    the field that holds them. What ``hidden`` fields hold is not told, nor what unknown ones do
    beside them: it may be a secret, misplaced."""
    # a field there is not explains why another is missing: it comes first within its row
    first = min(
        error.errors(include_url=False),
        key=lambda found: (_row(found) or 0, found["type"] != "extra_forbidden"),
    )
    row, field = _row(first), str(first["loc"][-1])
    if isinstance(first["loc"][-1], int):  # a row as a whole
        field = str(first["loc"][0])
    value: object = shown(first["input"])
    what, hint = rules.get(field, ("", ""))
    match first["type"]:
        case "missing":
            message, value = f"{field} is missing.", None
        case "extra_forbidden":
            message = f"There is no field {shown(field)!r}."
            within = [fields for name, fields in (inner or {}).items() if name in first["loc"][:-1]]
            hint = _choices(field, known_above if row is None else [*within, known][0])
            value = None if hidden else value
        case "too_short" | "too_long":
            message, value = f"{field} has {len(first['input'])} rows.", None
        case "model_type":
            message, hint = f"The row is {value}, not an object.", 'Send rows like {"machine": …}.'
        case _ if not hidden.isdisjoint(first["loc"]):
            message, value = f"{field} is not {what or 'a text'}.", None
            hint = hint or "Give a text, or null."
        case _:
            message = f"{field}={value} is not {what}."
    return RefusedError(message, hint=hint, field=str(shown(field)), value=value, row=row)


def shown(value: object) -> str | float:
    """A value as an answer repeats it: lists and objects by their kind, texts cut if long."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18:
        return value
    if type(value) in KINDS:
        return KINDS[type(value)]
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _row(found: ErrorDetails) -> int | None:
    number = next((part for part in found["loc"] if isinstance(part, int)), None)
    return None if number is None else number + 1


def _choices(field: str, known: Sequence[str]) -> str:
    close = get_close_matches(field, known, 1)
    meant = f"Did you mean {close[0]}? " if close else ""
    return f"{meant}The fields are {', '.join(known)}."
