"""The ways people write times, and which of them a column keeps to, by and large."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

FORMATS = (
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%y %H:%M:%S",
    "%d.%m.%y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
)


def fitting(cells: Sequence[str]) -> list[str]:
    """The formats that read the most of these times, if that is more than half of them. None
    where ISO 8601 reads as many: then nothing has to be said."""
    counts = {one: sum(_can_read(cell, one) for cell in cells) for one in FORMATS}
    most = max(counts.values())
    if most * 2 <= len(cells) or most <= sum(_can_read(cell, None) for cell in cells):
        return []
    return [one for one, count in counts.items() if count == most]


def _can_read(cell: str, time_format: str | None) -> bool:
    try:
        if time_format is None:
            datetime.fromisoformat(cell)
        else:
            datetime.strptime(cell, time_format)
    except ValueError:
        return False
    return True
