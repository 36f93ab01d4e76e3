"""Which role a variable probably has, from its name and its type."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-ZÄÖÜ]?[a-zäöüß]+|[A-ZÄÖÜ]+|\d+")
_COUNTS = frozenset({
    "count", "counts", "counter", "cnt", "parts", "part", "pieces", "piece", "pcs",
    "quantity", "qty", "number", "total", "stück", "stueck", "stk", "anzahl", "zähler",
    "zaehler", "menge",
})  # fmt: skip
_GOOD = frozenset({"good", "ok", "io", "gut", "gutteile"})
_SCRAP = frozenset({
    "scrap", "scrapped", "reject", "rejects", "rejected", "defect", "defects", "defective",
    "bad", "nok", "nio", "ng", "waste", "ausschuss", "schlecht",
})  # fmt: skip
_TOTAL = frozenset({
    "total", "processed", "produced", "completed", "production", "output", "made", "all",
    "gesamt",
})  # fmt: skip
_STATE = frozenset({"state", "status", "zustand", "betriebszustand"})
_PRODUCT = frozenset({
    "product", "recipe", "article", "material", "sku", "produkt", "artikel", "rezept",
})  # fmt: skip
_REASON = frozenset({"alarm", "fault", "error", "reason", "störung", "stoerung", "fehler"})
# words that make something else of it: of a part, of another thing, or a limit
_OTHERWISE = frozenset({
    "target", "planned", "setpoint", "set", "limit", "max", "min", "rate", "speed", "time",
    "duration", "mode", "bits", "word", "server", "previous", "last", "next", "true",
    "network", "comm", "connection",
})  # fmt: skip
WHOLE = frozenset({"SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64"})
NUMBERS = WHOLE | {"Float", "Double"}
TEXT = frozenset({"String", "LocalizedText"})
SINGLE = frozenset({"status", "reason", "product"})  # one of each a machine
COUNTERS = frozenset({"good", "scrap", "total"})


def words(name: str) -> list[str]:
    """The words of a name: GoodCount, good_count and GOOD-COUNT are the same two."""
    return [word.casefold() for word in _WORDS.findall(name)]


def role(name: str, data_type: str) -> str | None:
    """The role of a variable of that type by its name: status, good, scrap, total, product or
    reason; None: its name says nothing of the kind."""
    said = set(words(name))
    if said & _OTHERWISE:
        return None
    if data_type in NUMBERS:
        return _counter(said, data_type) or (_other(said) if data_type in WHOLE else None)
    if data_type in TEXT:
        return _other(said)
    return "status" if data_type == "Boolean" and said == {"running"} else None


def suggested(name: str) -> str | None:
    """The role a name suggests whatever its type: what machines are recognised by."""
    found = role(name, "UInt32")
    return found if found in COUNTERS or found == "status" else None


def is_recordable(data_type: str) -> bool:
    """Whether a value of that type can be drawn over time."""
    return data_type in NUMBERS or data_type == "Boolean"


def _counter(said: set[str], data_type: str) -> str | None:
    is_count = bool(said & _COUNTS) or bool(said & _TOTAL) or len(said) == 1
    if said & _SCRAP:
        return "scrap" if is_count else None
    if said & _GOOD:
        return "good" if is_count else None
    if said & _TOTAL and data_type in WHOLE:
        return "total"
    return "total" if said and said <= _COUNTS else None


def _other(said: set[str]) -> str | None:
    if said & _REASON:
        return "reason"
    if said & _PRODUCT:
        return "product"
    return "status" if said & _STATE else None
