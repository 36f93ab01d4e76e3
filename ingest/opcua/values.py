"""Values of OPC UA as numbers and text."""

from __future__ import annotations

import json
import math
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from asyncua import ua

_SHOWN = 200  # characters of a value beside a node, for people


def plain(value: Any) -> tuple[float | None, str | None]:
    """A value as a number or, where it is none, as text.

    Truth is 1 and 0; enumerations are their number; arrays and structures are JSON.
    """
    if isinstance(value, str):
        return None, clean(value)
    if isinstance(value, bool | int | float):
        return float(value), None
    if value is None:
        return None, None
    return None, clean(_text(value))


def clean(text: str) -> str:
    """Text a database takes: PLCs send zero bytes, and bytes that are no UTF-8."""
    text = text.replace("\0", "")
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def element_of(value: Any, element: int | None) -> Any:
    """That element of an array. A server that heeds the request sends it alone."""
    if element is None or not isinstance(value, list | tuple):
        return value
    if len(value) == 1:
        return value[0]
    return value[element] if element < len(value) else None


def shown(value: Any) -> str | None:
    """A value as text for people, cut where it is long."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = clean(f"{value:.12g}" if isinstance(value, float) else _text(value))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def type_name(variant: ua.Variant | None) -> str:
    """Name of a value's type, for example Int32, or Double[] for an array; empty: unknown."""
    if variant is None or variant.VariantType == ua.VariantType.Null:
        return ""
    return f"{variant.VariantType.name}{'[]' if variant.is_array else ''}"


def _text(value: Any) -> str:
    plainer = _json(value)
    return plainer if isinstance(plainer, str) else json.dumps(plainer, ensure_ascii=False)


def _json(value: Any) -> Any:
    if isinstance(value, ua.LocalizedText):
        return value.Text or ""
    if isinstance(value, ua.QualifiedName):
        return value.Name
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    if isinstance(value, ua.Variant):
        return _json(value.Value)
    if isinstance(value, ua.NodeId):
        return value.to_string()
    if isinstance(value, ua.StatusCode):
        return value.value
    if is_dataclass(value):
        return {each.name: _json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, str | int | bool) or value is None:
        return value
    return str(value)
