"""Rows of history in the binary form of COPY (database/binary_copy.py)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from struct import Struct

from database.binary_copy import EPOCH_S, NULL
from simulator.counter import Count
from simulator.machine import Span
from simulator.reasons import Reasons

SOURCE = "simulator"
EVENT_COLUMNS = ("machine_id", "at", "status", "detail", "source", "reason_id")
PRODUCTION_COLUMNS = ("machine_id", "at", "good_pcs", "scrap_pcs", "source", "scrap_reason_id")

MICROSECONDS = 1_000_000

# number of columns; length (4 or 8 bytes) and value of each that has a fixed one
_pack_production = Struct(">h ii iq iq iq").pack
_pack_event = Struct(">h ii iq").pack
_pack_key = Struct(">ii").pack


def production_rows(machine_id: int, counts: Iterable[Count], reasons: Reasons) -> list[bytes]:
    """Rows of floor.production, one per minute."""
    source = _text(SOURCE)
    without = source + NULL
    return [
        _pack_production(6, 4, machine_id, 8, (minute - EPOCH_S) * MICROSECONDS, 8, good, 8, scrap)
        + (without if why is None else source + _key(reasons.named(why)))
        for minute, good, scrap, why in counts
    ]


def event_rows(machine_id: int, spans: Iterable[Span], reasons: Reasons) -> list[bytes]:
    """Rows of floor.status_events: one where each span begins."""
    return [
        _pack_event(6, 4, machine_id, 8, round((span.start - EPOCH_S) * MICROSECONDS))
        + _texts(span.status, span.detail, SOURCE)
        + _key(reasons.of_stop(span))
        for span in spans
    ]


def _text(value: str) -> bytes:
    encoded = value.encode()
    return len(encoded).to_bytes(4, "big") + encoded


@cache
def _key(value: int | None) -> bytes:
    return NULL if value is None else _pack_key(4, value)


@cache  # few states, few details
def _texts(*values: str) -> bytes:
    return b"".join(map(_text, values))
